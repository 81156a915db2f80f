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

/** A list of enrolments between changes: on all days of one stretch the same students are enrolled. */
interface Stretches {
  /** Days from which somebody is enrolled, or no longer, ascending. */
  readonly changes: readonly CampusDay[];
  /** By the number of changes up to the day. */
  readonly lists: Map<number, readonly string[]>;
}

/** Stretches remembered of one list. */
const STRETCHES_MAX = 16;
const stretches = new WeakMap<readonly Enrolment[], Stretches>();

function stretchesOf(enrolments: readonly Enrolment[]): Stretches {
  const known = stretches.get(enrolments);
  if (known !== undefined) return known;
  const days = new Set<CampusDay>();
  for (const { from, until } of enrolments) {
    if (from !== null) days.add(from);
    if (until !== null) days.add(until + 1);
  }
  const made = { changes: [...days].sort((a, b) => a - b), lists: new Map<number, readonly string[]>() };
  stretches.set(enrolments, made);
  return made;
}

/**
 * Students with a period that covers the day, each once, by studentId. Cost: remembered for as long as the list is, so
 * that a term's days of a lecture are sorted once a stretch.
 */
export function enrolledOn(enrolments: readonly Enrolment[], day: CampusDay): readonly string[] {
  const { changes, lists } = stretchesOf(enrolments);
  let stretch = 0;
  for (const change of changes) if (change <= day) stretch += 1;
  const known = lists.get(stretch);
  if (known !== undefined) return known;
  const ids = new Set<string>();
  for (const enrolment of enrolments) if (isEnrolledOn(enrolment, day)) ids.add(enrolment.studentId);
  const sorted = [...ids].sort(compareText);
  if (lists.size >= STRETCHES_MAX) lists.clear();
  lists.set(stretch, sorted);
  return sorted;
}

export interface SplitEnrolled {
  readonly attended: readonly string[];
  readonly absent: readonly string[];
}

/** The last split of each sheet, and by which list. */
const splits = new WeakMap<AttendanceSheet, { readonly enrolled: readonly string[]; readonly split: SplitEnrolled }>();

/**
 * Enrolled students split by whether they swiped, each list by studentId. A walk-in is in neither. Cost: once for the same
 * sheet and list.
 */
export function splitEnrolled(sheet: AttendanceSheet, enrolled: readonly string[]): SplitEnrolled {
  const known = splits.get(sheet);
  if (known?.enrolled === enrolled) return known.split;
  const seen = new Set(sheet.studentIds);
  const attended: string[] = [];
  const absent: string[] = [];
  for (const studentId of enrolled) (seen.has(studentId) ? attended : absent).push(studentId);
  const split = { attended, absent };
  splits.set(sheet, { enrolled, split });
  return split;
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
