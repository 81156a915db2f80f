import { viewOf } from '../core/byte-view.ts';
import { createIdentifierPool } from '../core/identifier-pool.ts';
import { EARLIEST_SWIPE, type SwipeEventReading } from '../core/swipe-event.ts';
import { UUID_LENGTH, uuidAt } from '../core/uuid.ts';
import { createInstantReader } from './plain-instant.ts';

const QUOTE = 34;
const CLOSING_BRACE = 125;
const IDENTIFIERS_HELD = 32_768;

/** A text that must stand somewhere, at least four characters, as the 32-bit words at every fourth byte; the last ends with it. */
interface Part {
  readonly length: number;
  readonly words: Int32Array;
}

/** What stands before each value of an event as most writers spell it: the seed's fields in their order, without or with blanks. */
interface Layout {
  readonly eventId: Part;
  readonly studentId: Part;
  readonly lectureId: Part;
  readonly gateId: Part;
  readonly timestamp: Part;
  readonly action: Part;
}
const COMPACT: Layout = {
  eventId: partOf('{"event_id":"'),
  studentId: partOf('","student_id":"'),
  lectureId: partOf('","lecture_id":"'),
  gateId: partOf('","gate_id":"'),
  timestamp: partOf('","timestamp":"'),
  action: partOf('","action":"'),
};
const SPACED: Layout = {
  eventId: partOf('{"event_id": "'),
  studentId: partOf('", "student_id": "'),
  lectureId: partOf('", "lecture_id": "'),
  gateId: partOf('", "gate_id": "'),
  timestamp: partOf('", "timestamp": "'),
  action: partOf('", "action": "'),
};
const ENTER = partOf('enter"');
const EXIT = partOf('exit"');
/** What may follow the action's quote besides a brace. */
const VERSIONS = [',"schema_version":1}', ', "schema_version": 1}'].map(partOf);

const identifiers = createIdentifierPool(IDENTIFIERS_HELD);
const readInstant = createInstantReader(identifiers);

type Reading = { -readonly [Field in keyof SwipeEventReading]: SwipeEventReading[Field] };
const reading: Reading = {
  eventId: null,
  studentId: null,
  lectureId: null,
  gateId: null,
  ts: null,
  action: null,
  problem: null,
};

/**
 * Reads an event that is spelled plainly and well-formed throughout, straight from its bytes and several times as fast as
 * JSON.parse; null for every other text, which says nothing about it. What it reads is what JSON.parse and
 * `readSwipeEvent` would.
 * @param bytes holds the event at `from` to `to`
 * @returns valid until the next call: always the same object, since a batch has thousands
 */
export function readPlainEvent(bytes: Buffer, from: number, to: number): SwipeEventReading | null {
  const view = viewOf(bytes);
  const layout = bytes[from + COMPACT.eventId.length - 1] === QUOTE ? COMPACT : SPACED;
  const eventFrom = after(view, from, to, layout.eventId);
  const eventEnd = eventFrom === -1 ? -1 : eventFrom + UUID_LENGTH;
  const studentFrom = after(view, eventEnd, to, layout.studentId);
  const studentEnd = valueEnd(bytes, studentFrom, to);
  const lectureFrom = after(view, studentEnd, to, layout.lectureId);
  const lectureEnd = valueEnd(bytes, lectureFrom, to);
  const gateFrom = after(view, lectureEnd, to, layout.gateId);
  const gateEnd = valueEnd(bytes, gateFrom, to);
  const timeFrom = after(view, gateEnd, to, layout.timestamp);
  const timeEnd = valueEnd(bytes, timeFrom, to);
  const actionFrom = after(view, timeEnd, to, layout.action);
  const enterEnd = after(view, actionFrom, to, ENTER);
  const actionEnd = enterEnd === -1 ? after(view, actionFrom, to, EXIT) : enterEnd;
  if (actionEnd === -1 || !isEnding(view, actionEnd, to)) return null;
  const eventId = uuidAt(bytes, eventFrom);
  const studentId = identifiers.read(bytes, studentFrom, studentEnd);
  const lectureId = identifiers.read(bytes, lectureFrom, lectureEnd);
  const gateId = identifiers.read(bytes, gateFrom, gateEnd);
  const ts = readInstant(bytes, timeFrom, timeEnd);
  if (eventId === null || studentId === null || lectureId === null || gateId === null) return null;
  if (ts === null || ts < EARLIEST_SWIPE) return null;
  reading.eventId = eventId;
  reading.studentId = studentId;
  reading.lectureId = lectureId;
  reading.gateId = gateId;
  reading.ts = ts;
  reading.action = enterEnd === -1 ? 'EXIT' : 'ENTER';
  return reading;
}

function partOf(text: string): Part {
  const bytes = Buffer.from(text);
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  for (let index = 0; index < words.length; index += 1) {
    words[index] = bytes.readInt32LE(Math.min(index * 4, bytes.length - 4));
  }
  return { length: bytes.length, words };
}

/** Where `part`, which must stand at `at` and end by `to`, ends; −1 when it does not stand there, or `at` is −1. */
function after(view: DataView, at: number, to: number, { length, words }: Part): number {
  const end = at + length;
  if (at === -1 || end > to) return -1;
  const last = words.length - 1;
  for (let index = 0; index < last; index += 1) {
    if (view.getInt32(at + index * 4, true) !== words[index]) return -1;
  }
  return view.getInt32(end - 4, true) === words[last] ? end : -1;
}

/** Where the value that begins at `at` meets its closing quote; −1 when there is none before `to`, or `at` is −1. */
function valueEnd(bytes: Buffer, at: number, to: number): number {
  if (at === -1) return -1;
  let end = at;
  while (end < to && bytes[end] !== QUOTE) end += 1;
  return end < to ? end : -1;
}

function isEnding(view: DataView, at: number, to: number): boolean {
  if (to - at === 1) return view.getUint8(at) === CLOSING_BRACE;
  return VERSIONS.some((version) => after(view, at, to, version) === to);
}
