import { compareText, pageOfSorted } from '../core/paging.ts';
import { isEnrolledOn, type Student } from '../core/roster.ts';
import { identifier, identifiers, search } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { enrolledStudents, type LectureView, lectureView, today } from './lectures.ts';
import { type ListOrder, type Page, type PageArguments, pageOfRows, readPage } from './paging.ts';
import { idKey } from './row-key.ts';
import { mayReadStudent } from './scopes.ts';

export interface StudentFilterArguments {
  readonly studentIds?: readonly string[] | null | undefined;
  readonly cohort?: string | null | undefined;
  readonly search?: string | null | undefined;
}

const STUDENTS = { key: idKey('students'), keyOf: (student: Student) => student.studentId };
const ENROLLED = { key: idKey('enrolled'), keyOf: (student: Student) => student.studentId };
const LECTURES = { key: idKey('student:lectures'), keyOf: (lecture: LectureView) => lecture.lectureId };

/** null when not on the roster, or not the viewer's to see. @throws ARGUMENT_INVALID */
export async function findStudent(ctx: RequestContext, studentId: string): Promise<Student | null> {
  identifier('studentId', studentId);
  return mayReadStudent(ctx.viewer, studentId) ? ctx.loaders.students.load(studentId) : null;
}

/** The student a record names: by id alone once off the roster. */
export function studentOf(ctx: RequestContext, studentId: string): Promise<Student> {
  return ctx.loaders.students.load(studentId).then((found) => found ?? { studentId, displayName: null, cohort: null });
}

/** A page of students known by id, sorted. Cost: one batched read of the page. */
export function studentsById(
  ctx: RequestContext,
  args: PageArguments,
  order: ListOrder<Student, string>,
  sortedIds: readonly string[],
): Promise<Page<Student>> {
  return readPage(args, order, (page) =>
    Promise.all(pageOfSorted(sortedIds, page, compareText).map((id) => studentOf(ctx, id))),
  );
}

/** By studentId. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID */
export function listStudents(
  ctx: RequestContext,
  args: PageArguments & { readonly filter?: StudentFilterArguments | null | undefined },
): Promise<Page<Student>> {
  const filter = args.filter ?? {};
  const conditions = {
    studentIds: identifiers('filter.studentIds', filter.studentIds),
    cohort: filter.cohort ?? undefined,
    search: search('filter.search', filter.search),
  };
  return readPage(args, STUDENTS, (page) => ctx.services.roster.listStudents(conditions, page));
}

/** Students enrolled today, by studentId. */
export async function listEnrolled(
  ctx: RequestContext,
  lecture: LectureView,
  args: PageArguments,
): Promise<Page<Student>> {
  return studentsById(ctx, args, ENROLLED, await enrolledStudents(ctx, lecture.lectureId, today(ctx)));
}

/** Lectures the student is enrolled in today, by lectureId. */
export async function listLecturesOf(
  ctx: RequestContext,
  student: Student,
  args: PageArguments,
): Promise<Page<LectureView>> {
  const day = today(ctx);
  const [timetable, enrolments] = await Promise.all([
    ctx.loaders.timetable(),
    ctx.loaders.enrolmentsOfStudent.load(student.studentId),
  ]);
  const open = enrolments.filter((enrolment) => isEnrolledOn(enrolment, day));
  const ids = [...new Set(open.map((enrolment) => enrolment.lectureId))].sort(compareText);
  const lectures = ids.map((id) => lectureView(timetable, id));
  return pageOfRows(args, LECTURES, lectures, (row, key) => compareText(row.lectureId, key));
}
