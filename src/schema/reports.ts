import { lectureOf } from '../resolvers/lectures.ts';
import { type RankedLectureView, reportLatecomers, reportTopLectures } from '../resolvers/reports.ts';
import { READ_FIGURES, READ_RECORDS } from '../resolvers/scopes.ts';
import { studentOf } from '../resolvers/students.ts';
import { builder } from './builder.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { DayRange } from './ranges.ts';
import { LatecomerConnection, LatecomerRef, LectureRef, StudentRef } from './refs.ts';

LatecomerRef.implement({
  description: 'A student whose first enter was later than start + grace.',
  fields: (t) => ({
    studentId: t.exposeString('studentId', { nullable: false, description: 'The id on the badge.' }),
    student: t.field({
      type: StudentRef,
      description: 'By id alone once off the roster.',
      resolve: (row, _, ctx) => studentOf(ctx, row.studentId),
    }),
    firstEnter: t.expose('firstEnter', {
      type: 'DateTime',
      nullable: false,
      description: 'The first accepted enter of the session.',
    }),
    lateBy: t.field({
      type: 'Duration',
      nullable: false,
      description: 'From the start, without the grace, to the first enter.',
      resolve: (row) => row.lateByMs,
    }),
  }),
});

builder.objectField(LatecomerConnection, 'totalCount', (t) =>
  t.int({ description: 'Latecomers in all, whatever the page.', resolve: (page) => page.totalCount ?? null }),
);

const LectureRanking = builder.enumType('LectureRanking', {
  description: 'What lectures are ranked by.',
  values: {
    DAILY_UNIQUES: { description: "Sum over the days of each day's HyperLogLog estimate." },
    OVERALL_UNIQUES: { description: 'Estimate of the union over all the days.' },
    SWIPES: { description: 'Accepted swipes, exact.' },
  },
});

const RankedLectureRef = builder.objectRef<RankedLectureView>('RankedLecture').implement({
  description: 'A lecture and its place in a ranking.',
  fields: (t) => ({
    rank: t.exposeInt('rank', { nullable: false, description: 'From 1; no two lectures share one.' }),
    lectureId: t.exposeString('lectureId', { nullable: false, description: 'The lecture ranked.' }),
    lecture: t.field({
      type: LectureRef,
      description: 'The lecture ranked, by id alone where the timetable does not name it.',
      resolve: (row, _, ctx) => lectureOf(ctx, row.lectureId),
    }),
    score: t.exposeInt('score', { nullable: false, description: 'What it is ranked by.' }),
    sessions: t.exposeInt('sessions', {
      nullable: false,
      description: 'Sessions of the range that have started and are not cancelled.',
    }),
  }),
});

const REPORTS = {};
export const Reports = builder.objectRef<object>('Reports').implement({
  description: 'Answers over many swipes. Reports count only sessions that have started and are not cancelled.',
  fields: (t) => ({
    latecomers: t.field({
      type: LatecomerConnection,
      authScopes: { any: READ_RECORDS },
      description: `First enter later than start + grace (exactly equal is on time), by lateness, longest first, then studentId. \`startsAt\` and \`gracePeriod\`
default to the timetable's; without a start: error LECTURE_START_UNKNOWN.`,
      args: {
        lectureId: t.arg.string({ required: true, description: '1 to 64 of A-Z a-z 0-9 . _ : -' }),
        day: t.arg({ type: 'LocalDate', required: true, description: 'The day of the session.' }),
        startsAt: t.arg({ type: 'DateTime', description: "The start to judge by; the timetable's unless given." }),
        gracePeriod: t.arg({ type: 'Duration', description: "The grace to judge by; the lecture's unless given." }),
        ...pageArguments,
      },
      complexity: pageCost,
      resolve: (_, args, ctx) => reportLatecomers(ctx, args),
    }),
    topLectures: t.field({
      type: [RankedLectureRef],
      authScopes: { any: READ_FIGURES },
      description:
        'Highest first; ties by lectureId ascending, each with a rank of its own. At most 500; OVERALL_UNIQUES over at most 31 days. Every lecture with a session in the range is ranked.',
      args: {
        range: t.arg({ type: DayRange, required: true, description: 'At most 400 days.' }),
        by: t.arg({
          type: LectureRanking,
          required: true,
          defaultValue: 'DAILY_UNIQUES',
          description: 'What to rank by.',
        }),
        first: t.arg.int({ required: true, defaultValue: 10, description: 'How many at most: 1 to 500.' }),
      },
      complexity: ({ first }) => ({ field: 50, multiplier: Math.max(1, Math.min(first, 500)) }),
      resolve: (_, args, ctx) => reportTopLectures(ctx, args),
    }),
  }),
});

builder.queryField('reports', (t) =>
  t.field({
    type: Reports,
    nullable: false,
    description: 'Answers over many swipes.',
    resolve: () => REPORTS,
  }),
);
