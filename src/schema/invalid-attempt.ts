import { deadLetterOf, listInvalidAttempts } from '../resolvers/invalid-attempts.ts';
import { OPERATE, READ_ALL } from '../resolvers/scopes.ts';
import { builder } from './builder.ts';
import { InvalidReasonEnum } from './invalid-reason.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { SortOrder, TimeRange } from './ranges.ts';
import { DeadLetterRef, InvalidAttemptConnection, InvalidAttemptRef, NodeRef } from './refs.ts';
import { SwipeActionEnum } from './swipe-action.ts';

const unread = 'null where it could not be read.';

InvalidAttemptRef.implement({
  description: 'A swipe that was refused; it counts nowhere.',
  interfaces: [NodeRef],
  fields: (t) => ({
    eventId: t.expose('eventId', { type: 'UUID', description: `The id its reader gave it; ${unread}` }),
    studentId: t.exposeString('studentId', { description: `The id on the badge; ${unread}` }),
    lectureId: t.exposeString('lectureId', { description: `The lecture it was made for; ${unread}` }),
    gateId: t.exposeString('gateId', { description: `The gate it was made at; ${unread}` }),
    timestamp: t.field({
      type: 'DateTime',
      description: `When the badge was read; ${unread}`,
      resolve: (attempt) => attempt.ts,
    }),
    action: t.field({
      type: SwipeActionEnum,
      description: `Which way the badge went; ${unread}`,
      resolve: (attempt) => attempt.action,
    }),
    receivedAt: t.expose('receivedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the ingest log took it, as stamped by its producer.',
    }),
    reason: t.field({
      type: InvalidReasonEnum,
      nullable: false,
      description: 'Why it was refused.',
      resolve: (attempt) => attempt.reason,
    }),
    deadLetter: t.field({
      type: DeadLetterRef,
      authScopes: { any: OPERATE },
      description: 'Its bytes, where there are any; null once discarded.',
      resolve: (attempt, _, ctx) => deadLetterOf(ctx, attempt),
    }),
  }),
});

export const InvalidAttemptFilterInput = builder.inputType('InvalidAttemptFilter', {
  description:
    "All given conditions must hold; a list is 'any of'; at most 1,000 ids in all. An attempt whose field could not be read meets no condition on it.",
  fields: (t) => ({
    gateIds: t.stringList({ description: 'Attempts at any of these gates.' }),
    lectureIds: t.stringList({ description: 'Attempts for any of these lectures.' }),
    studentIds: t.stringList({ description: 'Attempts with any of these cards.' }),
    reasons: t.field({ type: [InvalidReasonEnum], description: 'Refused for any of these reasons.' }),
  }),
});

builder.queryField('invalidAttempts', (t) =>
  t.field({
    type: InvalidAttemptConnection,
    authScopes: { any: READ_ALL },
    description: 'By receivedAt; at most 31 days.',
    args: {
      range: t.arg({ type: TimeRange, required: true, description: 'When they were received; at most 31 days.' }),
      filter: t.arg({ type: InvalidAttemptFilterInput, description: 'Every attempt unless given.' }),
      order: t.arg({ type: SortOrder, required: true, defaultValue: 'DESC', description: 'DESC: the latest first.' }),
      ...pageArguments,
    },
    complexity: pageCost,
    resolve: (_, args, ctx) => listInvalidAttempts(ctx, args),
  }),
);
