import { type AttemptGroupView, type AttemptReportView, reportInvalidAttempts } from '../resolvers/attempt-report.ts';
import { READ_ALL } from '../resolvers/scopes.ts';
import { builder } from './builder.ts';
import { InvalidAttemptFilterInput } from './invalid-attempt.ts';
import { InvalidReasonEnum } from './invalid-reason.ts';
import { TimeRange } from './ranges.ts';
import { Reports } from './reports.ts';

const same = (what: string) => ({ description: `Attempts of the same ${what} are one group.` });

const InvalidAttemptKey = builder.enumType('InvalidAttemptKey', {
  description: 'What attempts are grouped by.',
  values: {
    GATE: same('gate'),
    HOUR: same('hour'),
    DAY: same('campus day'),
    REASON: same('reason'),
    STUDENT: same('card'),
    LECTURE: same('lecture'),
  },
});

const notGrouped = 'null where it was not grouped by, or could not be read.';

const InvalidAttemptGroup = builder.objectRef<AttemptGroupView>('InvalidAttemptGroup').implement({
  description: "Keys that were not grouped by are null. HOUR and DAY are the bucket's start.",
  fields: (t) => ({
    gateId: t.exposeString('gateId', { description: `The gate; ${notGrouped}` }),
    hour: t.expose('hour', {
      type: 'DateTime',
      description: "The hour's start, of hours counted from the campus day's start; null where it was not grouped by.",
    }),
    day: t.expose('day', { type: 'LocalDate', description: 'The campus day; null where it was not grouped by.' }),
    reason: t.expose('reason', {
      type: InvalidReasonEnum,
      description: 'The reason; null where it was not grouped by.',
    }),
    studentId: t.exposeString('studentId', { description: `The card; ${notGrouped}` }),
    lectureId: t.exposeString('lectureId', { description: `The lecture; ${notGrouped}` }),
    count: t.exposeInt('count', { nullable: false, description: 'Attempts of the group.' }),
    firstAt: t.expose('firstAt', { type: 'DateTime', nullable: false, description: 'The earliest, by receivedAt.' }),
    lastAt: t.expose('lastAt', { type: 'DateTime', nullable: false, description: 'The latest, by receivedAt.' }),
  }),
});

const InvalidAttemptReport = builder.objectRef<AttemptReportView>('InvalidAttemptReport').implement({
  description: 'Invalid attempts by what they have in common.',
  fields: (t) => ({
    total: t.exposeInt('total', { nullable: false, description: 'Attempts of the range that the filter matches.' }),
    groups: t.field({
      type: [InvalidAttemptGroup],
      nullable: false,
      description:
        'In ascending order of their keys, in the order these were asked for; what could not be read stands last.',
      resolve: (report) => report.groups,
    }),
    truncated: t.exposeBoolean('truncated', { nullable: false, description: 'There were more groups than `first`.' }),
  }),
});

builder.objectField(Reports, 'invalidAttempts', (t) =>
  t.field({
    type: InvalidAttemptReport,
    authScopes: { any: READ_ALL },
    description:
      'By receivedAt, at most 31 days. Groups in ascending order of their keys; `total` counts all attempts of the range.',
    args: {
      range: t.arg({ type: TimeRange, required: true, description: 'When they were received; at most 31 days.' }),
      groupBy: t.arg({
        type: [InvalidAttemptKey],
        required: true,
        defaultValue: ['GATE'],
        description: 'Empty: one group of all. A key named twice counts once.',
      }),
      filter: t.arg({ type: InvalidAttemptFilterInput, description: 'Every attempt unless given.' }),
      first: t.arg.int({ required: true, defaultValue: 500, description: 'Groups at most: 1 to 500.' }),
    },
    complexity: ({ first }) => ({ field: 50, multiplier: Math.max(1, Math.min(first, 500)) }),
    resolve: (_, args, ctx) => reportInvalidAttempts(ctx, args),
  }),
);
