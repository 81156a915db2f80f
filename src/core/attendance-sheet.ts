import type { EpochMs } from './campus-day.ts';
import type { SessionKey, SwipeAction } from './swipe.ts';

/**
 * Who was at one session, folded from its accepted swipes: one entry a student, in no particular order, in columns.
 * A snapshot: it does not change once handed out. `firstEnter` is NaN for a student who only left. On equal instants
 * EXIT is the later.
 */
export interface AttendanceSheet {
  readonly session: SessionKey;
  readonly studentIds: readonly string[];
  readonly firstEnter: Float64Array;
  readonly lastSwipe: Float64Array;
  /** 1 where the last swipe is an ENTER: the student is present. */
  readonly lastIsEnter: Uint8Array;
  /** Accepted swipes of the session, enters and exits. */
  readonly swipes: number;
  /** Of those, how many were received after the session's finality instant (campus day's end + allowed lateness). */
  readonly lateSwipes: number;
}

/** One student's attendance of one session. */
export interface AttendanceEntry {
  readonly studentId: string;
  readonly firstEnter: EpochMs | null;
  readonly lastSwipe: EpochMs;
  readonly lastAction: SwipeAction;
}

/** The entry at an index of the sheet. */
export function entryAt(sheet: AttendanceSheet, index: number): AttendanceEntry {
  const firstEnter = sheet.firstEnter[index] ?? Number.NaN;
  return {
    studentId: sheet.studentIds[index] ?? '',
    firstEnter: Number.isNaN(firstEnter) ? null : firstEnter,
    lastSwipe: sheet.lastSwipe[index] ?? 0,
    lastAction: sheet.lastIsEnter[index] === 1 ? 'ENTER' : 'EXIT',
  };
}

/** Students whose last accepted swipe of the session is an enter. */
export function presentCount(sheet: AttendanceSheet): number {
  let present = 0;
  for (const flag of sheet.lastIsEnter) present += flag;
  return present;
}

/** Students whose first enter is later than `cutoff` (start + grace); exactly equal is on time. */
export function lateCount(sheet: AttendanceSheet, cutoff: EpochMs): number {
  let late = 0;
  for (const at of sheet.firstEnter) if (at > cutoff) late += 1;
  return late;
}
