import type { EpochMs } from '../core/campus-day.ts';
import type { IdentifierPool } from '../core/identifier-pool.ts';
import { parseInstant } from '../core/instant.ts';

const DATE_LENGTH = 10;
/** `2026-03-01T09:05:12Z`, and the same with thousandths. */
const SECONDS_LENGTH = 20;
const THOUSANDTHS_LENGTH = 24;
const ZERO = 48;

/**
 * Reads an RFC 3339 instant out of bytes: in UTC, to the second or the millisecond, without making a text of it; otherwise
 * as `parseInstant` does. Swipes are mostly of one day, so the day read last is kept.
 * @param pool knows a date by its text
 */
export function createInstantReader(pool: IdentifierPool): (bytes: Buffer, from: number, to: number) => EpochMs | null {
  let lastDate = '';
  let lastStart: EpochMs | null = null;

  const startOf = (date: string): EpochMs | null => {
    if (date !== lastDate) {
      lastDate = date;
      lastStart = parseInstant(`${date}T00:00:00Z`);
    }
    return lastStart;
  };
  return (bytes, from, to) => {
    const timeMs = timeOfDay(bytes, from, to);
    if (timeMs === -1) return parseInstant(bytes.toString('latin1', from, to));
    const date = pool.read(bytes, from, from + DATE_LENGTH);
    const start = date === null ? null : startOf(date);
    return start === null ? null : start + timeMs;
  };
}

/** Milliseconds since midnight of a time spelled as expected, in UTC; −1 for any other, which may be one all the same. */
function timeOfDay(bytes: Buffer, from: number, to: number): number {
  const length = to - from;
  if (length !== SECONDS_LENGTH && length !== THOUSANDTHS_LENGTH) return -1;
  // T, colon, colon, Z
  if (bytes[from + 10] !== 84 || bytes[from + 13] !== 58 || bytes[from + 16] !== 58 || bytes[to - 1] !== 90) return -1;
  const hour = twoDigits(bytes, from + 11);
  const minute = twoDigits(bytes, from + 14);
  const second = twoDigits(bytes, from + 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return -1;
  const timeMs = hour * 3_600_000 + minute * 60_000 + second * 1_000;
  if (length === SECONDS_LENGTH) return timeMs;
  if (bytes[from + 19] !== 46) return -1;
  const thousandths = twoDigits(bytes, from + 20) * 10 + digit(bytes, from + 22);
  return thousandths < 1_000 ? timeMs + thousandths : -1;
}

/** NaN, which compares as false, for what is no digit. */
function digit(bytes: Buffer, at: number): number {
  const value = (bytes[at] ?? 0) - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}

function twoDigits(bytes: Buffer, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1);
}
