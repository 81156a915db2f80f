import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../../src/core/errors.ts';
import { createReader, endingOf, frames, openLiveWorld, turn } from '../../support/live-world.ts';
import { makeSwipe } from '../../support/swipes.ts';

const burst = (count: number) => Array.from({ length: count }, () => makeSwipe());

describe('a reader that a burst sent back to the feed', () => {
  it('is not called slow while it is the feed that does not answer', async () => {
    let away = true;
    const world = await openLiveWorld({
      queueFrames: 2,
      wrap: (feed) => ({
        ...feed,
        swipes: {
          ...feed.swipes,
          async read(...args) {
            if (away) throw new RollcallError('FEED_UNAVAILABLE');
            return feed.swipes.read(...args);
          },
        },
      }),
    });
    const reader = createReader(await world.hub.swipes({ filter: {}, onSlow: 'DISCONNECT' }));
    await reader.read();
    const all = burst(5);
    world.feed.swipes.append(...all);
    await reader.read();
    for (let second = 0; second < 10; second += 1) {
      world.clock.advance(1_000);
      await turn();
    }
    away = false;
    world.clock.advance(5_000);
    await reader.read();
    expect(endingOf(reader.items)).toBeNull();
    expect(frames(reader.items).map(({ value }) => value)).toEqual(all);
  });

  it('is still told where it joined when the burst came before it read anything', async () => {
    const world = await openLiveWorld({ queueFrames: 2 });
    const stream = await world.hub.swipes({ filter: {}, onSlow: 'DISCONNECT', progressEveryMs: 10_000 });
    world.feed.swipes.append(...burst(5));
    const shown = frames(await createReader(stream).read());
    expect(shown.map(({ progress }) => progress !== null)).toEqual([false, false, false, false, false, true]);
    await stream.return?.();
    expect(world.clock.timers).toBe(0);
  });
});
