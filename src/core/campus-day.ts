import { RollcallError } from './errors.ts';

/** A calendar day on the campus clock, as whole days since 1970-01-01. Sorts and subtracts as an integer. */
export type CampusDay = number;
/** An instant: integer milliseconds since 1970-01-01T00:00Z. */
export type EpochMs = number;

export const DAY_MS = 86_400_000;

/** The campus clock: one IANA time zone, fixed for the life of the stores. Cost: no I/O; `dayOf` is a cached look-up. */
export interface CampusClock {
  readonly timeZone: string;
  /** The campus day an instant lies in. */
  dayOf(at: EpochMs): CampusDay;
  /** First instant of the day; days have 23 to 25 hours, so the end is `startOf(day + 1)`. */
  startOf(day: CampusDay): EpochMs;
  /**
   * The instant at which the wall clock shows `secondOfDay` (0..86,399) that day. Inside a spring gap it moves
   * forward by the gap; where the wall clock shows it twice it is the first.
   */
  instantOf(day: CampusDay, secondOfDay: number): EpochMs;
}

/** YYYY-MM-DD. */
export function formatDay(day: CampusDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;

/** The day of a YYYY-MM-DD text, or null when it is not one that exists (2026-02-30 does not). */
export function parseDay(text: string): CampusDay | null {
  if (!DAY_PATTERN.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(at)) return null;
  const day = at / DAY_MS;
  return formatDay(day) === text ? day : null;
}

/** 0 Monday … 6 Sunday. */
export function weekdayOf(day: CampusDay): number {
  return (((day + 3) % 7) + 7) % 7;
}

const QUARTER_MS = 900_000;
const OFFSET_CACHE_MAX = 200_000;

/**
 * @param timeZone IANA name, such as Europe/Zurich
 * @throws SETTING_INVALID when the platform does not know the zone
 */
export function createCampusClock(timeZone: string): CampusClock {
  const offsetOf = offsetReader(timeZone);
  const dayOf = (at: EpochMs): CampusDay => Math.floor((at + offsetOf(at)) / DAY_MS);
  const instantOf = (day: CampusDay, secondOfDay: number): EpochMs => {
    const wall = day * DAY_MS + secondOfDay * 1000;
    // The offsets in force a day before and a day after bracket any change; the earlier one gives the first of an
    // ambiguous pair, and inside a gap it moves the instant forward by the gap.
    const before = wall - offsetOf(wall - DAY_MS);
    const after = wall - offsetOf(wall + DAY_MS);
    if (before + offsetOf(before) === wall) return before;
    if (after + offsetOf(after) === wall) return after;
    return before;
  };
  const startOf = (day: CampusDay): EpochMs => {
    const start = instantOf(day, 0);
    // Midnight itself can lie in a gap (the day then starts where the gap ends); instantOf moved past it by the whole gap.
    if (start + offsetOf(start) === day * DAY_MS) return start;
    let first = start;
    while (dayOf(first - QUARTER_MS) === day) first -= QUARTER_MS;
    return first;
  };
  return { timeZone, dayOf, startOf, instantOf };
}

function offsetReader(timeZone: string): (at: EpochMs) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new RollcallError('SETTING_INVALID', `ROLLCALL_TIMEZONE: ${timeZone} is not a known time zone.`, { cause });
  }
  if (timeZone === 'UTC' || timeZone === 'Etc/UTC') return () => 0;
  const cache = new Map<number, number>();
  return (at) => {
    // Every zone's offset changes at a multiple of a quarter hour, UTC.
    const quarter = Math.floor(at / QUARTER_MS);
    const known = cache.get(quarter);
    if (known !== undefined) return known;
    const instant = quarter * QUARTER_MS;
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
    const wall = Date.UTC(
      part.year ?? 0,
      (part.month ?? 1) - 1,
      part.day ?? 1,
      part.hour ?? 0,
      part.minute ?? 0,
      part.second ?? 0,
    );
    if (cache.size >= OFFSET_CACHE_MAX) cache.clear();
    cache.set(quarter, wall - instant);
    return wall - instant;
  };
}
