import { clockTime } from './format.js';

const KEPT = 30;

const SWIPES = `subscription ($after: Cursor) {
  swipes(after: $after, onSlow: DROP, progressEvery: "PT2S") {
    cursor gap { missed } progress { watermark }
    swipe { eventId studentId lectureId gateId timestamp action student { displayName } lecture { title } }
  }
}`;

const INVALID = `subscription ($after: Cursor) {
  invalidAttempts(after: $after, onSlow: DROP) {
    cursor attempt { id studentId lectureId gateId receivedAt reason }
  }
}`;

/** A durable feed that goes on after its last cursor, whatever happened to the connection; a cursor that has expired is let go. */
function follow(subscribe, query, field, onFrame) {
  let cursor;
  subscribe({
    query,
    variables: () => ({ after: cursor }),
    next(data) {
      const frame = data[field];
      cursor = frame.cursor;
      onFrame(frame);
    },
    onError({ extensions = {} }) {
      if (extensions.cursor) cursor = extensions.cursor;
      if (String(extensions.code).startsWith('CURSOR_')) cursor = undefined;
    },
  });
}

/** A list that shows the newest few, redrawn at most once a frame however fast they come. */
function newest(list, empty, draw) {
  let waiting = [];
  return (value) => {
    if (waiting.length === 0) {
      requestAnimationFrame(() => {
        const rows = waiting.slice(-KEPT).map(draw).reverse();
        waiting = [];
        empty.hidden = true;
        list.prepend(...rows);
        while (list.children.length > KEPT) list.lastElementChild.remove();
      });
    }
    waiting.push(value);
    if (waiting.length > 2 * KEPT) waiting = waiting.slice(-KEPT);
  };
}

function row(kind, time, what, where, title) {
  const item = document.createElement('li');
  item.title = title;
  for (const [name, text] of [
    ['time', time],
    ['kind', kind],
    ['what', what],
    ['where', where],
  ]) {
    const cell = document.createElement('span');
    cell.className = name;
    cell.textContent = text;
    item.append(cell);
  }
  item.dataset.kind = kind;
  return item;
}

const id = (name) => document.getElementById(name);

/** @param onSwipe called for each accepted swipe; @param onProgress with whether ingest has been heard of */
export function showFeeds(subscribe, { onSwipe, onProgress }) {
  const addSwipe = newest(id('feed'), id('no-swipes'), (swipe) =>
    row(
      swipe.action.toLowerCase(),
      clockTime(swipe.timestamp),
      swipe.student?.displayName ?? swipe.studentId,
      swipe.lecture?.title ?? swipe.lectureId,
      `${swipe.studentId}, ${swipe.lectureId}, ${swipe.gateId}`,
    ),
  );
  let missed = 0;
  follow(subscribe, SWIPES, 'swipes', ({ swipe, gap, progress }) => {
    if (gap) {
      missed += gap.missed;
      id('feed-gap').textContent = `${missed.toLocaleString()} not shown`;
    }
    if (progress) onProgress(progress.watermark !== null);
    if (!swipe) return;
    onSwipe();
    addSwipe(swipe);
  });

  const addAttempt = newest(id('invalid'), id('no-invalid'), (attempt) =>
    row(
      'invalid',
      clockTime(attempt.receivedAt),
      attempt.studentId ?? 'unreadable',
      attempt.reason.toLowerCase().replaceAll('_', ' '),
      [attempt.studentId, attempt.lectureId, attempt.gateId].filter(Boolean).join(', '),
    ),
  );
  follow(subscribe, INVALID, 'invalidAttempts', ({ attempt }) => attempt && addAttempt(attempt));
}
