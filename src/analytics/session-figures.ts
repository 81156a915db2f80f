import { type AttendanceEntry, type AttendanceSheet, entryAt } from '../core/attendance-sheet.ts';
import type { CampusDay, EpochMs } from '../core/campus-day.ts';
import { compareText } from '../core/paging.ts';
import { type Enrolment, isEnrolledOn } from '../core/roster.ts';

/** Standard error of the unique counter, a ratio: 1.04 / √16,384, as Redis states it. */
export const UNIQUE_ERROR_RATIO = 0.0081;

/** estimate ± 3 standard errors, rounded outwards; never below 0. */
export function uniqueBounds(estimate: number): { readonly low: number; readonly high: number } {
  const error = 3 * UNIQUE_ERROR_RATIO * estimate;
  return { low: Math.max(0, Math.floor(estimate - error)), high: Math.ceil(estimate + error) };
}

/** Students with a period that covers the day, each once, by studentId. */
export function enrolledOn(enrolments: readonly Enrolment[], day: CampusDay): string[] {
  const ids = new Set<string>();
  for (const enrolment of enrolments) if (isEnrolledOn(enrolment, day)) ids.add(enrolment.studentId);
  return [...ids].sort(compareText);
}

/** Enrolled students split by whether they swiped, each list by studentId. A walk-in is in neither. */
export function splitEnrolled(
  sheet: AttendanceSheet,
  enrolled: readonly string[],
): { readonly attended: string[]; readonly absent: string[] } {
  const seen = new Set(sheet.studentIds);
  const attended: string[] = [];
  const absent: string[] = [];
  for (const studentId of enrolled) (seen.has(studentId) ? attended : absent).push(studentId);
  return { attended, absent };
}

/** When an arrival begins to count as late: later than this, exactly equal is on time. */
export function cutoffOf(startsAt: EpochMs, graceMs: number): EpochMs {
  return startsAt + graceMs;
}

/** Milliseconds after the start for a late arrival; null when on time, without an enter, or when the start is unknown. */
export function lateByMs(firstEnter: EpochMs | null, startsAt: EpochMs | null, graceMs: number): number | null {
  if (firstEnter === null || startsAt === null) return null;
  return firstEnter > cutoffOf(startsAt, graceMs) ? firstEnter - startsAt : null;
}

/** Every student of a sheet, by studentId. */
export function entriesById(sheet: AttendanceSheet): AttendanceEntry[] {
  return sheet.studentIds
    .map((_, index) => entryAt(sheet, index))
    .sort((a, b) => compareText(a.studentId, b.studentId));
}

/** Where an entry stands by first enter: those who only left stand last. */
export function firstEnterRank(entry: AttendanceEntry): number {
  return entry.firstEnter ?? Number.MAX_SAFE_INTEGER;
}

/** Every student of a sheet by first enter, then studentId. */
export function entriesByFirstEnter(sheet: AttendanceSheet): AttendanceEntry[] {
  return entriesById(sheet).sort(
    (a, b) => firstEnterRank(a) - firstEnterRank(b) || compareText(a.studentId, b.studentId),
  );
}
