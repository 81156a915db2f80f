import type { EpochMs } from './campus-day.ts';
import { isIdentifier } from './identifier.ts';
import { parseInstant } from './instant.ts';
import type { ProblemCode } from './roster.ts';
import type { SwipeAction } from './swipe.ts';
import { isUuid } from './uuid.ts';

/** 2000-01-01T00:00:00Z: no swipe is older. */
export const EARLIEST_SWIPE: EpochMs = 946_684_800_000;

/** The first rule of form that an event breaks. */
export interface SwipeEventProblem {
  /** The field at fault, by its name in the event; null when the event as a whole is. */
  readonly field: string | null;
  readonly code: ProblemCode;
  /** One sentence for a person; quotes nothing of the event. */
  readonly message: string;
}

/** What could be read of an event. Where `problem` is null, every field is set and well-formed. */
export interface SwipeEventReading {
  /** Lower case. */
  readonly eventId: string | null;
  readonly studentId: string | null;
  readonly lectureId: string | null;
  readonly gateId: string | null;
  readonly ts: EpochMs | null;
  readonly action: SwipeAction | null;
  readonly problem: SwipeEventProblem | null;
}

/**
 * Reads a swipe as the ingest log's JSON carries it: `{event_id, student_id, lecture_id, gate_id, timestamp, action}`.
 * Unknown fields, `schema_version` among them, are ignored. A time in the future is no problem of form.
 * @param value anything, usually a parsed JSON value
 * @returns every field that is well-formed on its own, and the first problem in the order of the fields; a timestamp
 * before 2000 is both read and a problem. Never throws.
 */
export function readSwipeEvent(value: unknown): SwipeEventReading {
  if (!isObject(value)) return NOT_AN_OBJECT;
  const eventId = readEventId(value.event_id);
  const studentId = readId(value.student_id);
  const lectureId = readId(value.lecture_id);
  const gateId = readId(value.gate_id);
  const ts = typeof value.timestamp === 'string' ? parseInstant(value.timestamp) : null;
  const action = value.action === 'enter' ? 'ENTER' : value.action === 'exit' ? 'EXIT' : null;
  let problem: SwipeEventProblem | null = null;
  if (eventId === null) problem = PROBLEMS.eventId;
  else if (studentId === null) problem = PROBLEMS.studentId;
  else if (lectureId === null) problem = PROBLEMS.lectureId;
  else if (gateId === null) problem = PROBLEMS.gateId;
  else if (ts === null) problem = PROBLEMS.timestamp;
  else if (ts < EARLIEST_SWIPE) problem = PROBLEMS.tooEarly;
  else if (action === null) problem = PROBLEMS.action;
  return { eventId, studentId, lectureId, gateId, ts, action, problem };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readEventId(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const id = value.toLowerCase();
  return isUuid(id) ? id : null;
}

function readId(value: unknown): string | null {
  return typeof value === 'string' && isIdentifier(value) ? value : null;
}

function idProblem(field: string): SwipeEventProblem {
  return { field, code: 'ID_INVALID', message: `${field} must be 1 to 64 characters of A-Z a-z 0-9 . _ : -` };
}

const PROBLEMS = {
  eventId: { field: 'event_id', code: 'ID_INVALID', message: 'event_id must be a UUID.' },
  studentId: idProblem('student_id'),
  lectureId: idProblem('lecture_id'),
  gateId: idProblem('gate_id'),
  timestamp: {
    field: 'timestamp',
    code: 'TIMESTAMP_INVALID',
    message: 'timestamp must be an RFC 3339 date and time with a zone.',
  },
  tooEarly: { field: 'timestamp', code: 'TIMESTAMP_INVALID', message: 'timestamp must not lie before the year 2000.' },
  action: { field: 'action', code: 'VALUE_INVALID', message: 'action must be enter or exit.' },
} as const satisfies Record<string, SwipeEventProblem>;

/** The reading of something that holds no field at all. */
function unreadable(message: string): SwipeEventReading {
  return {
    eventId: null,
    studentId: null,
    lectureId: null,
    gateId: null,
    ts: null,
    action: null,
    problem: { field: null, code: 'VALUE_INVALID', message },
  };
}

const NOT_AN_OBJECT = unreadable('A swipe must be a JSON object.');

/** The reading of bytes that are not JSON. */
export const NOT_JSON: SwipeEventReading = unreadable('A swipe must be JSON.');
