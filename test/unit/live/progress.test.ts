import { describe, expect, it } from 'vitest';
import { createReader, frames, LATENESS_MS, type LiveWorld, openLiveWorld } from '../../support/live-world.ts';
import { makeSwipe } from '../../support/swipes.ts';

const EVERY_MS = 10_000;

async function follow(world: LiveWorld, after?: string) {
  const stream = await world.hub.swipes({ filter: {}, onSlow: 'DROP', after, progressEveryMs: EVERY_MS });
  return { stream, reader: createReader(stream) };
}

describe('progress frames', () => {
  it('begin at once, with the cursor at which the feed was joined and what ingest has come to', async () => {
    const world = await openLiveWorld();
    const now = world.clock.now();
    world.feed.setBeat({ at: now, processedThrough: now - 3_000, paused: false });
    world.feed.swipes.append(makeSwipe());
    const { stream, reader } = await follow(world);
    const { cursor } = await world.hub.pullSwipes(undefined, {}, 1);
    const progress = { at: now, watermark: now - 3_000 - LATENESS_MS, lagMs: 3_000 };
    expect(await reader.read()).toEqual([{ kind: 'FRAME', cursor, value: null, gap: null, progress }]);
    await stream.return?.();
    expect(world.clock.timers).toBe(0);
  });

  it('come after a replay, before what follows it', async () => {
    const world = await openLiveWorld();
    const { cursor } = await world.hub.pullSwipes(undefined, {}, 1);
    world.feed.swipes.append(makeSwipe(), makeSwipe());
    const { stream, reader } = await follow(world, cursor);
    const shown = frames(await reader.read());
    expect(shown.map(({ value }) => value === null)).toEqual([false, false, true]);
    expect(shown[2]?.cursor).toBe(shown[1]?.cursor);
    await stream.return?.();
  });

  it('then come only when nothing was sent for so long', async () => {
    const world = await openLiveWorld();
    const { stream, reader } = await follow(world);
    await reader.read();
    for (let second = 0; second < 30; second += 1) {
      world.clock.advance(1_000);
      if (second % 5 === 0) world.feed.swipes.append(makeSwipe());
      for (const { progress } of frames(await reader.read())) expect(progress).toBeNull();
    }
    const times: number[] = [];
    for (let second = 0; second < 30; second += 1) {
      world.clock.advance(1_000);
      for (const { progress } of frames(await reader.read())) if (progress !== null) times.push(second);
    }
    // The last swipe was sent at second 25 of 30.
    expect(times).toEqual([5, 15, 25]);
    await stream.return?.();
  });

  it('know nothing of now once ingest has not been heard of for three intervals', async () => {
    const world = await openLiveWorld();
    const begin = world.clock.now();
    world.feed.setBeat({ at: begin, processedThrough: begin, paused: false });
    const { stream, reader } = await follow(world);
    const watermarks: (number | null | undefined)[] = [];
    for (let interval = 0; interval < 5; interval += 1) {
      watermarks.push(...frames(await reader.read()).map(({ progress }) => progress?.watermark));
      world.clock.advance(EVERY_MS);
    }
    const heard = begin - LATENESS_MS;
    expect(watermarks).toEqual([heard, heard, heard, heard, null]);
    await stream.return?.();
  });
});
