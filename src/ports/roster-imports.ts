import type {
  EnrolmentPair,
  EnrolmentPatch,
  ImportResult,
  LecturePatch,
  SessionChangePatch,
  StudentPatch,
} from '../core/roster.ts';

/**
 * Changes to the roster. Each call merges patches with what is stored, reports bad rows by index and takes the others,
 * adds to the student filter before the roster, and raises the roster's generation once all is durable. The same import
 * twice changes nothing. At most 5,000 rows a call. Rows of one call apply in order. @throws LIMIT_EXCEEDED;
 * ROSTER_UNAVAILABLE, FILTER_UNAVAILABLE (retriable; the same call may be sent again).
 */
export interface RosterImports {
  students(rows: readonly StudentPatch[]): Promise<ImportResult>;
  /** The cards stop working with the next batch; history stays. An id that is not there is a problem NOT_FOUND. */
  removeStudents(studentIds: readonly string[]): Promise<ImportResult>;
  /** A slot's null `from` is stored as the campus day of its first import. Problems SLOT_CONFLICT, SLOT_PAST_MIDNIGHT. */
  lectures(rows: readonly LecturePatch[]): Promise<ImportResult>;
  removeLectures(lectureIds: readonly string[]): Promise<ImportResult>;
  sessionChanges(rows: readonly SessionChangePatch[]): Promise<ImportResult>;
  /** Importing a removed enrolment again opens a second period. */
  enrolments(rows: readonly EnrolmentPatch[]): Promise<ImportResult>;
  /** Sets `until` of the open period to yesterday. */
  removeEnrolments(pairs: readonly EnrolmentPair[]): Promise<ImportResult>;
}
