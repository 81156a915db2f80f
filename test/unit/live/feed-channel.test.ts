import { expect, it } from 'vitest';
import type { Swipe } from '../../../src/core/swipe.ts';
import { openFeedChannel } from '../../../src/live/feed-channel.ts';
import { SWIPES } from '../../../src/live/feed-kind.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createMemoryFeed } from '../../support/memory-feed.ts';
import { makeSwipe, NOON } from '../../support/swipes.ts';

it('a swipe is matched once a group that may want it, and with no filter whose last subscriber has left', async () => {
  const feed = createMemoryFeed<Swipe>(1);
  let matched = 0;
  const channel = await openFeedChannel({
    feed,
    kind: {
      ...SWIPES,
      matches(filter, swipe) {
        matched += 1;
        return SWIPES.matches(filter, swipe);
      },
    },
    clock: createManualClock(NOON),
    limits: { queueFrames: 10, queueBytes: 10_000 },
    progress: () => ({ at: NOON, watermark: null, lagMs: null }),
    onEntries: () => undefined,
  });
  const lectures = Array.from({ length: 50 }, (_, lecture) => `L${lecture}`);
  const streams = await Promise.all(
    [...lectures, ...lectures].map((lectureId) =>
      channel.subscribe({ filter: { lectureIds: new Set([lectureId]) }, onSlow: 'DROP' }),
    ),
  );
  expect(channel.groups).toBe(50);
  feed.append(makeSwipe({ lectureId: 'L7' }), makeSwipe({ lectureId: 'L8' }), makeSwipe({ lectureId: 'elsewhere' }));
  expect(matched).toBe(2);
  await streams[7]?.return?.();
  feed.append(makeSwipe({ lectureId: 'L7' }));
  expect(matched).toBe(3);
  for (const stream of streams) await stream.return?.();
  for (const lectureId of lectures) feed.append(makeSwipe({ lectureId }));
  expect(matched).toBe(3);
  expect([channel.groups, channel.subscribers]).toEqual([0, 0]);
});
