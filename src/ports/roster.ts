import type { PageRequest } from '../core/paging.ts';
import type { Enrolment, EnrolmentPair, Lecture, SessionChange, Student, Timetable } from '../core/roster.ts';

/**
 * Students, lectures with their timetable, session changes and enrolments: exact and durable. Every write is durable
 * once it resolves, whole per row and harmless when repeated; embedded it is atomic per call (docs/decisions/006).
 * Callers go through RosterImports, which keeps the filter ahead of the roster.
 * Every method @throws ROSTER_UNAVAILABLE (retriable).
 */
export interface Roster {
  /** For each id, true when a card of that id works. Cost: one batched read, cached until the roster's generation moves. */
  known(studentIds: readonly string[]): Promise<readonly boolean[]>;
  /** In the order asked; null where there is none. Cost: one batched read. */
  students(studentIds: readonly string[]): Promise<readonly (Student | null)[]>;
  /** By studentId. `search`: case-insensitive prefix, of at least 2 characters, of the id or of a word of the name. All conditions hold. */
  listStudents(filter: StudentListFilter, page: PageRequest<string>): Promise<readonly Student[]>;
  /** Every student id, in batches; used to rebuild the filter. */
  allStudentIds(): AsyncIterable<readonly string[]>;
  /** All lectures and changes at one moment. Cost: none until something changed, then one read of all lectures. */
  timetable(): Promise<Timetable>;
  /** For each lecture its enrolment periods, past ones included, by studentId then from. Cost: one batched read. */
  enrolmentsOfLectures(lectureIds: readonly string[]): Promise<readonly (readonly Enrolment[])[]>;
  /** For each student their enrolment periods, by lectureId then from. Cost: one batched read. */
  enrolmentsOfStudents(studentIds: readonly string[]): Promise<readonly (readonly Enrolment[])[]>;
  saveStudents(students: readonly Student[]): Promise<void>;
  /** Idempotent. */
  removeStudents(studentIds: readonly string[]): Promise<void>;
  saveLectures(lectures: readonly Lecture[]): Promise<void>;
  removeLectures(lectureIds: readonly string[]): Promise<void>;
  saveSessionChanges(changes: readonly SessionChange[]): Promise<void>;
  /** By key (lecture, student, from): the same key replaces. */
  saveEnrolments(enrolments: readonly Enrolment[]): Promise<void>;
  /** Deletes periods by key. */
  deleteEnrolments(enrolments: readonly Enrolment[]): Promise<void>;
  /** All the periods of the pairs. Cost: one batched read. */
  enrolments(pairs: readonly EnrolmentPair[]): Promise<readonly (readonly Enrolment[])[]>;
  healthy(): Promise<boolean>;
}

export interface StudentListFilter {
  readonly studentIds?: readonly string[] | undefined;
  readonly cohort?: string | undefined;
  readonly search?: string | undefined;
}
