import { createZoneOffset } from './zone-offset.ts';

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
  /**
   * First instant of the day; days have 23 to 25 hours, so the end is `startOf(day + 1)`. A day that the zone left out
   * (Pacific/Apia, 2011-12-30) starts where the next does. Where the clock once went back over midnight after it
   * (America/St_Johns until 2011, at 00:01) the repeated hour lies after this instant and still counts to the day before.
   */
  startOf(day: CampusDay): EpochMs;
  /**
   * The instant at which the wall clock shows `secondOfDay` (0..86,399) that day. Inside a spring gap it moves
   * forward by the gap; where the wall clock shows it twice it is the first.
   */
  instantOf(day: CampusDay, secondOfDay: number): EpochMs;
}

/** YYYY-MM-DD; beyond the years 0000 to 9999 with a sign and six digits. */
export function formatDay(day: CampusDay): string {
  return new Date(day * DAY_MS).toISOString().slice(0, -14);
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

/** By their number. */
export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** 0 Monday … 6 Sunday. */
export function weekdayOf(day: CampusDay): number {
  return (((day + 3) % 7) + 7) % 7;
}

/**
 * @param timeZone IANA name, such as Europe/Zurich
 * @throws SETTING_INVALID when the platform does not know the zone
 */
export function createCampusClock(timeZone: string): CampusClock {
  const offsetOf = createZoneOffset(timeZone);
  const dayOf = (at: EpochMs): CampusDay => Math.floor((at + offsetOf(at)) / DAY_MS);
  const instantOf = (day: CampusDay, secondOfDay: number): EpochMs => {
    const wall = day * DAY_MS + secondOfDay * 1000;
    // The offsets in force a day before and a day after bracket any change; the earlier one gives the first of an
    // ambiguous pair, and inside a gap it moves the instant forward by the gap.
    const before = wall - offsetOf(wall - DAY_MS);
    const after = wall - offsetOf(wall + DAY_MS);
    if (before === after || before + offsetOf(before) === wall) return before;
    return after + offsetOf(after) === wall ? after : before;
  };
  const startOf = (day: CampusDay): EpochMs => {
    const start = instantOf(day, 0);
    // Midnight can lie in a gap, which `instantOf` passes by its whole length: the day then starts where the gap ends.
    return start + offsetOf(start) === day * DAY_MS ? start : firstInstant(day, start);
  };
  /** The first whole second at which the day has come, given an instant at which it has and a day before which it has not. */
  const firstInstant = (day: CampusDay, come: EpochMs): EpochMs => {
    let low = come - DAY_MS;
    let high = come;
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (dayOf(middle) >= day) high = middle;
      else low = middle;
    }
    return high;
  };
  return { timeZone, dayOf, startOf, instantOf };
}
