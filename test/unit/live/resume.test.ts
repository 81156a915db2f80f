import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Swipe } from '../../../src/core/swipe.ts';
import { matchesSwipe, type SwipeFilter } from '../../../src/core/swipe-filter.ts';
import type { FeedFrame, LiveHub, SlowPolicy } from '../../../src/live/frames.ts';
import {
  createReader,
  endingOf,
  frames,
  type LiveWorld,
  openLiveWorld,
  type Reader,
} from '../../support/live-world.ts';
import { makeSwipe } from '../../support/swipes.ts';

const LECTURES = ['A', 'B', 'C', 'D'];

type Step =
  | { readonly do: 'append'; readonly lectures: readonly string[] }
  | { readonly do: 'read'; readonly frames: number }
  | { readonly do: 'cut' }
  | { readonly do: 'pull'; readonly first: number }
  | { readonly do: 'restart'; readonly byEnding: boolean }
  | { readonly do: 'skip'; readonly partition: number }
  | { readonly do: 'hold' }
  | { readonly do: 'release' };

const lectures = fc.array(fc.constantFrom(...LECTURES), { minLength: 1, maxLength: 7 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('append' as const), lectures }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('read' as const), frames: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('cut' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pull' as const), first: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), byEnding: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('skip' as const), partition: fc.integer({ min: 0, max: 2 }) }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ do: 'hold' }, { do: 'release' }) },
);
const filter: fc.Arbitrary<SwipeFilter> = fc.oneof(
  fc.constant({}),
  fc.uniqueArray(fc.constantFrom(...LECTURES)).map((ids) => ({ lectureIds: new Set(ids) })),
);

/** A client that keeps the last cursor it was shown, and comes again with it. */
function createClient(world: LiveWorld, request: { filter: SwipeFilter; onSlow: SlowPolicy; progress: boolean }) {
  const seen: Swipe[] = [];
  let cursor = '';
  let reader: Reader<FeedFrame<Swipe>> | null = null;
  let leave: () => Promise<void> = async () => undefined;
  const subscribe = async (hub: LiveHub): Promise<Reader<FeedFrame<Swipe>>> => {
    const stream = await hub.swipes({
      filter: request.filter,
      onSlow: request.onSlow,
      after: cursor,
      progressEveryMs: request.progress ? 1_000 : undefined,
    });
    leave = async () => {
      reader = null;
      await stream.return?.();
    };
    return createReader(stream);
  };
  return {
    seen,
    async begin() {
      cursor = (await world.hub.pullSwipes(undefined, {}, 1)).cursor;
    },
    get isOpen() {
      return reader !== null;
    },
    /** Reads up to so many items, coming again after an ending. @returns whether there were any */
    async read(max: number, byEnding = true): Promise<boolean> {
      reader ??= await subscribe(world.hub);
      const items = await reader.read(max);
      for (const frame of frames(items)) {
        cursor = frame.cursor;
        if (frame.value !== null) seen.push(frame.value);
      }
      const ending = endingOf(items);
      if (ending === null) return items.length > 0;
      if (byEnding) cursor = ending.cursor;
      await leave();
      return true;
    },
    cut: () => leave(),
    /** Leaves, and reads a page by pull, which may be ahead of the tail. */
    async pull(first: number): Promise<void> {
      await leave();
      const page = await world.hub.pullSwipes(cursor, request.filter, first);
      cursor = page.cursor;
      seen.push(...page.values);
    },
  };
}

async function play(
  steps: readonly Step[],
  partitions: number,
  request: { filter: SwipeFilter; onSlow: SlowPolicy; progress: boolean },
  queueFrames: number,
) {
  const world = await openLiveWorld({ partitions, queueFrames });
  const client = createClient(world, request);
  await client.begin();
  for (const now of steps) {
    if (now.do === 'append') world.feed.swipes.append(...now.lectures.map((lectureId) => makeSwipe({ lectureId })));
    else if (now.do === 'read') await client.read(now.frames);
    else if (now.do === 'cut') await client.cut();
    else if (now.do === 'pull') await client.pull(now.first);
    else if (now.do === 'skip') world.feed.swipes.skip(now.partition % partitions);
    else if (now.do === 'hold') world.feed.swipes.holdTail();
    else if (now.do === 'release') world.feed.swipes.releaseTail();
    else if (now.do === 'restart') {
      await world.hub.close();
      while (client.isOpen) await client.read(1, now.byEnding);
      await client.cut();
      await world.reopen();
    }
  }
  world.feed.swipes.releaseTail();
  while (await client.read(1_000));
  await client.cut();
  return { world, seen: client.seen };
}

describe('a subscriber that is cut and resumes', () => {
  for (const onSlow of ['DISCONNECT', 'DROP'] as const) {
    it(`sees every matching swipe once and in order, whatever it resumes with (${onSlow})`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { maxLength: 30 }),
          fc.integer({ min: 1, max: 3 }),
          filter,
          fc.boolean(),
          async (steps, partitions, filter, progress) => {
            // A queue that a DISCONNECT overflows often, and a DROP never.
            const queueFrames = onSlow === 'DISCONNECT' ? 3 : 1_000;
            const { world, seen } = await play(steps, partitions, { filter, onSlow, progress }, queueFrames);
            const { partitionOf, entries } = world.feed.swipes;
            for (let partition = 0; partition < partitions; partition += 1) {
              const there = (swipe: Swipe) => partitionOf(swipe.lectureId) === partition;
              const matching = entries.map(({ value }) => value).filter((swipe) => matchesSwipe(filter, swipe));
              const ids = (swipes: readonly Swipe[]) => swipes.filter(there).map(({ eventId }) => eventId);
              expect(ids(seen)).toEqual(ids(matching));
            }
            expect(world.hub.status()).toMatchObject({ subscribers: 0, groups: 0 });
            expect(world.clock.timers).toBe(0);
          },
        ),
        { numRuns: 400 },
      );
    });
  }

  it('is not taken back behind a page read by pull, while the tail is behind it', async () => {
    const world = await openLiveWorld({ partitions: 2 });
    const { swipes } = world.feed;
    const start = (await world.hub.pullSwipes(undefined, {}, 1)).cursor;
    swipes.holdTail();
    swipes.append(makeSwipe({ lectureId: 'A' }), makeSwipe({ lectureId: 'B' }));
    const page = await world.hub.pullSwipes(start, {}, 10);
    expect(page.values).toHaveLength(2);
    const stream = await world.hub.swipes({ filter: {}, onSlow: 'DROP', after: page.cursor, progressEveryMs: 1_000 });
    const reader = createReader(stream);
    expect(frames(await reader.read()).map(({ cursor }) => cursor)).toEqual([page.cursor]);
    const third = makeSwipe({ lectureId: 'A' });
    swipes.append(third);
    swipes.releaseTail();
    const [frame] = frames(await reader.read());
    expect(frame?.value).toEqual(third);
    expect((await world.hub.pullSwipes(frame?.cursor, {}, 10)).values).toEqual([]);
    await stream.return?.();
  });
});
