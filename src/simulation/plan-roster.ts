import type { EnrolmentPatch, ImportResult, LecturePatch, StudentPatch } from '../core/roster.ts';
import type { Roster } from '../ports/roster.ts';
import type { RosterImports } from '../ports/roster-imports.ts';
import type { CampusPlan } from './campus-plan.ts';
import { personName } from './names.ts';

/** The most rows an import takes a call. */
const CHUNK_ROWS = 5_000;

export function plannedStudent(plan: CampusPlan, index: number): StudentPatch {
  return {
    studentId: plan.studentId(index),
    displayName: personName(plan.students.draw[index] ?? 0),
    cohort: `${plan.tag}-${plan.students.cohortOf(index) + 1}`,
  };
}

export function plannedLecture(plan: CampusPlan, index: number): LecturePatch {
  const lecture = plan.lectures[index];
  return {
    lectureId: lecture?.lectureId ?? '',
    title: lecture?.title,
    gracePeriodMs: lecture?.gracePeriodMs,
    timetable: lecture?.timetable,
  };
}

/** From the plan's first day on. */
export function* plannedEnrolments(plan: CampusPlan): Generator<EnrolmentPatch> {
  for (const [index, { lectureId }] of plan.lectures.entries()) {
    for (const student of plan.students.enrolled(index)) {
      yield { lectureId, studentId: plan.studentId(student), from: plan.input.day, until: null };
    }
  }
}

/** One call of an import; the caller does it again when it fails for a while. */
export type ImportStep = (imports: RosterImports) => Promise<ImportResult>;

/** The imports that put a plan on the roster, in order. The same imports twice change nothing. */
export function* preloadSteps(plan: CampusPlan): Generator<ImportStep> {
  const { students, lectures } = plan.input;
  for (const rows of chunks(numbered(students, (index) => plannedStudent(plan, index)))) {
    yield (imports) => imports.students(rows);
  }
  for (const rows of chunks(numbered(lectures, (index) => plannedLecture(plan, index)))) {
    yield (imports) => imports.lectures(rows);
  }
  for (const rows of chunks(plannedEnrolments(plan))) yield (imports) => imports.enrolments(rows);
}

/** The first student or lecture of the plan that is not on the roster; null when all are. Cost: a read per 5,000 students. */
export async function missingFromRoster(plan: CampusPlan, roster: Roster): Promise<string | null> {
  const { lectures } = await roster.timetable();
  const lecture = plan.lectures.find(({ lectureId }) => !lectures.has(lectureId));
  if (lecture !== undefined) return lecture.lectureId;
  for (const ids of chunks(numbered(plan.input.students, plan.studentId))) {
    const known = await roster.known(ids);
    const missing = ids.find((_, index) => known[index] !== true);
    if (missing !== undefined) return missing;
  }
  return null;
}

function* numbered<T>(count: number, make: (index: number) => T): Generator<T> {
  for (let index = 0; index < count; index += 1) yield make(index);
}

function* chunks<T>(values: Iterable<T>): Generator<readonly T[]> {
  let chunk: T[] = [];
  for (const value of values) {
    chunk.push(value);
    if (chunk.length === CHUNK_ROWS) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
