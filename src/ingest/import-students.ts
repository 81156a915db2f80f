import type { Student, StudentPatch } from '../core/roster.ts';
import type { Roster } from '../ports/roster.ts';
import type { StudentFilter } from '../ports/student-filter.ts';
import { distinctIds, type Importing, idFault, type RowFault, removal, textFault } from './import-rows.ts';

export async function importStudents(
  roster: Roster,
  filter: Pick<StudentFilter, 'add'>,
  rows: readonly StudentPatch[],
): Promise<Importing<StudentPatch>> {
  const stored = await storedStudents(roster, distinctIds(rows.map((row) => row.studentId)));
  const taken = new Map<string, Student>();
  return {
    take(row) {
      const wrong = studentFault(row);
      if (wrong !== null) return wrong;
      taken.set(row.studentId, merge(taken.get(row.studentId) ?? stored.get(row.studentId), row));
      return null;
    },
    async save() {
      if (taken.size === 0) return;
      // The filter first: its `no` must be certain from the moment the roster knows a card.
      await filter.add([...taken.keys()]);
      const changed = [...taken.values()].filter((student) => !isSame(stored.get(student.studentId), student));
      if (changed.length > 0) await roster.saveStudents(changed);
    },
  };
}

export async function removeStudents(roster: Roster, studentIds: readonly string[]): Promise<Importing<string>> {
  const stored = await storedStudents(roster, distinctIds(studentIds));
  return removal(
    'studentId',
    (id) => stored.has(id),
    (ids) => roster.removeStudents(ids),
  );
}

async function storedStudents(roster: Roster, ids: readonly string[]): Promise<Map<string, Student>> {
  const found = ids.length === 0 ? [] : await roster.students(ids);
  const stored = new Map<string, Student>();
  for (const student of found) if (student !== null) stored.set(student.studentId, student);
  return stored;
}

function merge(stored: Student | undefined, { studentId, displayName, cohort }: StudentPatch): Student {
  return {
    studentId,
    displayName: displayName === undefined ? (stored?.displayName ?? null) : displayName,
    cohort: cohort === undefined ? (stored?.cohort ?? null) : cohort,
  };
}

function isSame(a: Student | undefined, b: Student): boolean {
  return a !== undefined && a.displayName === b.displayName && a.cohort === b.cohort;
}

function studentFault(row: StudentPatch): RowFault | null {
  return (
    idFault('studentId', row.studentId) ?? textFault('displayName', row.displayName) ?? textFault('cohort', row.cohort)
  );
}
