import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Swipe } from '../../../src/core/swipe.ts';
import type { Ending } from '../../../src/live/frames.ts';
import { createReader, endingOf, frames, openLiveWorld, turn } from '../../support/live-world.ts';
import { makeSwipe } from '../../support/swipes.ts';

const ids = (swipes: readonly (Swipe | null)[]) => swipes.map((swipe) => swipe?.eventId);
const FILTER = { lectureIds: new Set(['A', 'B']) };

/** Either appends swipes of those lectures, of which C matches nothing, or reads so many frames. */
const move = fc.oneof(
  fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 9 }),
  fc.integer({ min: 1, max: 4 }),
);

describe('a subscriber that reads slowly and asked for DROP', () => {
  it('is told exactly how many it missed, and from where they can be read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 25 }), fc.integer({ min: 1, max: 2 }), async (moves, partitions) => {
        const world = await openLiveWorld({ partitions, queueFrames: 3 });
        const { swipes } = world.feed;
        const append = (lectures: readonly string[]) =>
          swipes.append(...lectures.map((lectureId) => makeSwipe({ lectureId })));
        const stream = await world.hub.swipes({ filter: FILTER, onSlow: 'DROP' });
        const reader = createReader(stream);
        for (const now of moves) {
          if (typeof now === 'number') await reader.read(now);
          else append(now);
        }
        await reader.read();
        // One more, which tells of the last gap.
        append(['A']);
        await reader.read();
        const matched = swipes.entries.map(({ value }) => value).filter(({ lectureId }) => lectureId !== 'C');
        let at = 0;
        for (const { value, gap } of frames(reader.items)) {
          const missed = matched.slice(at, at + (gap?.missed ?? 0));
          if (gap !== null) {
            const page = await world.hub.pullSwipes(gap.from, FILTER, partitions === 1 ? gap.missed : 1_000);
            expect(gap.missed).toBeGreaterThan(0);
            if (partitions === 1) expect(ids(page.values)).toEqual(ids(missed));
            else expect(ids(page.values)).toEqual(expect.arrayContaining(ids(missed)));
          }
          at += missed.length;
          expect(value?.eventId).toBe(matched[at]?.eventId);
          at += 1;
        }
        expect(at).toBe(matched.length);
        const { delivered, dropped } = world.hub.status();
        expect(delivered + dropped).toBe(matched.length);
        await stream.return?.();
      }),
      { numRuns: 300 },
    );
  });

  it('hears of its gap by a progress frame when nothing else comes', async () => {
    const world = await openLiveWorld({ queueFrames: 2 });
    const stream = await world.hub.swipes({ filter: {}, onSlow: 'DROP', progressEveryMs: 1_000 });
    const reader = createReader(stream);
    await reader.read(1);
    world.feed.swipes.append(...Array.from({ length: 5 }, () => makeSwipe()));
    const [, second] = frames(await reader.read());
    world.clock.advance(1_000);
    const [frame] = frames(await reader.read());
    expect(frame).toMatchObject({ value: null, gap: { missed: 3, from: second?.cursor } });
    expect((await world.hub.pullSwipes(frame?.cursor, {}, 10)).values).toEqual([]);
    await stream.return?.();
  });
});

describe('a subscriber that reads slowly and asked for DISCONNECT', () => {
  it('is ended at once, said so at that moment, and resumes with nothing lost or twice', async () => {
    const world = await openLiveWorld({ queueFrames: 3 });
    const all = Array.from({ length: 10 }, () => makeSwipe());
    const endings: Ending[] = [];
    const stream = await world.hub.swipes({
      filter: {},
      onSlow: 'DISCONNECT',
      onEnding: (ending) => endings.push(ending),
    });
    const reader = createReader(stream);
    world.feed.swipes.append(...all.slice(0, 3));
    const [first] = frames(await reader.read(1));
    world.feed.swipes.append(...all.slice(3, 4));
    expect(endings).toEqual([]);
    world.clock.advance(1_000);
    world.feed.swipes.append(...all.slice(4));
    expect(endings.map(({ error }) => error.code)).toEqual(['SUBSCRIBER_TOO_SLOW']);
    expect(world.hub.status().groups).toBe(0);
    const items = await reader.read();
    expect(items).toHaveLength(1);
    expect(endingOf(items)).toEqual({ code: 'SUBSCRIBER_TOO_SLOW', cursor: first?.cursor });
    expect(reader.done).toBe(true);
    expect(world.hub.status().subscribers).toBe(0);
    const again = await world.hub.swipes({ filter: {}, onSlow: 'DROP', after: endingOf(items)?.cursor });
    const rest = frames(await createReader(again).read()).map(({ value }) => value);
    expect(ids(rest)).toEqual(ids(all.slice(1)));
    await again.return?.();
  });

  it('is not ended by a burst larger than its queue as long as it reads: it goes on from the feed, then live', async () => {
    const world = await openLiveWorld({ queueFrames: 3 });
    const reader = createReader(await world.hub.swipes({ filter: {}, onSlow: 'DISCONNECT' }));
    const all = Array.from({ length: 60 }, () => makeSwipe());
    world.feed.swipes.append(...all.slice(0, 20));
    await reader.read(5);
    world.feed.swipes.append(...all.slice(20, 40));
    await reader.read();
    world.feed.swipes.append(...all.slice(40, 42));
    await reader.read(1);
    world.feed.swipes.append(...all.slice(42));
    await reader.read();
    expect(ids(frames(reader.items).map(({ value }) => value))).toEqual(ids(all));
    expect(world.hub.status()).toMatchObject({ subscribers: 1, groups: 1 });
  });

  it('is ended a second after a burst when it takes nothing of it, and resumes with nothing lost or twice', async () => {
    const world = await openLiveWorld({ queueFrames: 3 });
    const endings: Ending[] = [];
    const request = { filter: {}, onSlow: 'DISCONNECT' } as const;
    const stream = await world.hub.swipes({ ...request, onEnding: (ending) => endings.push(ending) });
    const reader = createReader(stream);
    const all = Array.from({ length: 20 }, () => makeSwipe());
    world.feed.swipes.append(...all);
    await reader.read(2);
    world.clock.advance(999);
    expect(endings).toEqual([]);
    world.clock.advance(1_001);
    expect(endings.map(({ error }) => error.code)).toEqual(['SUBSCRIBER_TOO_SLOW']);
    const items = await reader.read();
    const again = await world.hub.swipes({ ...request, after: endingOf(items)?.cursor });
    const rest = frames(await createReader(again).read()).map(({ value }) => value);
    expect(ids(rest)).toEqual(ids(all.slice(2)));
    await again.return?.();
  });

  it('is ended by what its queue weighs, too', async () => {
    const world = await openLiveWorld({ queueFrames: 1_000, queueBytes: 1_024 });
    const stream = await world.hub.swipes({ filter: {}, onSlow: 'DISCONNECT' });
    world.clock.advance(1_000);
    world.feed.swipes.append(...Array.from({ length: 10 }, () => makeSwipe()));
    expect(endingOf(await createReader(stream).read())?.code).toBe('SUBSCRIBER_TOO_SLOW');
  });

  it('is of no consequence to any other subscriber', async () => {
    const world = await openLiveWorld({ queueFrames: 4 });
    const request = { filter: {}, onSlow: 'DISCONNECT' } as const;
    const stalled = [
      await world.hub.swipes(request),
      await world.hub.swipes({ ...request, onSlow: 'DROP' }),
      await world.hub.swipes({ filter: FILTER, onSlow: 'DISCONNECT' }),
    ];
    const healthy = createReader(await world.hub.swipes(request));
    const all = Array.from({ length: 50 }, () => makeSwipe({ lectureId: 'A' }));
    for (const swipe of all) {
      world.feed.swipes.append(swipe);
      await healthy.read(1);
    }
    expect(ids(frames(healthy.items).map(({ value }) => value))).toEqual(ids(all));
    for (const stream of stalled) await stream.return?.();
  });
});

describe('a queue', () => {
  it('never holds more than its bounds, but for one frame that is larger than they are', async () => {
    const frame = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(frame, fc.constant(null)), { maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 60 }),
        async (moves, maxFrames, maxBytes) => {
          const world = await openLiveWorld({ queueFrames: maxFrames, queueBytes: maxBytes });
          const stream = await world.hub.swipes({ filter: {}, onSlow: 'DROP' });
          const taken: number[] = [];
          let isReady = false;
          const subscription = stream.attach?.({
            share: 'test',
            unsent: 0,
            get isReady() {
              return isReady;
            },
            render: ({ value }) => ({ bytes: Number(value?.gateId) }),
            send({ bytes }) {
              taken.push(bytes);
              isReady = false;
            },
            end: () => undefined,
          });
          /** The same queue, written plainly. */
          let queue: number[] = [];
          const expected: number[] = [];
          for (const bytes of moves) {
            if (bytes === null) {
              const [front, ...rest] = queue;
              if (front === undefined) continue;
              queue = rest;
              expected.push(front);
              isReady = true;
              subscription?.resume();
              continue;
            }
            const held = queue.reduce((sum, one) => sum + one, 0);
            if (queue.length < maxFrames && (queue.length === 0 || held + bytes <= maxBytes)) queue.push(bytes);
            world.feed.swipes.append(makeSwipe({ gateId: String(bytes) }));
          }
          expect(taken).toEqual(expected);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('hands a frame straight to a reader that waits, and says so', async () => {
    const world = await openLiveWorld({ queueFrames: 1 });
    const stream = await world.hub.swipes({ filter: {}, onSlow: 'DISCONNECT' });
    const next = stream.next();
    await turn();
    world.feed.swipes.append(makeSwipe(), makeSwipe());
    expect((await next).value).toMatchObject({ kind: 'FRAME', gap: null });
    await stream.return?.();
  });
});
