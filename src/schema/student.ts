import { READ_ALL, READ_STUDENT } from '../resolvers/scopes.ts';
import { attendanceOf } from '../resolvers/student-attendance.ts';
import { findStudent, listLecturesOf, listStudents } from '../resolvers/students.ts';
import { listStudentSwipes } from '../resolvers/swipes.ts';
import { builder } from './builder.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { DayRange, SortOrder } from './ranges.ts';
import { LectureConnection, NodeRef, StudentConnection, StudentRef, SwipeConnection } from './refs.ts';
import { StudentAttendanceRef } from './student-attendance.ts';

StudentRef.implement({
  description: 'A student of the roster; one who has left it has an id alone.',
  interfaces: [NodeRef],
  fields: (t) => ({
    studentId: t.exposeString('studentId', { nullable: false, description: 'The id printed on the badge.' }),
    displayName: t.exposeString('displayName', { description: 'null when none was imported.' }),
    cohort: t.exposeString('cohort', { description: 'The group a student belongs to; null when none was imported.' }),
    lectures: t.field({
      type: LectureConnection,
      authScopes: { any: READ_STUDENT },
      description: 'Enrolled in, by lectureId. Today.',
      args: pageArguments,
      complexity: pageCost,
      resolve: (student, args, ctx) => listLecturesOf(ctx, student, args),
    }),
    swipes: t.field({
      type: SwipeConnection,
      authScopes: { any: READ_STUDENT },
      description: "That day's (today's) accepted swipes by timestamp; newest first unless asked otherwise.",
      args: {
        day: t.arg({ type: 'LocalDate', description: 'Today unless given.' }),
        order: t.arg({ type: SortOrder, required: true, defaultValue: 'DESC', description: 'DESC: the newest first.' }),
        ...pageArguments,
      },
      complexity: pageCost,
      resolve: (student, args, ctx) => listStudentSwipes(ctx, student.studentId, args),
    }),
    attendance: t.field({
      type: StudentAttendanceRef,
      authScopes: { any: READ_STUDENT },
      description:
        'Sessions, within the range, of the lectures the student was enrolled in that day or swiped at. Two rounds of reads.',
      args: {
        range: t.arg({ type: DayRange, required: true, description: 'At most 400 days.' }),
        lectureIds: t.arg.stringList({ description: 'Only of these lectures; at most 500.' }),
      },
      complexity: 20,
      resolve: (student, args, ctx) => attendanceOf(ctx, student, args),
    }),
  }),
});

const StudentFilter = builder.inputType('StudentFilter', {
  description: 'All given conditions must hold.',
  fields: (t) => ({
    studentIds: t.stringList({ description: 'Any of these; at most 500.' }),
    cohort: t.string({ description: 'Exactly this cohort.' }),
    search: t.string({ description: 'At least 2 characters: prefix of the id or of a word of the name, any case.' }),
  }),
});

builder.queryFields((t) => ({
  student: t.field({
    type: StudentRef,
    authScopes: { any: READ_STUDENT },
    description: "null when not on the roster. Another's record is null for a viewer who may read only their own.",
    args: { studentId: t.arg.string({ required: true, description: '1 to 64 of A-Z a-z 0-9 . _ : -' }) },
    resolve: (_, { studentId }, ctx) => findStudent(ctx, studentId),
  }),
  students: t.field({
    type: StudentConnection,
    authScopes: { any: READ_ALL },
    description: 'By studentId.',
    args: { filter: t.arg({ type: StudentFilter, description: 'Everyone unless given.' }), ...pageArguments },
    complexity: pageCost,
    resolve: (_, args, ctx) => listStudents(ctx, args),
  }),
}));
