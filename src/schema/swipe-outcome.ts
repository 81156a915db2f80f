import { READ_OUTCOMES } from '../resolvers/scopes.ts';
import { outcomesOf, type SwipeOutcomeView } from '../resolvers/status.ts';
import { builder } from './builder.ts';
import { InvalidReasonEnum } from './invalid-reason.ts';

const SwipeOutcomeState = builder.enumType('SwipeOutcomeState', {
  description: 'UNKNOWN: not processed yet, or longer ago than is remembered.',
  values: {
    ACCEPTED: { description: 'Accepted and counted, once.' },
    INVALID: { description: 'Refused; an invalid attempt says why.' },
    UNKNOWN: { description: 'Not processed yet, or longer ago than is remembered.' },
  },
});

const SwipeOutcomeRef = builder.objectRef<SwipeOutcomeView>('SwipeOutcome').implement({
  description:
    'What became of one swipe handed in. An id that was accepted stays ACCEPTED, whatever came later under it.',
  fields: (t) => ({
    eventId: t.expose('eventId', { type: 'UUID', nullable: false, description: 'The id asked for, in lower case.' }),
    state: t.field({
      type: SwipeOutcomeState,
      nullable: false,
      description: 'What became of it so far.',
      resolve: ({ outcome }) => outcome?.state ?? 'UNKNOWN',
    }),
    reason: t.field({
      type: InvalidReasonEnum,
      description: 'Why it was refused; null unless INVALID.',
      resolve: ({ outcome }) => (outcome?.state === 'INVALID' ? outcome.reason : null),
    }),
  }),
});

builder.queryField('swipeOutcomes', (t) =>
  t.field({
    type: [SwipeOutcomeRef],
    authScopes: { any: READ_OUTCOMES },
    description:
      'What became of swipes handed in: at most 500 ids, within `campus.outcomeRetention`. In the order asked.',
    args: { eventIds: t.arg({ type: ['UUID'], required: true, description: 'At most 500.' }) },
    complexity: ({ eventIds }) => ({ field: 1, multiplier: Math.max(1, eventIds.length) }),
    resolve: (_, { eventIds }, ctx) => outcomesOf(ctx, eventIds),
  }),
);
