import { DAY_MS, type EpochMs } from './campus-day.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const NOT_DIGITS = -1;
const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const DAYS_OF_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));

/**
 * The instant of an RFC 3339 text, such as 2026-03-01T09:05:00.250+01:00, or null when it is not one. The zone (`Z` or an
 * offset of whole minutes) is required; `T` and `Z` may be lower case; a fraction of any length is cut to milliseconds.
 * Second 60 is taken only where UTC may have a leap second, and is the second that follows.
 */
export function parseInstant(text: string): EpochMs | null {
  const { length } = text;
  if (length < 20) return null;
  const century = twoDigitsAt(text, 0);
  const yearOfCentury = twoDigitsAt(text, 2);
  const month = twoDigitsAt(text, 5);
  const dayOfMonth = twoDigitsAt(text, 8);
  const hour = twoDigitsAt(text, 11);
  const minute = twoDigitsAt(text, 14);
  const second = twoDigitsAt(text, 17);
  if ((century | yearOfCentury | month | dayOfMonth | hour | minute | second) < 0) return null;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return null;
  if ((text.charCodeAt(10) | 32) !== 116 || text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return null;
  if (hour > 23 || minute > 59 || second > 60) return null;
  const day = dayNumber(century * 100 + yearOfCentury, month, dayOfMonth);
  if (Number.isNaN(day)) return null;

  let at = 19;
  let fractionMs = 0;
  if (text.charCodeAt(at) === 46) {
    let weight = 100;
    at += 1;
    const from = at;
    for (let digit = digitAt(text, at); digit !== NOT_DIGITS; digit = digitAt(text, at)) {
      if (weight >= 1) fractionMs += digit * weight;
      weight = weight === 1 ? 0 : weight / 10;
      at += 1;
    }
    if (at === from) return null;
  }
  const offsetMs = offsetAt(text, at);
  if (Number.isNaN(offsetMs)) return null;
  const instant = day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS + second * 1000 - offsetMs;
  return second === 60 && !isMonthStart(instant) ? null : instant + fractionMs;
}

/** Milliseconds of the zone that begins at `at` and ends the text; NaN when there is none. */
function offsetAt(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if ((sign | 32) === 122) return text.length === at + 1 ? 0 : Number.NaN;
  if ((sign !== 43 && sign !== 45) || text.length !== at + 6 || text.charCodeAt(at + 3) !== 58) return Number.NaN;
  const hours = twoDigitsAt(text, at + 1);
  const minutes = twoDigitsAt(text, at + 4);
  if ((hours | minutes) < 0 || hours > 23 || minutes > 59) return Number.NaN;
  return (sign === 45 ? -1 : 1) * (hours * HOUR_MS + minutes * MINUTE_MS);
}

/** Whole days since 1970-01-01 of a Gregorian date; NaN when there is no such date. */
function dayNumber(year: number, month: number, dayOfMonth: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const longest = DAYS_OF_MONTH[month] ?? 0;
  if (dayOfMonth < 1 || dayOfMonth > (leap && month === 2 ? 29 : longest)) return Number.NaN;
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const untilMonth = (DAYS_BEFORE_MONTH[month] ?? 0) + (leap && month > 2 ? 1 : 0);
  return year * 365 + leapDays + untilMonth + dayOfMonth - 719_528;
}

/** UTC inserts leap seconds only at the end of a month. */
function isMonthStart(instant: EpochMs): boolean {
  return instant % DAY_MS === 0 && new Date(instant).getUTCDate() === 1;
}

function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57 ? code - 48 : NOT_DIGITS;
}

function twoDigitsAt(text: string, at: number): number {
  const tens = digitAt(text, at);
  const ones = digitAt(text, at + 1);
  return (tens | ones) < 0 ? NOT_DIGITS : tens * 10 + ones;
}

let lastDay = Number.NaN;
let lastDayText = '';

/**
 * RFC 3339 in UTC with milliseconds, such as 2026-03-01T08:05:00.250Z.
 * @param at integer milliseconds; years beyond 9999 come out in the extended form that `Date` uses
 * @throws RangeError beyond ±8.64e15
 */
export function formatInstant(at: EpochMs): string {
  const day = Math.floor(at / DAY_MS);
  if (day !== lastDay) {
    // The day first: it throws on what is no instant. Lists are mostly of one day, so its text is kept.
    lastDayText = new Date(at).toISOString().slice(0, -13);
    lastDay = day;
  }
  const ms = at - day * DAY_MS;
  const hour = Math.floor(ms / HOUR_MS);
  const minute = Math.floor(ms / MINUTE_MS) % 60;
  const second = Math.floor(ms / 1000) % 60;
  const rest = ms % 1000;
  const thousandths = `${Math.floor(rest / 100)}${TWO_DIGITS[rest % 100]}`;
  return `${lastDayText}${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[second]}.${thousandths}Z`;
}
