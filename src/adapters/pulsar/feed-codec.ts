import { type CampusDay, type EpochMs, formatDay, parseDay } from '../../core/campus-day.ts';
import { formatInstant, parseInstant } from '../../core/instant.ts';
import type { InvalidAttempt, InvalidReason, Swipe, SwipeAction } from '../../core/swipe.ts';

/** One value of a feed as a message carries it. */
export interface FeedLine<T> {
  readonly value: T;
  /** Set when an earlier line may say the same: a place before which it cannot stand; '' unknown. */
  readonly floor: string | null;
}

/**
 * How values of one feed are written. A message's payload is lines of JSON (NDJSON, UTF-8), one value each, in order; a
 * message without payload is a beat. Names and spellings are those of the events that readers send:
 *
 *     attendance-accepted  {event_id, student_id, lecture_id, gate_id, timestamp, action, day, received_at, log_position}
 *     attendance-invalid   {id, event_id, student_id, lecture_id, gate_id, timestamp, action, received_at, reason}
 *
 * Instants are RFC 3339 in UTC with milliseconds, `action` is enter or exit, what could not be read of an attempt is null.
 * `"again": true` marks a line that may repeat an earlier one of the same event_id (an attempt: id) in that partition, which
 * then stands after the place `floor`, "ledger.entry.index" ("" where that is not known). Other fields may be added.
 */
export interface FeedCodec<T> {
  /** What two announcements of one value have in common. */
  idOf(value: T): string;
  /** The lecture whose order is kept; '' for those of none. */
  lectureOf(value: T): string;
  receivedAtOf(value: T): EpochMs;
  /** Without the line's end. */
  encode(line: FeedLine<T>): string;
  /** Null: not a line of this feed. */
  decode(text: string): FeedLine<T> | null;
}

const REASONS: Readonly<Record<string, InvalidReason>> = {
  UNKNOWN_STUDENT: 'UNKNOWN_STUDENT',
  EVENT_ID_REUSED: 'EVENT_ID_REUSED',
  TIMESTAMP_IN_FUTURE: 'TIMESTAMP_IN_FUTURE',
  MALFORMED: 'MALFORMED',
} satisfies Record<InvalidReason, InvalidReason>;

type Fields = Readonly<Record<string, unknown>>;

export const SWIPE_LINES: FeedCodec<Swipe> = {
  idOf: ({ eventId }) => eventId,
  lectureOf: ({ lectureId }) => lectureId,
  receivedAtOf: ({ receivedAt }) => receivedAt,
  encode: ({ value, floor }) =>
    JSON.stringify({
      event_id: value.eventId,
      student_id: value.studentId,
      lecture_id: value.lectureId,
      gate_id: value.gateId,
      timestamp: formatInstant(value.ts),
      action: spelled(value.action),
      day: dayText(value.day),
      received_at: formatInstant(value.receivedAt),
      log_position: value.logPosition,
      ...(floor === null ? {} : { again: true, floor }),
    }),
  decode(text) {
    const fields = fieldsOf(text);
    if (fields === null) return null;
    const { event_id, student_id, lecture_id, gate_id, log_position } = fields;
    const [ts, receivedAt] = [instant(fields.timestamp), instant(fields.received_at)];
    const [action, day] = [actionOf(fields.action), dayOf(fields.day)];
    if (typeof event_id !== 'string' || typeof student_id !== 'string' || typeof lecture_id !== 'string') return null;
    if (typeof gate_id !== 'string' || typeof log_position !== 'string') return null;
    if (ts === null || receivedAt === null || action === null || day === null) return null;
    return {
      value: {
        eventId: event_id,
        studentId: student_id,
        lectureId: lecture_id,
        gateId: gate_id,
        ts,
        action,
        day,
        receivedAt,
        logPosition: log_position,
      },
      floor: floorOf(fields),
    };
  },
};

export const ATTEMPT_LINES: FeedCodec<InvalidAttempt> = {
  idOf: ({ id }) => id,
  lectureOf: ({ lectureId }) => lectureId ?? '',
  receivedAtOf: ({ receivedAt }) => receivedAt,
  encode: ({ value, floor }) =>
    JSON.stringify({
      id: value.id,
      event_id: value.eventId,
      student_id: value.studentId,
      lecture_id: value.lectureId,
      gate_id: value.gateId,
      timestamp: value.ts === null ? null : formatInstant(value.ts),
      action: value.action === null ? null : spelled(value.action),
      received_at: formatInstant(value.receivedAt),
      reason: value.reason,
      ...(floor === null ? {} : { again: true, floor }),
    }),
  decode(text) {
    const fields = fieldsOf(text);
    if (fields === null) return null;
    const { id, reason } = fields;
    const known = typeof reason === 'string' ? REASONS[reason] : undefined;
    const receivedAt = instant(fields.received_at);
    if (typeof id !== 'string' || known === undefined || receivedAt === null) return null;
    return {
      value: {
        id,
        eventId: textOf(fields.event_id),
        studentId: textOf(fields.student_id),
        lectureId: textOf(fields.lecture_id),
        gateId: textOf(fields.gate_id),
        ts: instant(fields.timestamp),
        action: actionOf(fields.action),
        receivedAt,
        reason: known,
      },
      floor: floorOf(fields),
    };
  },
};

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function fieldsOf(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function floorOf({ again, floor }: Fields): string | null {
  if (again !== true) return null;
  return typeof floor === 'string' ? floor : '';
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function spelled(action: SwipeAction): string {
  return action === 'ENTER' ? 'enter' : 'exit';
}

function actionOf(value: unknown): SwipeAction | null {
  return value === 'enter' ? 'ENTER' : value === 'exit' ? 'EXIT' : null;
}

function instant(value: unknown): EpochMs | null {
  if (typeof value !== 'string') return null;
  const at = parseInstant(value);
  if (at !== null) return at;
  // An offset can carry the first and the last year over into the extended form.
  const extended = Date.parse(value);
  return Number.isNaN(extended) ? null : extended;
}

// Nearly all lines of a message are of one day.
let lastDay: CampusDay = Number.NaN;
let lastDayText = '';

function dayText(day: CampusDay): string {
  if (day !== lastDay) {
    lastDayText = formatDay(day);
    lastDay = day;
  }
  return lastDayText;
}

function dayOf(value: unknown): CampusDay | null {
  if (typeof value !== 'string') return null;
  if (value !== lastDayText) {
    const day = parseDay(value);
    if (day === null) return null;
    lastDay = day;
    lastDayText = value;
  }
  return lastDay;
}
