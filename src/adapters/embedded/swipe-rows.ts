import type { CampusDay, EpochMs } from '../../core/campus-day.ts';
import type { Swipe } from '../../core/swipe.ts';
import { uuidToWords, wordsToUuid } from '../../core/uuid.ts';
import { sequenceOf } from './log-position.ts';
import type { Symbols } from './symbols.ts';

/**
 * A swipe as 12 little-endian 32-bit words: event id (4), low words of ts, receivedAt and log position (3), their high
 * halves with the action and a spare byte (2), and the symbols of student, lecture and gate (3). The feed's rows have two
 * more: the content hash, so that claims can be rebuilt without the texts.
 */
export const ROW_WORDS = 12;
export const ROW_BYTES = ROW_WORDS * 4;
export const FEED_ROW_WORDS = 14;
export const FEED_ROW_BYTES = FEED_ROW_WORDS * 4;

const HIGH = 0x1_0000_0000;
const ENTER_FLAG = 0x1_0000;

/** Packed rows in words, read by index. A view is never handed to LevelDB's own memory, which may be unaligned or freed. */
export type Rows = Uint32Array<ArrayBuffer>;

/** Copies a stored block into aligned words. */
export function rowsOf(block: Uint8Array): Rows {
  const rows = new Uint32Array(block.byteLength >>> 2);
  new Uint8Array(rows.buffer).set(block);
  return rows;
}

/** The bytes of words `from` to `to`, without a copy. */
export function bytesOf(rows: Rows, from = 0, to = rows.length): Buffer {
  const { BYTES_PER_ELEMENT: size } = rows;
  return Buffer.from(rows.buffer, rows.byteOffset + from * size, (to - from) * size);
}

export function packSwipe(rows: Rows, at: number, swipe: Swipe, symbols: Symbols): void {
  const position = sequenceOf(swipe.logPosition);
  uuidToWords(swipe.eventId, rows, at);
  rows[at + 4] = swipe.ts;
  rows[at + 5] = swipe.receivedAt;
  rows[at + 6] = position;
  rows[at + 7] = ((swipe.ts / HIGH) & 0xffff) | (((swipe.receivedAt / HIGH) & 0xffff) << 16);
  rows[at + 8] = ((position / HIGH) & 0xffff) | (swipe.action === 'ENTER' ? ENTER_FLAG : 0);
  rows[at + 9] = symbols.intern(swipe.studentId);
  rows[at + 10] = symbols.intern(swipe.lectureId);
  rows[at + 11] = symbols.intern(swipe.gateId);
}

export function packContentHash(rows: Rows, at: number, hash: number): void {
  rows[at + 12] = hash;
  rows[at + 13] = hash / HIGH;
}

export function tsAt(rows: Rows, at: number): EpochMs {
  return (rows[at + 4] ?? 0) + ((rows[at + 7] ?? 0) & 0xffff) * HIGH;
}
export function receivedAtAt(rows: Rows, at: number): EpochMs {
  return (rows[at + 5] ?? 0) + ((rows[at + 7] ?? 0) >>> 16) * HIGH;
}
export function positionAt(rows: Rows, at: number): number {
  return (rows[at + 6] ?? 0) + ((rows[at + 8] ?? 0) & 0xffff) * HIGH;
}
export function isEnterAt(rows: Rows, at: number): boolean {
  return ((rows[at + 8] ?? 0) & ENTER_FLAG) !== 0;
}
export function studentAt(rows: Rows, at: number): number {
  return rows[at + 9] ?? 0;
}
export function lectureAt(rows: Rows, at: number): number {
  return rows[at + 10] ?? 0;
}
export function gateAt(rows: Rows, at: number): number {
  return rows[at + 11] ?? 0;
}
export function contentHashAt(rows: Rows, at: number): number {
  return (rows[at + 12] ?? 0) + (rows[at + 13] ?? 0) * HIGH;
}

export function unpackSwipe(rows: Rows, at: number, day: CampusDay, symbols: Symbols): Swipe {
  return {
    eventId: wordsToUuid(rows, at),
    studentId: symbols.text(studentAt(rows, at)),
    lectureId: symbols.text(lectureAt(rows, at)),
    gateId: symbols.text(gateAt(rows, at)),
    ts: tsAt(rows, at),
    action: isEnterAt(rows, at) ? 'ENTER' : 'EXIT',
    day,
    receivedAt: receivedAtAt(rows, at),
    logPosition: String(positionAt(rows, at)),
  };
}
