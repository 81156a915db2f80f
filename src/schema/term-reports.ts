import { READ_FIGURES, READ_RECORDS } from '../resolvers/scopes.ts';
import { studentOf } from '../resolvers/students.ts';
import {
  reportConsistency,
  reportSilentSessions,
  reportWeekdayPatterns,
  type WeekdayPatternView,
} from '../resolvers/term-reports.ts';
import { builder } from './builder.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { DayRange } from './ranges.ts';
import { ConsistencyConnection, ConsistentStudentRef, LectureSessionConnection, StudentRef } from './refs.ts';
import { Reports } from './reports.ts';
import { Weekday } from './weekday.ts';

const AttendanceMeasure = builder.enumType('AttendanceMeasure', {
  description: 'What is counted of a session.',
  values: {
    UNIQUE_STUDENTS: { description: 'Exact. Distinct students with an accepted swipe.' },
    SWIPES: { description: 'Accepted swipes, enters and exits.' },
  },
});

const WeekdayPattern = builder.objectRef<WeekdayPatternView>('WeekdayPattern').implement({
  description: 'How well the sessions of one weekday are attended.',
  fields: (t) => ({
    weekday: t.field({
      type: Weekday,
      nullable: false,
      description: 'The weekday, on the campus clock.',
      resolve: (row) => row.weekday,
    }),
    sessions: t.exposeInt('sessions', { nullable: false, description: 'Its sessions in the range.' }),
    total: t.exposeInt('total', { nullable: false, description: 'Sum of the measure over them.' }),
    mean: t.exposeFloat('mean', { nullable: false, description: 'Mean over them, unrounded.' }),
    median: t.exposeFloat('median', {
      nullable: false,
      description: 'Median over them; of an even number the mean of the two in the middle.',
    }),
    min: t.exposeInt('min', { nullable: false, description: 'The least attended.' }),
    max: t.exposeInt('max', { nullable: false, description: 'The best attended.' }),
  }),
});

const SessionChoice = builder.inputType('SessionChoice', {
  isOneOf: true,
  description: 'Which sessions of a lecture: one of the two.',
  fields: (t) => ({
    lastSessions: t.int({ description: 'The last 1 to 200 that have started and are not cancelled.' }),
    range: t.field({ type: DayRange, description: 'Those of these days; at most 400.' }),
  }),
});

ConsistentStudentRef.implement({
  description: 'How regularly a student came to a lecture.',
  fields: (t) => ({
    studentId: t.exposeString('studentId', { nullable: false, description: 'The id on the badge.' }),
    student: t.field({
      type: StudentRef,
      description: 'By id alone once off the roster.',
      resolve: (row, _, ctx) => studentOf(ctx, row.studentId),
    }),
    attended: t.exposeInt('attended', { nullable: false, description: 'Of their sessions, with an accepted swipe.' }),
    sessions: t.exposeInt('sessions', {
      nullable: false,
      description: 'Sessions at which they were enrolled, or which they attended.',
    }),
    rate: t.exposeFloat('rate', { nullable: false, description: 'attended / sessions, 0..1.' }),
    longestAbsence: t.exposeInt('longestAbsence', {
      nullable: false,
      description: 'Most sessions missed in a row. Of their own.',
    }),
  }),
});

builder.objectField(ConsistencyConnection, 'totalCount', (t) =>
  t.int({ description: 'Students in all, whatever the page.', resolve: (page) => page.totalCount ?? null }),
);
builder.objectField(ConsistencyConnection, 'sessions', (t) =>
  t.int({ nullable: false, description: 'Sessions chosen.', resolve: (page) => page.sessions ?? 0 }),
);

builder.objectFields(Reports, (t) => ({
  weekdayPatterns: t.field({
    type: [WeekdayPattern],
    authScopes: { any: READ_FIGURES },
    description:
      "One row for each weekday that had sessions, Monday first; statistics over that weekday's sessions. One at which nobody swiped counts with 0.",
    args: {
      range: t.arg({ type: DayRange, required: true, description: 'At most 400 days.' }),
      lectureIds: t.arg.stringList({ description: 'Only sessions of these lectures; at most 500.' }),
      measure: t.arg({
        type: AttendanceMeasure,
        required: true,
        defaultValue: 'UNIQUE_STUDENTS',
        description: 'What is counted of a session.',
      }),
    },
    complexity: { field: 50, multiplier: 7 },
    resolve: (_, args, ctx) => reportWeekdayPatterns(ctx, args),
  }),
  consistency: t.field({
    type: ConsistencyConnection,
    authScopes: { any: READ_RECORDS },
    description: `Students enrolled in or seen at the sessions chosen, by attendance rate, highest first, then studentId. A student's sessions are those at which they were enrolled, or which they attended.
A lecture that nothing names: error ARGUMENT_INVALID.`,
    args: {
      lectureId: t.arg.string({ required: true, description: '1 to 64 of A-Z a-z 0-9 . _ : -' }),
      over: t.arg({ type: SessionChoice, required: true, description: 'Which of its sessions.' }),
      atLeast: t.arg.float({ required: true, defaultValue: 0.8, description: 'Lowest rate listed, 0..1.' }),
      atMost: t.arg.float({ required: true, defaultValue: 1, description: 'Highest rate listed, 0..1.' }),
      ...pageArguments,
    },
    complexity: pageCost,
    resolve: (_, args, ctx) => reportConsistency(ctx, args),
  }),
  silentSessions: t.field({
    type: LectureSessionConnection,
    authScopes: { any: READ_FIGURES },
    description:
      'Scheduled sessions at which nobody swiped: a broken reader, or a class that did not happen. By day, then lectureId.',
    args: {
      range: t.arg({ type: DayRange, required: true, description: 'At most 400 days.' }),
      ...pageArguments,
    },
    complexity: pageCost,
    resolve: (_, args, ctx) => reportSilentSessions(ctx, args),
  }),
}));
