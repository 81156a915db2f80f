import type { CampusDay } from '../core/campus-day.ts';
import type { Enrolment, EnrolmentPatch } from '../core/roster.ts';
import { fault, type RowFault } from './import-rows.ts';

const RANGE_FAULT = fault('until', 'RANGE_INVALID', 'until lies before from; without from an enrolment begins today.');

/**
 * A pair's periods after a patch, by first day, none overlapping what was imported. The patch changes the period that
 * begins on its `from`, or else the open one; where there is neither, or the period was ended by a removal and the patch
 * does not say otherwise, it opens a new one.
 */
export function mergeEnrolment(
  periods: readonly Enrolment[],
  patch: EnrolmentPatch,
  today: CampusDay,
): readonly Enrolment[] | RowFault {
  const { lectureId, studentId, until } = patch;
  const open = periods.filter((period) => isOpen(period, today)).at(-1);
  const same = patch.from === undefined ? undefined : periods.find((period) => period.from === patch.from);
  const reopens = same !== undefined && !isOpen(same, today) && until === undefined;
  const from = reopens ? undefined : patch.from;
  // A row that says only when it ends may have ended that very period already.
  const ended = until === undefined ? undefined : periods.find((period) => period.until === until);
  const base = from === undefined ? (ended ?? open) : (same ?? (until === undefined ? open : undefined));
  const changed: Enrolment = {
    lectureId,
    studentId,
    from: from === undefined ? (base === undefined ? today : base.from) : from,
    until: until === undefined ? (base?.until ?? null) : until,
  };
  if (changed.from !== null && changed.until !== null && changed.from > changed.until) return RANGE_FAULT;
  return [...periods.filter((period) => period !== base).flatMap((period) => without(period, changed)), changed].sort(
    byFirstDay,
  );
}

/** A pair's periods after its removal today, or null where none was open. A period that has not begun is dropped. */
export function endEnrolment(periods: readonly Enrolment[], today: CampusDay): readonly Enrolment[] | null {
  if (!periods.some((period) => isOpen(period, today))) return null;
  return periods.flatMap((period) => {
    if (!isOpen(period, today)) return [period];
    return period.from !== null && period.from >= today ? [] : [{ ...period, until: today - 1 }];
  });
}

/** What must be saved and what deleted to go from one list of a pair's periods to the other. */
export function enrolmentChanges(
  before: readonly Enrolment[],
  after: readonly Enrolment[],
): { readonly saved: Enrolment[]; readonly deleted: Enrolment[] } {
  return {
    saved: after.filter((period) => !before.some((old) => old.from === period.from && old.until === period.until)),
    deleted: before.filter((period) => !after.some((next) => next.from === period.from)),
  };
}

function isOpen(period: Enrolment, today: CampusDay): boolean {
  return period.until === null || period.until >= today;
}

/** The parts of a period that another does not cover: none, one or two. */
function without(period: Enrolment, cover: Enrolment): Enrolment[] {
  const coverFrom = cover.from ?? Number.NEGATIVE_INFINITY;
  const coverUntil = cover.until ?? Number.POSITIVE_INFINITY;
  const from = period.from ?? Number.NEGATIVE_INFINITY;
  const until = period.until ?? Number.POSITIVE_INFINITY;
  if (until < coverFrom || from > coverUntil) return [period];
  const parts: Enrolment[] = [];
  if (from < coverFrom) parts.push({ ...period, until: coverFrom - 1 });
  if (until > coverUntil) parts.push({ ...period, from: coverUntil + 1 });
  return parts;
}

function byFirstDay(a: Enrolment, b: Enrolment): number {
  const first = a.from ?? Number.NEGATIVE_INFINITY;
  const second = b.from ?? Number.NEGATIVE_INFINITY;
  return first < second ? -1 : first > second ? 1 : 0;
}
