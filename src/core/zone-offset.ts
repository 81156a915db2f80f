import { RollcallError } from './errors.ts';

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
const CACHED_DAYS_MAX = 50_000;
/** Outside these years a zone keeps the offset it has at their edge. */
const FIRST = Date.UTC(1900, 0, 1);
const LAST = Date.UTC(9999, 11, 31);

/** The offset over one UTC day: `before` until `changesAt`, `after` from it. No zone has changed twice in a UTC day since 1970. */
interface OffsetsOfDay {
  readonly changesAt: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Answers how many milliseconds the zone's wall clock is ahead of UTC at an instant, exact to the second of each change.
 * Cost: a few look-ups in the platform's zone data for each UTC day first asked for, then one cached look-up.
 * @param timeZone IANA name
 * @throws SETTING_INVALID when the platform does not know the zone
 */
export function createZoneOffset(timeZone: string): (at: number) => number {
  const wallClock = wallClockOf(timeZone);
  const days = new Map<number, OffsetsOfDay>();
  let latestDay = Number.NaN;
  let latest: OffsetsOfDay = { changesAt: 0, before: 0, after: 0 };

  const offsetsOf = (day: number): OffsetsOfDay => {
    const offsetAt = (at: number): number => {
      const within = Math.min(Math.max(at, FIRST), LAST);
      return wallClock(within) - within;
    };
    const before = offsetAt(day * DAY_MS);
    const after = offsetAt((day + 1) * DAY_MS);
    let low = day * DAY_MS;
    let changesAt = low + DAY_MS;
    while (before !== after && changesAt - low > SECOND_MS) {
      const middle = low + Math.floor((changesAt - low) / (2 * SECOND_MS)) * SECOND_MS;
      if (offsetAt(middle) === before) low = middle;
      else changesAt = middle;
    }
    return { changesAt, before, after };
  };
  return (at) => {
    const day = Math.floor(at / DAY_MS);
    if (day !== latestDay) {
      const known = days.get(day);
      latest = known ?? offsetsOf(day);
      latestDay = day;
      if (known === undefined) {
        if (days.size >= CACHED_DAYS_MAX) days.clear();
        days.set(day, latest);
      }
    }
    return at < latest.changesAt ? latest.before : latest.after;
  };
}

/** Reads the wall clock at an instant of whole seconds, as the instant at which a clock on UTC shows the same. */
function wallClockOf(timeZone: string): (at: number) => number {
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
  return (at) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}
