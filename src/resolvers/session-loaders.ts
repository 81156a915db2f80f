import DataLoader from 'dataloader';
import type { AttendanceSheet } from '../core/attendance-sheet.ts';
import type { CampusDay } from '../core/campus-day.ts';
import type { DayRange } from '../core/paging.ts';
import type { SessionKey } from '../core/swipe.ts';
import type { SessionTotals } from '../ports/swipe-store.ts';
import type { Services } from './services.ts';

/** A lecture and the days asked for. */
export interface LectureDays {
  readonly lectureId: string;
  readonly days: DayRange;
}

/** The days of lectures that were swiped at: one call for each range that neighbours ask for, mostly one in all. */
export function createSwipedDaysLoader({ swipeStore }: Pick<Services, 'swipeStore'>) {
  const rangeText = ({ from, to }: DayRange) => `${from} ${to}`;
  return new DataLoader<LectureDays, readonly CampusDay[], string>(
    async (keys) => {
      const ranges = new Map(keys.map(({ days }) => [rangeText(days), days]));
      const swiped = new Map<string, CampusDay[]>();
      const read = async ([range, days]: [string, DayRange]) => {
        const ids = keys.filter((key) => rangeText(key.days) === range).map(({ lectureId }) => lectureId);
        for (const { lectureId, day } of await swipeStore.sessionKeys(days, ids)) {
          const text = `${range} ${lectureId}`;
          const known = swiped.get(text);
          if (known === undefined) swiped.set(text, [day]);
          else known.push(day);
        }
      };
      await Promise.all([...ranges].map(read));
      return keys.map(({ lectureId, days }) => swiped.get(`${rangeText(days)} ${lectureId}`) ?? []);
    },
    { cacheKeyFn: ({ lectureId, days }) => `${rangeText(days)} ${lectureId}` },
  );
}

/** One session, told apart from every other. */
export const sessionKeyText = (key: SessionKey) => `${key.day} ${key.lectureId}`;

/**
 * Loaders of a session's figures. Totals are cheap for sessions that are over, but where the whole sheet is asked for as
 * well, in the same tick or before, they are taken from it: one call, never two, for the same rows.
 */
export function createFigureLoaders({ swipeStore, counter }: Pick<Services, 'swipeStore' | 'counter'>) {
  const sheetsAsked = new Set<string>();
  const sheetLoader = new DataLoader<SessionKey, AttendanceSheet, string>((keys) => swipeStore.attendance(keys), {
    cacheKeyFn: (key) => {
      const text = sessionKeyText(key);
      sheetsAsked.add(text);
      return text;
    },
  });
  const totals = new DataLoader<SessionKey, SessionTotals, string>(
    async (keys) => {
      const alone = keys.filter((key) => !sheetsAsked.has(sessionKeyText(key)));
      const [fromTotals, fromSheets] = await Promise.all([
        alone.length === 0 ? [] : swipeStore.totals(alone),
        Promise.all(keys.map((key) => (sheetsAsked.has(sessionKeyText(key)) ? sheetLoader.load(key) : null))),
      ]);
      let next = 0;
      return keys.map((_, index) => {
        const sheet = fromSheets[index];
        if (sheet) return { swipes: sheet.swipes, uniques: sheet.studentIds.length };
        const found = fromTotals[next++];
        return found ?? new Error('the store answered with fewer totals than were asked for');
      });
    },
    { cacheKeyFn: sessionKeyText },
  );
  const uniques = new DataLoader<SessionKey, number, string>((keys) => counter.count(keys), {
    cacheKeyFn: sessionKeyText,
  });
  return { sheets: sheetLoader, totals, uniques };
}
