import type { CampusClock } from '../core/campus-day.ts';
import type { ImportResult } from '../core/roster.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Roster } from '../ports/roster.ts';
import type { RosterImports } from '../ports/roster-imports.ts';
import type { StudentFilter } from '../ports/student-filter.ts';
import { importEnrolments, removeEnrolments } from './import-enrolments.ts';
import { importLectures, importSessionChanges, removeLectures } from './import-lectures.ts';
import { type Importing, importAll } from './import-rows.ts';
import { importStudents, removeStudents } from './import-students.ts';

export interface RosterImportsDeps {
  readonly roster: Roster;
  readonly filter: Pick<StudentFilter, 'add' | 'raiseRosterGeneration'>;
  readonly clock: Clock;
  readonly campus: CampusClock;
  readonly log: Log;
}

/** Changes to the roster, one call at a time: each reads what is stored, merges and writes before the next one reads. */
export function createRosterImports({ roster, filter, clock, campus, log }: RosterImportsDeps): RosterImports {
  let last: Promise<unknown> = Promise.resolve();
  const today = () => campus.dayOf(clock.now());

  const importing = <R>(
    kind: string,
    rows: readonly R[],
    begin: () => Promise<Importing<R>>,
  ): Promise<ImportResult> => {
    const run = async (): Promise<ImportResult> => {
      const result = await importAll(rows, begin);
      if (rows.length === 0) return result;
      // Even where nothing changed: an earlier call may have failed between its last write and this.
      await filter.raiseRosterGeneration();
      log.info('roster changed', { kind, rows: result.done, problems: result.problems.length });
      return result;
    };
    const result = last.then(run, run);
    last = result;
    return result;
  };

  return {
    students: (rows) => importing('students', rows, () => importStudents(roster, filter, rows)),
    removeStudents: (ids) => importing('removed students', ids, () => removeStudents(roster, ids)),
    lectures: (rows) => importing('lectures', rows, () => importLectures(roster, today())),
    removeLectures: (ids) => importing('removed lectures', ids, () => removeLectures(roster)),
    sessionChanges: (rows) => importing('session changes', rows, () => importSessionChanges(roster)),
    enrolments: (rows) => importing('enrolments', rows, () => importEnrolments(roster, rows, today())),
    removeEnrolments: (pairs) => importing('removed enrolments', pairs, () => removeEnrolments(roster, pairs, today())),
  };
}
