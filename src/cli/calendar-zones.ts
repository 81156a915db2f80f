import ICAL from 'ical.js';
import { createCampusClock, type EpochMs } from '../core/campus-day.ts';
import { RollcallError } from '../core/errors.ts';
import type { CalendarBlock } from './calendar-blocks.ts';

const DAY_MS = 86_400_000;

/** Instants of the wall-clock times in an iCalendar file. */
export interface CalendarZones {
  /** @param tzid the TZID parameter; empty: UTC where the time says so, else the campus clock. @returns null for a zone nobody knows */
  instantOf(time: ICAL.Time, tzid: string): EpochMs | null;
  /** Whether the zone's wall clock always shows what the campus clock shows. */
  isCampus(time: ICAL.Time, tzid: string): boolean;
}

/** Zones by IANA name, else as the file itself defines them. */
export function createCalendarZones(blocks: readonly CalendarBlock[], campusZone: string): CalendarZones {
  const defined = new Map<string, ICAL.Timezone>();
  for (const { text } of blocks) {
    try {
      const zone = new ICAL.Timezone(new ICAL.Component(ICAL.parse(text)));
      defined.set(zone.tzid, zone);
    } catch {
      // Whoever names it is told that nobody knows it.
    }
  }
  const clockOf = memo((name: string) => {
    try {
      return createCampusClock(name);
    } catch (error) {
      if (error instanceof RollcallError) return null;
      throw error;
    }
  });
  const nameOf = (time: ICAL.Time, tzid: string): string => {
    if (time.zone === ICAL.Timezone.utcTimezone) return 'UTC';
    return tzid === '' ? campusZone : tzid;
  };
  return {
    instantOf(time, tzid) {
      const clock = clockOf(nameOf(time, tzid));
      if (clock !== null) {
        const day = Date.UTC(time.year, time.month - 1, time.day) / DAY_MS;
        return clock.instantOf(day, time.hour * 3600 + time.minute * 60 + time.second);
      }
      const zone = defined.get(tzid);
      if (zone === undefined) return null;
      const there = time.clone();
      there.zone = zone;
      return there.toUnixTime() * 1000;
    },
    isCampus: (time, tzid) => nameOf(time, tzid) === campusZone,
  };
}

function memo<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key);
    if (known !== undefined || made.has(key)) return known as V;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}
