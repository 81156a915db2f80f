import { describe, expect, it } from 'vitest';
import type { Swipe } from '../../../src/core/swipe.ts';
import { type FeedChannel, openFeedChannel } from '../../../src/live/feed-channel.ts';
import { SWIPES } from '../../../src/live/feed-kind.ts';
import type { Ending, FeedFrame } from '../../../src/live/frames.ts';
import type { Outlet, Rendered } from '../../../src/live/outlet.ts';
import { turn } from '../../support/live-world.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createMemoryFeed, type MemoryFeed } from '../../support/memory-feed.ts';
import { makeSwipe, NOON } from '../../support/swipes.ts';

type SwipeFilter = Parameters<typeof SWIPES.matches>[0];
interface Shown extends Rendered {
  readonly frame: FeedFrame<Swipe>;
}

/** An outlet that is always ready; what is sent and how it ended can be read. */
function createOutlet(render: (shown: Shown) => Shown | Promise<Shown>, onSent: () => void = () => undefined) {
  const sent: string[] = [];
  const endings: Ending[] = [];
  const outlet: Outlet<FeedFrame<Swipe>, Shown> = {
    share: 'one',
    isReady: true,
    unsent: 0,
    render: (frame) => render({ frame, bytes: 10 }),
    send({ frame }) {
      if (frame.value !== null) sent.push(frame.value.eventId);
      onSent();
    },
    end: (ending) => endings.push(ending),
  };
  return { outlet, sent, endings, cursor: () => String(endings[0]?.error.extensions.cursor) };
}

const open = (feed: MemoryFeed<Swipe>): Promise<FeedChannel<Swipe, SwipeFilter>> =>
  openFeedChannel<Swipe, SwipeFilter>({
    feed,
    kind: SWIPES,
    clock: createManualClock(NOON),
    limits: { queueFrames: 10, queueBytes: 10_000 },
    progress: () => ({ at: NOON, watermark: null, lagMs: null }),
    onEntries: () => undefined,
  });
const REQUEST = { filter: {}, onSlow: 'DISCONNECT' } as const;

/** What follows a cursor, by pull. */
async function following(channel: FeedChannel<Swipe, SwipeFilter>, cursor: string): Promise<string[]> {
  const { values } = await channel.pull(cursor, {}, 100);
  return values.map(({ eventId }) => eventId);
}

describe('the cursor of an ending', () => {
  it('stands before the frames whose rendering waits for a store', async () => {
    const feed = createMemoryFeed<Swipe>(1);
    const channel = await open(feed);
    const stored: (() => void)[] = [];
    const reader = createOutlet((shown) => new Promise((resolve) => stored.push(() => resolve(shown))));
    (await channel.subscribe(REQUEST)).attach?.(reader.outlet);
    const swipes = [makeSwipe({}), makeSwipe({}), makeSwipe({})];
    feed.append(...swipes);
    await turn();
    stored.shift()?.();
    await turn();
    await channel.close();
    const ids = swipes.map(({ eventId }) => eventId);
    expect(reader.sent).toEqual(ids.slice(0, 1));
    expect(await following(channel, reader.cursor())).toEqual(ids.slice(1));
  });

  it('stands behind a replayed frame from the moment it is sent', async () => {
    const feed = createMemoryFeed<Swipe>(1);
    const channel = await open(feed);
    const { cursor: after } = await channel.pull(undefined, {}, 1);
    const swipes = [makeSwipe({}), makeSwipe({}), makeSwipe({})];
    feed.append(...swipes);
    const reader = createOutlet(
      (shown) => shown,
      () => {
        if (reader.sent.length === 2) void channel.close();
      },
    );
    (await channel.subscribe({ ...REQUEST, after })).attach?.(reader.outlet);
    await turn();
    const ids = swipes.map(({ eventId }) => eventId);
    expect(reader.sent).toEqual(ids.slice(0, 2));
    expect(await following(channel, reader.cursor())).toEqual(ids.slice(2));
  });
});

it('an ending that comes before anybody took the stream over goes to who takes it over', async () => {
  const feed = createMemoryFeed<Swipe>(1);
  const channel = await open(feed);
  const stream = await channel.subscribe(REQUEST);
  await channel.close();
  const reader = createOutlet((shown) => shown);
  stream.attach?.(reader.outlet);
  expect(reader.endings.map(({ error }) => error.code)).toEqual(['SERVER_RESTARTING']);
  expect(await following(channel, reader.cursor())).toEqual([]);
});
