import type { CampusDay } from '../core/campus-day.ts';
import type { Enrolment, EnrolmentPair, EnrolmentPatch } from '../core/roster.ts';
import type { Roster } from '../ports/roster.ts';
import { fault, type Importing, idFault, isFault, type RowFault } from './import-rows.ts';
import { endEnrolment, enrolmentChanges, mergeEnrolment } from './merge-enrolment.ts';

export function importEnrolments(
  roster: Roster,
  rows: readonly EnrolmentPatch[],
  today: CampusDay,
): Promise<Importing<EnrolmentPatch>> {
  return changingPeriods(roster, rows, (periods, row) => mergeEnrolment(periods, row, today));
}

export function removeEnrolments(
  roster: Roster,
  pairs: readonly EnrolmentPair[],
  today: CampusDay,
): Promise<Importing<EnrolmentPair>> {
  return changingPeriods(
    roster,
    pairs,
    (periods) =>
      endEnrolment(periods, today) ?? fault(null, 'NOT_FOUND', 'The student is not enrolled in the lecture.'),
  );
}

async function changingPeriods<R extends EnrolmentPair>(
  roster: Roster,
  rows: readonly R[],
  change: (periods: readonly Enrolment[], row: R) => readonly Enrolment[] | RowFault,
): Promise<Importing<R>> {
  const pairs = new Map(rows.filter((row) => pairFault(row) === null).map((row) => [pairKey(row), row]));
  const stored = pairs.size === 0 ? [] : await roster.enrolments([...pairs.values()]);
  const before = new Map([...pairs.keys()].map((key, index) => [key, stored[index] ?? []]));
  const after = new Map(before);
  return {
    take(row) {
      const wrong = pairFault(row);
      if (wrong !== null) return wrong;
      const changed = change(after.get(pairKey(row)) ?? [], row);
      if (isFault(changed)) return changed;
      after.set(pairKey(row), changed);
      return null;
    },
    async save() {
      const changes = [...after].map(([key, periods]) => enrolmentChanges(before.get(key) ?? [], periods));
      const saved = changes.flatMap((one) => one.saved);
      const deleted = changes.flatMap((one) => one.deleted);
      if (saved.length > 0) await roster.saveEnrolments(saved);
      if (deleted.length > 0) await roster.deleteEnrolments(deleted);
    },
  };
}

function pairFault({ lectureId, studentId }: EnrolmentPair): RowFault | null {
  return idFault('lectureId', lectureId) ?? idFault('studentId', studentId);
}

function pairKey({ lectureId, studentId }: EnrolmentPair): string {
  return `${lectureId} ${studentId}`;
}
