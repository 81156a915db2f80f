import { describe, expect, it } from 'vitest';
import { RollcallError } from '../../../src/core/errors.ts';
import type { LiveHub, LiveStream } from '../../../src/live/frames.ts';
import { createReader, endingOf, frames, openLiveWorld, turn } from '../../support/live-world.ts';
import { simulationRecord } from '../../support/simulation-record.ts';
import { makeAttempt, makeSwipe } from '../../support/swipes.ts';

const DROP = { filter: {}, onSlow: 'DROP' } as const;
const NOTHING = { subscribers: 0, groups: 0, delivered: 0, dropped: 0 };

describe('a cursor', () => {
  it('older than the feed keeps is CURSOR_EXPIRED, with the oldest that is still good', async () => {
    const world = await openLiveWorld();
    const { cursor } = await world.hub.pullSwipes(undefined, {}, 1);
    const all = Array.from({ length: 4 }, () => makeSwipe());
    world.feed.swipes.append(...all);
    world.feed.swipes.trim(0, 2);
    const expired = { code: 'CURSOR_EXPIRED', extensions: { argument: 'after', oldest: expect.any(String) } };
    await expect(world.hub.pullSwipes(cursor, {}, 1)).rejects.toMatchObject(expired);
    const error: unknown = await world.hub.swipes({ ...DROP, after: cursor }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(expired);
    const extensions = error instanceof Error && 'extensions' in error ? error.extensions : null;
    const after = String(Object(extensions).oldest);
    const stream = await world.hub.swipes({ ...DROP, after });
    expect(frames(await createReader(stream).read()).map(({ value }) => value)).toEqual(all.slice(2));
    await stream.return?.();
    expect(world.hub.status()).toMatchObject({ subscribers: 0, groups: 0 });
  });

  it('is CURSOR_INVALID when it lies in the future, belongs to the other feed, or is none', async () => {
    const world = await openLiveWorld();
    const longer = await openLiveWorld();
    longer.feed.swipes.append(makeSwipe());
    const future = (await longer.hub.swipes({ ...DROP, progressEveryMs: 1_000 })).next();
    const item = (await future).value;
    const other = (await world.hub.pullInvalidAttempts(undefined, {}, 1)).cursor;
    for (const after of [item?.kind === 'FRAME' ? item.cursor : '', other, 'nonsense', '']) {
      await expect(world.hub.swipes({ ...DROP, after })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
      await expect(world.hub.pullSwipes(after, {}, 1)).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    }
    expect(world.hub.status()).toEqual(NOTHING);
  });
});

describe('a subscriber that leaves', () => {
  const opened: Record<string, (hub: LiveHub) => Promise<LiveStream<unknown>>> = {
    swipes: (hub) => hub.swipes({ ...DROP, progressEveryMs: 1_000 }),
    invalidAttempts: (hub) => hub.invalidAttempts({ ...DROP, progressEveryMs: 1_000 }),
    session: (hub) => hub.session('A', null, 1_000),
    sessions: (hub) => hub.sessions(null, null, 1_000),
    simulation: (hub) => hub.simulation('sim', 1_000),
  };
  for (const [name, open] of Object.entries(opened)) {
    it(`of ${name} leaves nothing behind, while its next frame is awaited and when it leaves twice`, async () => {
      const world = await openLiveWorld();
      world.simulation.record = simulationRecord();
      const stream = await open(world.hub);
      expect(world.hub.status()).toMatchObject({ subscribers: 1, groups: 1 });
      const reader = createReader(stream);
      await reader.read();
      expect(reader.waiting || reader.done).toBe(true);
      await stream.return?.();
      await stream.return?.();
      await turn();
      expect(reader.done).toBe(true);
      expect(await stream.next()).toEqual({ done: true, value: undefined });
      await turn();
      expect(world.hub.status()).toMatchObject({ subscribers: 0, groups: 0 });
      expect(world.clock.timers).toBe(0);
      expect(world.listeners.size).toBe(0);
    });
  }
});

describe('a hub', () => {
  it('serves equal filters as one group, and one frame for all of it', async () => {
    const world = await openLiveWorld();
    const streams = [
      await world.hub.swipes({ ...DROP, filter: { lectureIds: new Set(['A', 'B']) } }),
      await world.hub.swipes({ ...DROP, filter: { lectureIds: new Set(['B', 'A']) } }),
      await world.hub.swipes({ ...DROP, filter: { lectureIds: new Set(['A']) } }),
    ];
    expect(world.hub.status()).toMatchObject({ subscribers: 3, groups: 2 });
    world.feed.swipes.append(makeSwipe({ lectureId: 'B' }));
    const [first, second, third] = await Promise.all(streams.map((stream) => createReader(stream).read()));
    expect([first?.length, second?.length, third?.length]).toEqual([1, 1, 0]);
    expect(first).toEqual(second);
    await streams[0]?.return?.();
    world.feed.swipes.append(makeSwipe({ lectureId: 'A' }));
    expect(world.hub.status()).toMatchObject({ subscribers: 2, groups: 2 });
  });

  it('follows invalid attempts alike', async () => {
    const world = await openLiveWorld();
    const filter = { reasons: new Set(['MALFORMED'] as const) };
    const stream = await world.hub.invalidAttempts({ filter, onSlow: 'DISCONNECT' });
    const attempt = makeAttempt({ lectureId: null, studentId: null, gateId: null, reason: 'MALFORMED' });
    world.feed.invalidAttempts.append(makeAttempt(), attempt);
    expect(frames(await createReader(stream).read()).map(({ value }) => value)).toEqual([attempt]);
  });

  it('refuses one subscription more than its limit, whichever they are, and takes it once another has left', async () => {
    const world = await openLiveWorld({ subscriptionsMax: 3 });
    const open = await Promise.all([
      world.hub.swipes(DROP),
      world.hub.session('A', null, 1_000),
      world.hub.sessions(null, null, 1_000),
    ]);
    const refused = { code: 'LIMIT_EXCEEDED' };
    await expect(world.hub.swipes(DROP)).rejects.toMatchObject(refused);
    await expect(world.hub.simulation('sim', 500)).rejects.toMatchObject(refused);
    await open[1].return?.();
    await (await world.hub.invalidAttempts(DROP)).return?.();
  });

  it('that closes ends every stream once with its cursor, and takes no new one', async () => {
    const world = await openLiveWorld();
    const swipe = makeSwipe();
    const idle = createReader(await world.hub.swipes(DROP));
    const unread = createReader(await world.hub.swipes(DROP));
    const sessions = createReader(await world.hub.sessions(null, null, 1_000));
    await sessions.read();
    await idle.read();
    const { cursor } = await world.hub.pullSwipes(undefined, {}, 1);
    world.feed.swipes.append(swipe);
    const [frame] = frames(await idle.read());
    await world.hub.close();
    const [idleEnd, unreadEnd, sessionsEnd] = [await idle.read(), await unread.read(), await sessions.read()];
    expect(endingOf(idleEnd)).toEqual({ code: 'SERVER_RESTARTING', cursor: frame?.cursor });
    expect(endingOf(unreadEnd)).toEqual({ code: 'SERVER_RESTARTING', cursor });
    expect(endingOf(sessionsEnd)?.code).toBe('SERVER_RESTARTING');
    expect([idleEnd.length, unreadEnd.length]).toEqual([1, 1]);
    expect(sessionsEnd.map(({ kind }) => kind)).toEqual(['SNAPSHOT', 'ENDING']);
    expect([idle.done, unread.done, sessions.done]).toEqual([true, true, true]);
    const restarting = { code: 'SERVER_RESTARTING' };
    await expect(world.hub.swipes(DROP)).rejects.toMatchObject(restarting);
    await expect(world.hub.sessions(null, null, 1_000)).rejects.toMatchObject(restarting);
    expect(world.hub.status()).toMatchObject({ subscribers: 0, groups: 0 });
    expect(world.clock.timers).toBe(0);
  });

  it('is closed for whoever closes it once its tails are', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const world = await openLiveWorld({
      wrap: (feed) => ({
        ...feed,
        swipes: {
          ...feed.swipes,
          tail: async (deliver) => ({ ...(await feed.swipes.tail(deliver)), close: () => released }),
        },
      }),
    });
    let closed = 0;
    for (let caller = 0; caller < 2; caller += 1) {
      void world.hub.close().then(() => {
        closed += 1;
      });
    }
    await turn();
    expect(closed).toBe(0);
    release();
    await turn();
    expect(closed).toBe(2);
  });
});

describe('a feed that is away when the hub is opened', () => {
  const away = (failures: number) => {
    let left = failures;
    return openLiveWorld({
      wrap: (feed) => ({
        swipes: {
          ...feed.swipes,
          async tail(deliver) {
            left -= 1;
            if (left >= 0) throw new RollcallError('FEED_UNAVAILABLE');
            return feed.swipes.tail(deliver);
          },
        },
        invalidAttempts: feed.invalidAttempts,
        beat: feed.beat,
        healthy: feed.healthy,
      }),
    });
  };

  it('is FEED_UNAVAILABLE for subscribers, and followed as soon as it is back', async () => {
    const world = await away(2);
    await expect(world.hub.swipes(DROP)).rejects.toMatchObject({ code: 'FEED_UNAVAILABLE' });
    await expect(world.hub.pullSwipes(undefined, {}, 1)).rejects.toMatchObject({ code: 'FEED_UNAVAILABLE' });
    world.clock.advance(100);
    await turn();
    world.clock.advance(200);
    await turn();
    const stream = await world.hub.swipes(DROP);
    const reader = createReader(stream);
    const swipe = makeSwipe();
    world.feed.swipes.append(swipe);
    expect(frames(await reader.read()).map(({ value }) => value)).toContainEqual(swipe);
    await world.hub.close();
  });

  it('leaves no timer behind when the hub is closed before it came back', async () => {
    const world = await away(9);
    await world.hub.close();
    expect(world.clock.timers).toBe(0);
  });
});
