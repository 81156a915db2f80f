import type { Enrolment, Lecture, SessionChange, Student, TimetableSlot } from '../../core/roster.ts';
import { termsOf } from '../../core/search-terms.ts';
import { bucketOf, LECTURE_BUCKETS, STUDENT_BUCKETS } from './buckets.ts';
import type { CqlRow, RowWrite } from './cql-session.ts';
import {
  ADD_LECTURE,
  ADD_SESSION_CHANGE,
  ADD_STUDENT,
  ADD_TERM,
  ADD_TO_COHORT,
  ADD_TO_LECTURE,
  ADD_TO_STUDENT,
  REMOVE_FROM_COHORT,
  REMOVE_FROM_LECTURE,
  REMOVE_FROM_STUDENT,
  REMOVE_LECTURE,
  REMOVE_STUDENT,
  REMOVE_TERM,
} from './statements.ts';
import { booleanIn, dateOf, dayIn, dayOrNullIn, numberOrNullIn, partitionOf, textIn, textOrNullIn } from './values.ts';

/** A search names at least so many characters, so shorter terms are never looked for. */
const PREFIX_LENGTH = 2;
/** In the clustering key, where null cannot be: sorts before every day. */
const UNBOUNDED_FROM = -4_000_000;

export function termPrefix(term: string): string {
  return term.slice(0, PREFIX_LENGTH);
}

export function decodeStudent(row: CqlRow): Student {
  return {
    studentId: textIn(row, 'student_id'),
    displayName: textOrNullIn(row, 'display_name'),
    cohort: textOrNullIn(row, 'cohort'),
  };
}
export function addStudent({ studentId, displayName, cohort }: Student): RowWrite {
  const bucket = bucketOf(studentId, STUDENT_BUCKETS);
  const params = [bucket, studentId, displayName, cohort];
  return { query: ADD_STUDENT, params, partition: partitionOf({ int: bucket }) };
}
export function removeStudent(studentId: string): RowWrite {
  const bucket = bucketOf(studentId, STUDENT_BUCKETS);
  return { query: REMOVE_STUDENT, params: [bucket, studentId], partition: partitionOf({ int: bucket }) };
}

/** The rows that lead to a student, by what names them. */
export function indexRows({
  studentId,
  displayName,
  cohort,
}: Student): Map<string, { add: RowWrite; remove: RowWrite }> {
  const rows = new Map<string, { add: RowWrite; remove: RowWrite }>();
  for (const term of termsOf(studentId, displayName)) {
    if (term.length < PREFIX_LENGTH) continue;
    const row = { params: [termPrefix(term), term, studentId], partition: partitionOf(termPrefix(term)) };
    rows.set(`term ${term}`, { add: { ...row, query: ADD_TERM }, remove: { ...row, query: REMOVE_TERM } });
  }
  if (cohort !== null) {
    const row = { params: [cohort, studentId], partition: partitionOf(cohort) };
    rows.set('cohort', { add: { ...row, query: ADD_TO_COHORT }, remove: { ...row, query: REMOVE_FROM_COHORT } });
  }
  return rows;
}

export function decodeLecture(row: CqlRow): Lecture {
  const timetable: TimetableSlot[] = JSON.parse(textOrNullIn(row, 'timetable') ?? '[]');
  return {
    lectureId: textIn(row, 'lecture_id'),
    title: textOrNullIn(row, 'title'),
    gracePeriodMs: numberOrNullIn(row, 'grace_ms'),
    timetable,
  };
}
export function addLecture({ lectureId, title, gracePeriodMs, timetable }: Lecture): RowWrite {
  const bucket = bucketOf(lectureId, LECTURE_BUCKETS);
  const params = [bucket, lectureId, title, gracePeriodMs, JSON.stringify(timetable)];
  return { query: ADD_LECTURE, params, partition: partitionOf({ int: bucket }) };
}
export function removeLecture(lectureId: string): RowWrite {
  const bucket = bucketOf(lectureId, LECTURE_BUCKETS);
  return { query: REMOVE_LECTURE, params: [bucket, lectureId], partition: partitionOf({ int: bucket }) };
}

export function decodeSessionChange(row: CqlRow): SessionChange {
  return {
    lectureId: textIn(row, 'lecture_id'),
    day: dayIn(row, 'day'),
    cancelled: booleanIn(row, 'cancelled'),
    startSecond: numberOrNullIn(row, 'start_second'),
    durationMs: numberOrNullIn(row, 'duration_ms'),
  };
}
export function addSessionChange({ lectureId, day, cancelled, startSecond, durationMs }: SessionChange): RowWrite {
  const bucket = bucketOf(lectureId, LECTURE_BUCKETS);
  const params = [bucket, lectureId, dateOf(day), cancelled, startSecond, durationMs];
  return { query: ADD_SESSION_CHANGE, params, partition: partitionOf({ int: bucket }) };
}

export function decodeEnrolment(row: CqlRow): Enrolment {
  const from = dayIn(row, 'from_day');
  return {
    lectureId: textIn(row, 'lecture_id'),
    studentId: textIn(row, 'student_id'),
    from: from === UNBOUNDED_FROM ? null : from,
    until: dayOrNullIn(row, 'until_day'),
  };
}
/** A period in both directions. */
export function addEnrolment({ lectureId, studentId, from, until }: Enrolment): RowWrite[] {
  const params = [lectureId, studentId, dateOf(from ?? UNBOUNDED_FROM), until === null ? null : dateOf(until)];
  return [
    { query: ADD_TO_LECTURE, params, partition: partitionOf(lectureId) },
    { query: ADD_TO_STUDENT, params, partition: partitionOf(studentId) },
  ];
}
export function removeEnrolment({ lectureId, studentId, from }: Enrolment): RowWrite[] {
  const params = [lectureId, studentId, dateOf(from ?? UNBOUNDED_FROM)];
  return [
    { query: REMOVE_FROM_LECTURE, params, partition: partitionOf(lectureId) },
    { query: REMOVE_FROM_STUDENT, params, partition: partitionOf(studentId) },
  ];
}
