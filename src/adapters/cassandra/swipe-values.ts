import { types } from 'cassandra-driver';
import type { CampusDay, EpochMs } from '../../core/campus-day.ts';
import type { Swipe, SwipeAction } from '../../core/swipe.ts';
import { uuidToWords } from '../../core/uuid.ts';
import type { CqlRow } from './cql-session.ts';
import { dayIn, instantIn, textIn } from './values.ts';

const DAY_ZERO = 2 ** 31;
const WORD = 2 ** 32;
/** Above every instant; write timestamps that must fall as an instant rises count down from here. */
const CEILING = 2 ** 43 - 1;

/** Of two receipts of one message, the earlier stays. */
export function receiptWriteTime(receivedAt: EpochMs): number {
  return CEILING - receivedAt;
}
/** Of two enters, the earlier stays. */
export function firstWriteTime(ts: EpochMs): number {
  return CEILING - ts;
}
/** Of two swipes, the later stays; in one instant, the exit. */
export function lastWriteTime(ts: EpochMs, isExit: boolean): number {
  return 2 * ts + (isExit ? 1 : 0);
}

/** A bigint or timestamp column as it is sent: the driver takes bytes as they are, which is what makes rows cheap. */
export function longBytes(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(8);
  bytes.writeInt32BE(Math.floor(value / WORD), 0);
  bytes.writeUInt32BE(value >>> 0, 4);
  return bytes;
}
export function intBytes(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32BE(value);
  return bytes;
}
export function tinyBytes(value: number): Buffer {
  return Buffer.of(value);
}
/** A date column. */
export function dayBytes(day: CampusDay): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(Math.min(Math.max(day + DAY_ZERO, 0), WORD - 1));
  return bytes;
}
export function textBytes(text: string): Buffer {
  return Buffer.from(text, 'utf8');
}
/** A uuid column, from the text of one; '' stands before them all. */
export function uuidBytes(text: string): Buffer {
  if (text === '') return NOTHING;
  uuidToWords(text, WORDS, 0);
  const bytes = Buffer.allocUnsafe(16);
  for (let index = 0; index < WORDS.length; index += 1) bytes.writeUInt32BE(WORDS[index] ?? 0, index * 4);
  return bytes;
}
const NOTHING = Buffer.alloc(0);
const WORDS = new Uint32Array(4);

const ENTER = textBytes('enter');
const EXIT = textBytes('exit');
/** As the event spells it. */
export function actionBytes(action: SwipeAction): Buffer {
  return action === 'EXIT' ? EXIT : ENTER;
}
export function actionIn(row: CqlRow, column: string): SwipeAction {
  return row[column] === 'exit' ? 'EXIT' : 'ENTER';
}

/** The bytes of a partition key (text, date). */
export function textDayPartition(text: Buffer, day: Buffer): Buffer {
  const size = text.length;
  const bytes = Buffer.allocUnsafe(size + 10);
  bytes.writeUInt16BE(size, 0);
  text.copy(bytes, 2);
  bytes[size + 2] = 0;
  bytes.writeUInt16BE(4, size + 3);
  day.copy(bytes, size + 5);
  bytes[size + 9] = 0;
  return bytes;
}

/** A parameter of `(a, b, …) IN ?`: a list of tuples of columns already in bytes. */
export function tupleListBytes(tuples: readonly (readonly Buffer[])[]): Buffer {
  const parts: Buffer[] = [intBytes(tuples.length)];
  for (const columns of tuples) {
    const size = columns.reduce((sum, column) => sum + 4 + column.length, 0);
    parts.push(intBytes(size));
    for (const column of columns) parts.push(intBytes(column.length), column);
  }
  return Buffer.concat(parts);
}

export function swipeIn(row: CqlRow): Swipe {
  return {
    eventId: textIn(row, 'event_id'),
    studentId: textIn(row, 'student_id'),
    lectureId: textIn(row, 'lecture_id'),
    gateId: textIn(row, 'gate_id'),
    ts: instantIn(row, 'ts'),
    action: actionIn(row, 'action'),
    day: dayIn(row, 'day'),
    receivedAt: instantIn(row, 'received_at'),
    logPosition: textIn(row, 'log_position'),
  };
}

/** A count: bigint as the driver decodes it. */
export function countIn(row: CqlRow | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value === 'number') return value;
  return value instanceof types.Long ? value.toNumber() : 0;
}
