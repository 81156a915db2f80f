import type { InvalidAttempt, Swipe } from '../core/swipe.ts';
import {
  type FeedFrameView,
  type FeedGapView,
  type FeedProgressView,
  followInvalidAttempts,
  followSwipes,
} from '../resolvers/feeds.ts';
import { READ_ALL } from '../resolvers/scopes.ts';
import { builder } from './builder.ts';
import { InvalidAttemptFilterInput } from './invalid-attempt.ts';
import { InvalidAttemptRef, SwipeRef } from './refs.ts';
import { liveItem, weighed } from './subscription.ts';
import { SwipeFilterInput } from './swipe.ts';

const FeedGapRef = builder.objectRef<FeedGapView>('FeedGap').implement({
  description:
    '`missed` frames that matched the filter lie after `from` and before this frame; `swipeFeed(after: from)` has them.',
  fields: (t) => ({
    missed: t.exposeInt('missed', { nullable: false, description: 'How many were dropped, exactly.' }),
    from: t.expose('from', { type: 'Cursor', nullable: false, description: 'The cursor they follow.' }),
  }),
});

const FeedProgressRef = builder.objectRef<FeedProgressView>('FeedProgress').implement({
  description:
    'With `progressEvery`: one at once, with the cursor at which the feed was joined, then one whenever nothing was sent for so long; so a quiet room differs from a dead pipeline.',
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', nullable: false, description: 'The time of sending.' }),
    watermark: t.expose('watermark', {
      type: 'DateTime',
      description: 'Of ingest as a whole; null when it has not been heard of for three intervals.',
    }),
    lag: t.field({
      type: 'Duration',
      description: 'How far ingest is behind; null when it has not been heard of for three intervals.',
      resolve: (progress) => progress.lagMs,
    }),
  }),
});

const cursorText = 'Send it as `after` to go on after this frame, without a gap or a repeat.';
const gapText = 'What was dropped before this frame, for a reader that chose DROP.';
const progressText = 'A sign of life in place of a value; set only with `progressEvery`.';

const SwipeFrame = builder.objectRef<FeedFrameView<Swipe>>('SwipeFrame').implement({
  description: 'One of swipe and progress is set; `gap` may stand beside either.',
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', nullable: false, description: cursorText }),
    swipe: t.field({ type: SwipeRef, description: 'An accepted swipe.', resolve: (frame) => frame.value }),
    gap: t.expose('gap', { type: FeedGapRef, description: gapText }),
    progress: t.expose('progress', { type: FeedProgressRef, description: progressText }),
  }),
});

const InvalidAttemptFrame = builder.objectRef<FeedFrameView<InvalidAttempt>>('InvalidAttemptFrame').implement({
  description: 'One of attempt and progress is set; `gap` may stand beside either.',
  fields: (t) => ({
    cursor: t.expose('cursor', { type: 'Cursor', nullable: false, description: cursorText }),
    attempt: t.field({ type: InvalidAttemptRef, description: 'A refused swipe.', resolve: (frame) => frame.value }),
    gap: t.expose('gap', { type: FeedGapRef, description: gapText }),
    progress: t.expose('progress', { type: FeedProgressRef, description: progressText }),
  }),
});

const SlowPolicy = builder.enumType('SlowPolicy', {
  description:
    'What a subscriber that reads too slowly gets once its bounded queue is full. Nobody else is ever affected.',
  values: {
    DISCONNECT: { description: 'Ended with SUBSCRIBER_TOO_SLOW and the cursor to resume after.' },
    DROP: { description: 'Frames are dropped; the next one sent carries `gap` with the exact count.' },
  },
});

const afterText = 'A cursor of this feed: what follows it is replayed first. Without one: from now.';
const everyText =
  'Ask for signs of life: one at once, then one whenever nothing was sent for so long; at least 100 ms.';

const feedArguments = builder.args((t) => ({
  after: t.field({ type: 'Cursor', description: afterText }),
  onSlow: t.field({
    type: SlowPolicy,
    required: true,
    defaultValue: 'DISCONNECT',
    description: 'What happens when frames are read more slowly than they come.',
  }),
  progressEvery: t.field({ type: 'Duration', description: everyText }),
}));

builder.subscriptionFields((t) => ({
  swipes: t.field({
    type: SwipeFrame,
    authScopes: { any: READ_ALL },
    description: 'Accepted swipes as they come, durable: each once, each lecture in order.',
    args: {
      filter: t.arg({ type: SwipeFilterInput, description: 'Every swipe unless given.' }),
      ...feedArguments,
    },
    subscribe: (_, args, ctx, info) => weighed(ctx, info, () => followSwipes(ctx, args)),
    resolve: (item) => liveItem(item),
  }),
  invalidAttempts: t.field({
    type: InvalidAttemptFrame,
    authScopes: { any: READ_ALL },
    description: 'Invalid attempts as they come, durable: each once, each lecture in order.',
    args: {
      filter: t.arg({ type: InvalidAttemptFilterInput, description: 'Every attempt unless given.' }),
      ...feedArguments,
    },
    subscribe: (_, args, ctx, info) => weighed(ctx, info, () => followInvalidAttempts(ctx, args)),
    resolve: (item) => liveItem(item),
  }),
}));
