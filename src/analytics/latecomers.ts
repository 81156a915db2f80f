import type { AttendanceSheet } from '../core/attendance-sheet.ts';
import type { EpochMs } from '../core/campus-day.ts';
import { compareText } from '../core/paging.ts';
import { lateByMs } from './session-figures.ts';

/** A student whose first enter was later than start + grace. */
export interface Latecomer {
  readonly studentId: string;
  readonly firstEnter: EpochMs;
  /** Milliseconds after the start, above the grace. */
  readonly lateByMs: number;
}

/** How latecomers stand in their list: by lateness, longest first, then studentId. */
export function compareLatecomers(
  a: Pick<Latecomer, 'lateByMs' | 'studentId'>,
  b: Pick<Latecomer, 'lateByMs' | 'studentId'>,
): number {
  return b.lateByMs - a.lateByMs || compareText(a.studentId, b.studentId);
}

/**
 * Students whose first enter is later than start + grace (exactly equal is on time), by lateness, longest first, then
 * studentId. A student who only left is not among them.
 */
export function latecomers(sheet: AttendanceSheet, startsAt: EpochMs, graceMs: number): Latecomer[] {
  const late: Latecomer[] = [];
  for (const [index, studentId] of sheet.studentIds.entries()) {
    const at = sheet.firstEnter[index] ?? Number.NaN;
    if (Number.isNaN(at)) continue;
    const by = lateByMs(at, startsAt, graceMs);
    if (by !== null) late.push({ studentId, firstEnter: at, lateByMs: by });
  }
  return late.sort(compareLatecomers);
}
