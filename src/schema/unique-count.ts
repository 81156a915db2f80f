import type { SessionKey } from '../core/swipe.ts';
import { estimateOf, exactOf, highOf, lowOf } from '../resolvers/unique-count.ts';
import { builder } from './builder.ts';

export const UniqueCount = builder.objectRef<SessionKey>('UniqueCount').implement({
  description:
    'The HyperLogLog estimate beside the exact count. `low`..`high` is estimate ± 3 standard errors (0.81 % each), rounded outwards. The first three are null while the counter cannot be reached, the last while the store cannot.',
  fields: (t) => ({
    estimate: t.int({
      description: 'Distinct students by HyperLogLog: 16,384 registers, standard error 0.81 %.',
      resolve: (session, _, ctx) => estimateOf(ctx, session),
    }),
    low: t.int({
      description: 'estimate − 3 standard errors, rounded down; never below 0.',
      resolve: (session, _, ctx) => lowOf(ctx, session),
    }),
    high: t.int({
      description: 'estimate + 3 standard errors, rounded up.',
      resolve: (session, _, ctx) => highOf(ctx, session),
    }),
    exact: t.int({
      description: 'Distinct students, counted from the canonical swipes.',
      resolve: (session, _, ctx) => exactOf(ctx, session),
    }),
  }),
});
