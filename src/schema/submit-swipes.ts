import { WRITE_SWIPES } from '../resolvers/scopes.ts';
import { type SubmitResult, submitSwipeEvents, submitSwipes } from '../resolvers/submissions.ts';
import { builder } from './builder.ts';
import { InputProblem } from './problem.ts';
import { SwipeActionEnum } from './swipe-action.ts';

const idText = '1 to 64 of A-Z a-z 0-9 . _ : -';

const SwipeInput = builder.inputType('SwipeInput', {
  description: 'A swipe as a badge reader hands it in.',
  fields: (t) => ({
    eventId: t.field({
      type: 'UUID',
      required: true,
      description: "The reader's own id for it: the same id never counts twice.",
    }),
    studentId: t.string({ required: true, description: idText }),
    lectureId: t.string({ required: true, description: idText }),
    gateId: t.string({ required: true, description: idText }),
    timestamp: t.field({ type: 'DateTime', required: true, description: 'When the badge was read; not before 2000.' }),
    action: t.field({ type: SwipeActionEnum, required: true, description: 'Which way the badge went.' }),
    schemaVersion: t.int({
      required: true,
      defaultValue: 1,
      description: 'Version of the event; a higher one is read by the fields known.',
    }),
  }),
});

const SubmitSwipesPayload = builder.objectRef<SubmitResult>('SubmitSwipesPayload').implement({
  description: 'What was queued, and what was not.',
  fields: (t) => ({
    queued: t.exposeInt('queued', { nullable: false, description: 'Swipes durable in the ingest log.' }),
    problems: t.expose('problems', {
      type: [InputProblem],
      nullable: false,
      description: 'Swipes that break a rule of form, by index: not queued, and no attempt is recorded.',
    }),
  }),
});

builder.mutationFields((t) => ({
  submitSwipes: t.field({
    type: SubmitSwipesPayload,
    authScopes: { any: WRITE_SWIPES },
    description: `Hands swipes to the ingest log: at most 5,000 a call. Durable once answered. A value of the wrong GraphQL type rejects the call; \`problems\` holds
what breaks a rule of form (ids, zone, before 2000): not queued, and no attempt is recorded. A future time is queued and judged against \`receivedAt\`. BUSY: some may be queued; send the same call again: an accepted swipe never counts twice, a refused one is one more attempt.`,
    args: { swipes: t.arg({ type: [SwipeInput], required: true, description: 'At most 5,000.' }) },
    resolve: (_, { swipes }, ctx) => submitSwipes(ctx, swipes),
  }),
  submitSwipeEvents: t.field({
    type: SubmitSwipesPayload,
    authScopes: { any: WRITE_SWIPES },
    description:
      'The same for objects as the topic carries them (event_id, student_id, …, action enter or exit): each is judged alone.',
    args: { events: t.arg({ type: ['JSON'], required: true, description: 'At most 5,000.' }) },
    resolve: (_, { events }, ctx) => submitSwipeEvents(ctx, events),
  }),
}));
