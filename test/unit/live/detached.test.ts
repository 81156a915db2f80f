import { expect, it } from 'vitest';
import type { Swipe } from '../../../src/core/swipe.ts';
import type { SwipeFilter } from '../../../src/core/swipe-filter.ts';
import { openFeedChannel } from '../../../src/live/feed-channel.ts';
import { SWIPES } from '../../../src/live/feed-kind.ts';
import type { Ending, FeedFrame } from '../../../src/live/frames.ts';
import type { Outlet, Rendered } from '../../../src/live/outlet.ts';
import { turn } from '../../support/live-world.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createMemoryFeed } from '../../support/memory-feed.ts';
import { makeSwipe, NOON } from '../../support/swipes.ts';

interface Shown extends Rendered {
  readonly frame: FeedFrame<Swipe>;
}

it('a reader that stalls while its group cannot keep up is ended only if it did not ask for DROP', async () => {
  const feed = createMemoryFeed<Swipe>(1);
  const clock = createManualClock(NOON);
  const channel = await openFeedChannel<Swipe, SwipeFilter>({
    feed,
    kind: SWIPES,
    clock,
    limits: { queueFrames: 10, queueBytes: 10_000 },
    progress: () => ({ at: NOON, watermark: null, lagMs: null }),
    onEntries: () => undefined,
  });
  const open = async (onSlow: 'DROP' | 'DISCONNECT') => {
    const sent: string[] = [];
    const endings: Ending[] = [];
    const state = { isReady: false, isStoreAway: true };
    const outlet: Outlet<FeedFrame<Swipe>, Shown> = {
      share: onSlow,
      get isReady() {
        return state.isReady;
      },
      unsent: 0,
      render: (frame) => (state.isStoreAway ? new Promise(() => undefined) : { frame, bytes: 10 }),
      send: ({ frame }) => sent.push(frame.value?.eventId ?? ''),
      end: (ending) => endings.push(ending),
    };
    const attached = (await channel.subscribe({ filter: {}, onSlow })).attach?.(outlet);
    return { sent, endings, state, attached };
  };
  const readers = [await open('DISCONNECT'), await open('DROP')] as const;
  const swipes = Array.from({ length: 8_200 }, () => makeSwipe({}));
  feed.append(...swipes);
  for (let second = 0; second < 3; second += 1) {
    clock.advance(1_000);
    await turn();
  }
  expect(readers.map(({ endings }) => endings.map(({ error }) => error.code))).toEqual([['SUBSCRIBER_TOO_SLOW'], []]);
  const [, drop] = readers;
  Object.assign(drop.state, { isReady: true, isStoreAway: false });
  drop.attached?.resume();
  while (drop.sent.length < swipes.length) await turn();
  expect(drop.sent).toEqual(swipes.map(({ eventId }) => eventId));
  await channel.close();
});
