import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../../src/core/errors.ts';
import type { Swipe } from '../../../src/core/swipe.ts';
import type { Feed } from '../../../src/ports/live-feed.ts';
import { createReader, endingOf, frames, openLiveWorld, turn } from '../../support/live-world.ts';
import { makeSwipe } from '../../support/swipes.ts';

/** A world whose feed answers no read while `read` says otherwise, with a swipe to replay. */
async function openBehind(read: () => Promise<never> | null) {
  const world = await openLiveWorld({
    wrap: (feed) => ({
      beat: feed.beat,
      healthy: feed.healthy,
      invalidAttempts: feed.invalidAttempts,
      swipes: {
        ...feed.swipes,
        read: (...page: Parameters<Feed<Swipe>['read']>) => read() ?? feed.swipes.read(...page),
      },
    }),
  });
  const { cursor } = await world.hub.pullSwipes(undefined, {}, 1);
  world.feed.swipes.append(makeSwipe({ lectureId: 'A' }));
  return { ...world, cursor };
}

const unavailable = (): Promise<never> => Promise.reject(new RollcallError('FEED_UNAVAILABLE'));
const silent = (): Promise<never> => new Promise(() => undefined);

describe('a replay', () => {
  for (const [name, read] of [
    ['fails', unavailable],
    ['never answers', silent],
  ] as const) {
    it(`is left at once while the feed ${name}, and nothing of it stays`, async () => {
      const { hub, clock, cursor } = await openBehind(read);
      const stream = await hub.swipes({ filter: {}, onSlow: 'DISCONNECT', after: cursor });
      const reader = createReader(stream);
      await reader.read();
      expect(reader.waiting).toBe(true);
      await stream.return?.();
      await turn();
      expect(reader.done).toBe(true);
      expect(clock.timers).toBe(0);
      expect(hub.status()).toMatchObject({ subscribers: 0, groups: 0 });
    });

    it(`is told of a restart at once while the feed ${name}, with the cursor it came with`, async () => {
      const { hub, clock, cursor } = await openBehind(read);
      const reader = createReader(await hub.swipes({ filter: {}, onSlow: 'DISCONNECT', after: cursor }));
      await reader.read();
      await hub.close();
      expect(endingOf(await reader.read())).toEqual({ code: 'SERVER_RESTARTING', cursor });
      expect(clock.timers).toBe(0);
    });
  }

  it('goes on by itself once the feed answers again', async () => {
    let failures = 3;
    const { hub, clock, cursor } = await openBehind(() => {
      failures -= 1;
      return failures < 0 ? null : unavailable();
    });
    const reader = createReader(await hub.swipes({ filter: {}, onSlow: 'DISCONNECT', after: cursor }));
    await reader.read();
    expect(reader.items).toEqual([]);
    for (const ms of [100, 200, 400]) {
      clock.advance(ms);
      await turn();
    }
    expect(frames(reader.items).map(({ value }) => value?.lectureId)).toEqual(['A']);
  });

  it('ends rather than leave out what retention took before its reader came to it', async () => {
    const { hub, feed } = await openLiveWorld();
    const { cursor } = await hub.pullSwipes(undefined, {}, 1);
    feed.swipes.append(...Array.from({ length: 1_200 }, () => makeSwipe({ lectureId: 'A' })));
    const reader = createReader(await hub.swipes({ filter: {}, onSlow: 'DISCONNECT', after: cursor }));
    const seen = [...frames(await reader.read(2))];
    feed.swipes.trim(0, 800);
    const items = await reader.read();
    seen.push(...frames(items));
    const ending = endingOf(items);
    expect(ending).toEqual({ code: 'SUBSCRIBER_TOO_SLOW', cursor: seen.at(-1)?.cursor });
    await expect(hub.swipes({ filter: {}, onSlow: 'DISCONNECT', after: ending?.cursor })).rejects.toMatchObject({
      code: 'CURSOR_EXPIRED',
      extensions: { oldest: expect.any(String) },
    });
  });
});

describe('a feed by pull', () => {
  it('is caught up when only signs of life follow', async () => {
    const { hub, feed } = await openLiveWorld({ partitions: 2 });
    const { cursor } = await hub.pullSwipes(undefined, {}, 1);
    feed.swipes.append(makeSwipe({ lectureId: 'A' }), makeSwipe({ lectureId: 'B' }));
    feed.swipes.skip(0);
    feed.swipes.skip(1);
    const page = await hub.pullSwipes(cursor, {}, 10);
    expect(page.values).toHaveLength(2);
    expect(page.caughtUp).toBe(true);
    expect(await hub.pullSwipes(page.cursor, {}, 10)).toMatchObject({ values: [], caughtUp: true });
  });

  it('gives a cursor that grows no older than the signs of life of a quiet feed', async () => {
    const { hub, feed } = await openLiveWorld({ partitions: 2 });
    const first = await hub.pullSwipes(undefined, {}, 1);
    for (const partition of [0, 1, 1]) feed.swipes.skip(partition);
    const { cursor } = await hub.pullSwipes(undefined, {}, 1);
    expect(cursor).not.toBe(first.cursor);
    feed.swipes.append(makeSwipe({ lectureId: 'A' }));
    expect((await hub.pullSwipes(cursor, {}, 10)).values).toHaveLength(1);
  });
});
