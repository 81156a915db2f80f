import { type AttendanceEntry, type AttendanceSheet, entryAt } from '../../src/core/attendance-sheet.ts';
import { compareText } from '../../src/core/paging.ts';
import type { SessionKey, Swipe } from '../../src/core/swipe.ts';
import { bySessionKey } from './swipes.ts';

/** The obvious answers to every question of a swipe store, from a list of all the swipes there are. */
export function createSwipeOracle(swipes: readonly Swipe[]) {
  const where = (test: (swipe: Swipe) => boolean) => swipes.filter(test);
  const sessionSwipes = ({ lectureId, day }: SessionKey): Swipe[] =>
    where((swipe) => swipe.lectureId === lectureId && swipe.day === day).sort(bySessionKey);
  const attendance = (session: SessionKey): AttendanceEntry[] => {
    const mine = sessionSwipes(session);
    const ids = [...new Set(mine.map(({ studentId }) => studentId))].sort(compareText);
    return ids.map((studentId) => entryOf(mine, studentId));
  };
  const sessionKeys = (): SessionKey[] => {
    const keys = new Map(swipes.map(({ lectureId, day }) => [`${lectureId} ${day}`, { lectureId, day }]));
    return [...keys.values()].sort((a, b) => a.day - b.day || compareText(a.lectureId, b.lectureId));
  };
  return {
    sessionSwipes,
    attendance,
    sessionKeys,
    studentSwipes: (studentId: string, day: number) =>
      where((swipe) => swipe.studentId === studentId && swipe.day === day).sort(
        (a, b) => a.ts - b.ts || compareText(a.lectureId, b.lectureId) || compareText(a.eventId, b.eventId),
      ),
    gateSwipes: (gateId: string, day: number) =>
      where((swipe) => swipe.gateId === gateId && swipe.day === day).sort(
        (a, b) => a.ts - b.ts || compareText(a.eventId, b.eventId),
      ),
    gateTotals(gateId: string, day: number) {
      const mine = where((swipe) => swipe.gateId === gateId && swipe.day === day);
      if (mine.length === 0) return null;
      const enters = mine.filter(({ action }) => action === 'ENTER').length;
      return { enters, exits: mine.length - enters, lastSwipeAt: Math.max(...mine.map(({ ts }) => ts)) };
    },
    studentSessions: (studentId: string) =>
      sessionKeys().flatMap((session) =>
        attendance(session)
          .filter((entry) => entry.studentId === studentId)
          .map((entry) => ({ ...entry, session })),
      ),
    totals: (session: SessionKey) => ({
      swipes: sessionSwipes(session).length,
      uniques: attendance(session).length,
    }),
  };
}

function entryOf(session: readonly Swipe[], studentId: string): AttendanceEntry {
  const mine = session.filter((swipe) => swipe.studentId === studentId);
  const enters = mine.filter(({ action }) => action === 'ENTER').map(({ ts }) => ts);
  const lastSwipe = Math.max(...mine.map(({ ts }) => ts));
  const hasLeft = mine.some(({ ts, action }) => ts === lastSwipe && action === 'EXIT');
  return {
    studentId,
    firstEnter: enters.length === 0 ? null : Math.min(...enters),
    lastSwipe,
    lastAction: hasLeft ? 'EXIT' : 'ENTER',
  };
}

/** A sheet's entries by studentId: a sheet itself has no order. */
export function entriesOf(sheet: AttendanceSheet | undefined): AttendanceEntry[] {
  if (sheet === undefined) return [];
  return sheet.studentIds
    .map((_, index) => entryAt(sheet, index))
    .sort((a, b) => compareText(a.studentId, b.studentId));
}
