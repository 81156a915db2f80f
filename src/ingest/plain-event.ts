import { createIdentifierPool } from '../core/identifier-pool.ts';
import { EARLIEST_SWIPE, type SwipeEventReading } from '../core/swipe-event.ts';
import { UUID_LENGTH, uuidAt } from '../core/uuid.ts';
import { createInstantReader } from './plain-instant.ts';

const QUOTE = 34;
const IDENTIFIERS_HELD = 65_536;

/** What stands before each value of an event as most writers spell it: the seed's fields in their order, without or with blanks. */
interface Layout {
  readonly eventId: Buffer;
  readonly studentId: Buffer;
  readonly lectureId: Buffer;
  readonly gateId: Buffer;
  readonly timestamp: Buffer;
  readonly action: Buffer;
}
const COMPACT: Layout = {
  eventId: Buffer.from('{"event_id":"'),
  studentId: Buffer.from('","student_id":"'),
  lectureId: Buffer.from('","lecture_id":"'),
  gateId: Buffer.from('","gate_id":"'),
  timestamp: Buffer.from('","timestamp":"'),
  action: Buffer.from('","action":"'),
};
const SPACED: Layout = {
  eventId: Buffer.from('{"event_id": "'),
  studentId: Buffer.from('", "student_id": "'),
  lectureId: Buffer.from('", "lecture_id": "'),
  gateId: Buffer.from('", "gate_id": "'),
  timestamp: Buffer.from('", "timestamp": "'),
  action: Buffer.from('", "action": "'),
};
const ENTER = Buffer.from('enter"');
const EXIT = Buffer.from('exit"');
/** What may follow the action's quote. */
const ENDINGS = ['}', ',"schema_version":1}', ', "schema_version": 1}'].map((text) => Buffer.from(text));

const identifiers = createIdentifierPool(IDENTIFIERS_HELD);
const readInstant = createInstantReader(identifiers);

/**
 * Reads an event that is spelled plainly and well-formed throughout, straight from its bytes and several times as fast as
 * JSON.parse; null for every other text, which says nothing about it. What it reads is what JSON.parse and
 * `readSwipeEvent` would.
 * @param bytes holds the event at `from` to `to`
 */
export function readPlainEvent(bytes: Buffer, from: number, to: number): SwipeEventReading | null {
  const layout = bytes[from + COMPACT.eventId.length - 1] === QUOTE ? COMPACT : SPACED;
  const eventFrom = after(bytes, from, to, layout.eventId);
  const eventEnd = eventFrom === -1 ? -1 : eventFrom + UUID_LENGTH;
  const studentFrom = after(bytes, eventEnd, to, layout.studentId);
  const studentEnd = valueEnd(bytes, studentFrom, to);
  const lectureFrom = after(bytes, studentEnd, to, layout.lectureId);
  const lectureEnd = valueEnd(bytes, lectureFrom, to);
  const gateFrom = after(bytes, lectureEnd, to, layout.gateId);
  const gateEnd = valueEnd(bytes, gateFrom, to);
  const timeFrom = after(bytes, gateEnd, to, layout.timestamp);
  const timeEnd = valueEnd(bytes, timeFrom, to);
  const actionFrom = after(bytes, timeEnd, to, layout.action);
  const enterEnd = after(bytes, actionFrom, to, ENTER);
  const actionEnd = enterEnd === -1 ? after(bytes, actionFrom, to, EXIT) : enterEnd;
  if (actionEnd === -1 || !isEnding(bytes, actionEnd, to)) return null;
  const eventId = uuidAt(bytes, eventFrom);
  const studentId = identifiers.read(bytes, studentFrom, studentEnd);
  const lectureId = identifiers.read(bytes, lectureFrom, lectureEnd);
  const gateId = identifiers.read(bytes, gateFrom, gateEnd);
  const ts = readInstant(bytes, timeFrom, timeEnd);
  if (eventId === null || studentId === null || lectureId === null || gateId === null) return null;
  if (ts === null || ts < EARLIEST_SWIPE) return null;
  return { eventId, studentId, lectureId, gateId, ts, action: enterEnd === -1 ? 'EXIT' : 'ENTER', problem: null };
}

/** Where `part`, which must stand at `at` and end by `to`, ends; −1 when it does not stand there, or `at` is −1. */
function after(bytes: Buffer, at: number, to: number, part: Buffer): number {
  const end = at + part.length;
  if (at === -1 || end > to) return -1;
  for (let index = 0; index < part.length; index += 1) if (bytes[at + index] !== part[index]) return -1;
  return end;
}

/** Where the value that begins at `at` meets its closing quote; −1 when there is none before `to`, or `at` is −1. */
function valueEnd(bytes: Buffer, at: number, to: number): number {
  if (at === -1) return -1;
  let end = at;
  while (end < to && bytes[end] !== QUOTE) end += 1;
  return end < to ? end : -1;
}

function isEnding(bytes: Buffer, at: number, to: number): boolean {
  for (const ending of ENDINGS) if (after(bytes, at, to, ending) === to) return true;
  return false;
}
