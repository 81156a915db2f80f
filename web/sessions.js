import { number, shortTime } from './format.js';

const SESSIONS = `subscription ($day: LocalDate) {
  sessions(day: $day) {
    id day status startsAt endsAt swipeCount presentNow lateCount
    uniqueAttendees { exact estimate low high }
    lecture { lectureId title enrolledCount }
  }
}`;

const ORDER = { OPEN: 0, SCHEDULED: 1, ENDED: 2, CANCELLED: 3 };
const STATUS_TEXT = { OPEN: 'open', SCHEDULED: 'to come', ENDED: 'ended', CANCELLED: 'cancelled' };
const id = (name) => document.getElementById(name);

/** Keeps the list of a day's sessions as the server tells it. @returns changes the day; null follows today */
export function showSessions(subscribe) {
  const sessions = new Map();
  const rows = new Map();
  let leave = () => {};
  let drawing = false;

  function draw() {
    drawing = false;
    const day = [...sessions.values()].reduce((latest, session) => (session.day > latest ? session.day : latest), '');
    // Followed over midnight, yesterday's leave the list.
    for (const [key, session] of sessions) if (session.day !== day) sessions.delete(key);
    const sorted = [...sessions.values()].sort(
      (a, b) =>
        ORDER[a.status] - ORDER[b.status] ||
        (a.startsAt ?? '').localeCompare(b.startsAt ?? '') ||
        a.lecture.lectureId.localeCompare(b.lecture.lectureId),
    );
    const list = id('sessions');
    for (const [key, row] of rows) {
      if (sessions.has(key)) continue;
      row.remove();
      rows.delete(key);
    }
    sorted.forEach((session, index) => {
      const row = rows.get(session.id) ?? id('session-row').content.firstElementChild.cloneNode(true);
      rows.set(session.id, row);
      if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
      fill(row, session);
    });
    id('no-sessions').hidden = sorted.length > 0;
    const sum = (read) => number(sorted.reduce((total, session) => total + (read(session) ?? 0), 0));
    id('total-present').textContent = sum((session) => session.presentNow);
    id('total-unique').textContent = sum((session) => session.uniqueAttendees?.exact);
    id('total-late').textContent = sum((session) => session.lateCount);
    id('total-swipes').textContent = sum((session) => session.swipeCount);
  }

  function drawSoon() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(draw);
  }

  function follow(day) {
    leave();
    sessions.clear();
    drawSoon();
    leave = subscribe({
      query: SESSIONS,
      variables: () => ({ day }),
      next({ sessions: session }) {
        if (session === null) return;
        sessions.set(session.id, session);
        drawSoon();
      },
    });
  }

  follow(null);
  return follow;
}

function fill(row, session) {
  const { lecture, status, startsAt, endsAt, presentNow, lateCount, swipeCount, uniqueAttendees: unique } = session;
  const seen = unique?.exact ?? unique?.estimate ?? 0;
  const enrolled = lecture.enrolledCount ?? 0;
  const all = Math.max(enrolled, seen, 1);
  const share = (count) => `${((100 * (count ?? 0)) / all).toFixed(2)}%`;
  row.dataset.status = status;
  row.querySelector('strong').textContent = lecture.title ?? lecture.lectureId;
  const hours = startsAt ? `${shortTime(startsAt)}–${endsAt ? shortTime(endsAt) : ''}` : 'not in the timetable';
  row.querySelector('.meta').textContent = `${hours} · ${lecture.lectureId}`;
  row.querySelector('.badge').textContent = STATUS_TEXT[status] ?? status.toLowerCase();
  const meter = row.querySelector('.meter');
  meter.style.setProperty('--here-share', share(presentNow));
  meter.style.setProperty('--gone-share', share(Math.max(0, seen - (presentNow ?? 0))));
  meter.style.setProperty('--late-share', share(lateCount));
  const gone = Math.max(0, seen - (presentNow ?? 0));
  meter.setAttribute(
    'aria-label',
    `${number(presentNow)} here now, ${number(gone)} have left, ${number(lateCount)} late, ${number(enrolled)} enrolled`,
  );
  const figures = {
    present: presentNow,
    unique: unique?.exact ?? unique?.estimate,
    enrolled: lecture.enrolledCount,
    late: lateCount,
    swipes: swipeCount,
  };
  for (const [name, value] of Object.entries(figures)) {
    const cell = row.querySelector(`[data-figure="${name}"]`);
    if (cell.textContent !== number(value)) cell.textContent = number(value);
  }
  const estimate = unique
    ? `HyperLogLog estimate ${number(unique.estimate)} (${number(unique.low)} to ${number(unique.high)})`
    : '';
  row.querySelector('[data-figure="unique"]').title = estimate;
}
