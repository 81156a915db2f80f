import type { InvalidAttempt, Swipe } from '../core/swipe.ts';
import { type FeedPageView, pullInvalidAttempts, pullSwipes } from '../resolvers/feeds.ts';
import { READ_ALL } from '../resolvers/scopes.ts';
import { builder } from './builder.ts';
import { InvalidAttemptFilterInput } from './invalid-attempt.ts';
import { InvalidAttemptRef, SwipeRef } from './refs.ts';
import { SwipeFilterInput } from './swipe.ts';

const cursorText = 'Send it as `after`, here or to the subscription, to go on without a gap or a repeat.';
const caughtUpText = 'True when nothing more had been announced at the time of answering.';

const SwipeFeedPage = builder.objectRef<FeedPageView<Swipe>>('SwipeFeedPage').implement({
  description: 'A run of accepted swipes in the order they were announced.',
  fields: (t) => ({
    swipes: t.field({
      type: [SwipeRef],
      nullable: false,
      description: 'Each lecture in order; empty without `after`.',
      complexity: { field: 1, multiplier: 1 },
      resolve: (page) => page.values,
    }),
    cursor: t.expose('cursor', { type: 'Cursor', nullable: false, description: cursorText }),
    caughtUp: t.exposeBoolean('caughtUp', { nullable: false, description: caughtUpText }),
  }),
});

const InvalidAttemptFeedPage = builder.objectRef<FeedPageView<InvalidAttempt>>('InvalidAttemptFeedPage').implement({
  description: 'A run of invalid attempts in the order they were announced.',
  fields: (t) => ({
    attempts: t.field({
      type: [InvalidAttemptRef],
      nullable: false,
      description: 'Each lecture in order; empty without `after`.',
      complexity: { field: 1, multiplier: 1 },
      resolve: (page) => page.values,
    }),
    cursor: t.expose('cursor', { type: 'Cursor', nullable: false, description: cursorText }),
    caughtUp: t.exposeBoolean('caughtUp', { nullable: false, description: caughtUpText }),
  }),
});

const feedCost = ({ first }: { first: number }) => ({ field: 2, multiplier: Math.max(1, Math.min(first, 500)) });
const afterText = 'A cursor of this feed. Older than `campus.feedRetention`: CURSOR_EXPIRED with `extensions.oldest`.';

builder.queryFields((t) => ({
  swipeFeed: t.field({
    type: SwipeFeedPage,
    authScopes: { any: READ_ALL },
    description:
      'The feed by pull, for scripts, and the bridge from a query to a subscription. Without `after`: no swipes, and the current cursor.',
    args: {
      after: t.arg({ type: 'Cursor', description: afterText }),
      filter: t.arg({ type: SwipeFilterInput, description: 'Every swipe unless given.' }),
      first: t.arg.int({ required: true, defaultValue: 500, description: 'How many at most: 1 to 500.' }),
    },
    complexity: feedCost,
    resolve: (_, args, ctx) => pullSwipes(ctx, args),
  }),
  invalidAttemptFeed: t.field({
    type: InvalidAttemptFeedPage,
    authScopes: { any: READ_ALL },
    description: 'The feed of invalid attempts by pull, as `swipeFeed`. Without `after`: none, and the current cursor.',
    args: {
      after: t.arg({ type: 'Cursor', description: afterText }),
      filter: t.arg({ type: InvalidAttemptFilterInput, description: 'Every attempt unless given.' }),
      first: t.arg.int({ required: true, defaultValue: 500, description: 'How many at most: 1 to 500.' }),
    },
    complexity: feedCost,
    resolve: (_, args, ctx) => pullInvalidAttempts(ctx, args),
  }),
}));
