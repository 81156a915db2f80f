import type { CampusDay } from './campus-day.ts';

export interface Student {
  readonly studentId: string;
  readonly displayName: string | null;
  readonly cohort: string | null;
}

/** One weekly slot. At most one a day for a lecture. */
export interface TimetableSlot {
  /** 0 Monday … 6 Sunday. */
  readonly weekday: number;
  /** Wall clock, 0..86,399. */
  readonly startSecond: number;
  readonly durationMs: number;
  /** First day it runs, inclusive; null: unbounded. */
  readonly from: CampusDay | null;
  /** Last day it runs, inclusive; null: unbounded. */
  readonly until: CampusDay | null;
}

export interface Lecture {
  readonly lectureId: string;
  readonly title: string | null;
  /** null: the campus default. */
  readonly gracePeriodMs: number | null;
  readonly timetable: readonly TimetableSlot[];
}

/** A cancelled or moved session. Where `startSecond` is null the timetable's stands; likewise `durationMs`. */
export interface SessionChange {
  readonly lectureId: string;
  readonly day: CampusDay;
  readonly cancelled: boolean;
  readonly startSecond: number | null;
  readonly durationMs: number | null;
}

/** One period in which a student belongs to a lecture; both days inclusive, null: unbounded. Key: (lecture, student, from). */
export interface Enrolment {
  readonly lectureId: string;
  readonly studentId: string;
  readonly from: CampusDay | null;
  readonly until: CampusDay | null;
}

/** True when the period covers the day. */
export function isEnrolledOn(enrolment: Pick<Enrolment, 'from' | 'until'>, day: CampusDay): boolean {
  return (enrolment.from === null || enrolment.from <= day) && (enrolment.until === null || day <= enrolment.until);
}

/** In a patch an absent (undefined) field keeps what is stored, and null clears it. */
export interface StudentPatch {
  readonly studentId: string;
  readonly displayName?: string | null | undefined;
  readonly cohort?: string | null | undefined;
}
export interface LecturePatch {
  readonly lectureId: string;
  readonly title?: string | null | undefined;
  readonly gracePeriodMs?: number | null | undefined;
  /** Replaces the whole list. */
  readonly timetable?: readonly TimetableSlot[] | null | undefined;
}
export interface SessionChangePatch {
  readonly lectureId: string;
  readonly day: CampusDay;
  readonly cancelled: boolean;
  readonly startSecond?: number | null | undefined;
  readonly durationMs?: number | null | undefined;
}
export interface EnrolmentPatch {
  readonly lectureId: string;
  readonly studentId: string;
  /** Absent on a new enrolment: today; null: unbounded. */
  readonly from?: CampusDay | null | undefined;
  readonly until?: CampusDay | null | undefined;
}
export interface EnrolmentPair {
  readonly lectureId: string;
  readonly studentId: string;
}

/** What stands in the way of one row of an import or of a submission; the others are taken. */
export interface RowProblem {
  /** The row's index in the call. */
  readonly index: number;
  /** The field at fault, in the GraphQL input's name for it. */
  readonly field: string | null;
  readonly code: ProblemCode;
  readonly message: string;
}
export type ProblemCode =
  | 'ID_INVALID'
  | 'TIMESTAMP_INVALID'
  | 'VALUE_INVALID'
  | 'SLOT_CONFLICT'
  | 'SLOT_PAST_MIDNIGHT'
  | 'NOT_FOUND'
  | 'RANGE_INVALID';
export interface ImportResult {
  /** Rows taken, those that changed nothing included. */
  readonly done: number;
  readonly problems: readonly RowProblem[];
}

/**
 * All lectures and session changes at one moment, shared and immutable. The timetable of a university is small
 * (thousands of lectures), so it is read whole and kept until the roster's generation moves.
 */
export interface Timetable {
  /** By lectureId. */
  readonly lectures: ReadonlyMap<string, Lecture>;
  /** By lectureId, then by day. */
  readonly changes: ReadonlyMap<string, ReadonlyMap<CampusDay, SessionChange>>;
}
