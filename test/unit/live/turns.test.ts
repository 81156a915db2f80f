import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeCursor } from '../../../src/core/cursor.ts';
import type { FeedPosition } from '../../../src/core/feed.ts';
import type { Swipe } from '../../../src/core/swipe.ts';
import type { SwipeFilter } from '../../../src/core/swipe-filter.ts';
import { openFeedChannel } from '../../../src/live/feed-channel.ts';
import { FeedGroup, type Member } from '../../../src/live/feed-group.ts';
import { SWIPES } from '../../../src/live/feed-kind.ts';
import type { FeedFrame } from '../../../src/live/frames.ts';
import type { Outlet, Rendered } from '../../../src/live/outlet.ts';
import { SharedFrame } from '../../../src/live/shared-frame.ts';
import { createTurns } from '../../../src/live/turns.ts';
import { turn } from '../../support/live-world.ts';
import { createMemoryFeed } from '../../support/memory-feed.ts';
import { makeSwipe, NOON } from '../../support/swipes.ts';

interface Shown extends Rendered {
  readonly frame: FeedFrame<Swipe>;
}

/** A clock whose timers fire one at a time, when told. */
function createSteps() {
  const due: (() => void)[] = [];
  return {
    clock: {
      now: () => NOON,
      setTimer(_delayMs: number, fire: () => void) {
        due.push(fire);
        return () => {
          const at = due.indexOf(fire);
          if (at !== -1) due.splice(at, 1);
        };
      },
    },
    /** @returns whether there was anything to do */
    step(): boolean {
      const fire = due.shift();
      fire?.();
      return fire !== undefined;
    },
  };
}

interface CrowdOptions {
  readonly partitions: number;
  readonly readers: number;
  /** Asked of each frame: whether its rendering takes a while. */
  readonly isLate?: () => boolean;
  /** Frames that every fifth reader takes before it is to be asked to read on. */
  readonly room?: number;
}

/** A channel, and readers of one group, so many that they take turns; every other one takes runs. */
async function openCrowd({ partitions, readers, isLate, room = Number.POSITIVE_INFINITY }: CrowdOptions) {
  const feed = createMemoryFeed<Swipe>(partitions);
  const { clock, step } = createSteps();
  const channel = await openFeedChannel<Swipe, SwipeFilter>({
    feed,
    kind: SWIPES,
    clock,
    limits: { queueFrames: 10_000, queueBytes: 10_000_000 },
    progress: () => ({ at: NOON, watermark: null, lagMs: null }),
    onEntries: () => undefined,
  });
  let rendered = 0;
  let opened = 0;
  const open = async () => {
    const sent: string[] = [];
    const isSlow = opened % 5 === 0;
    const takesRuns = opened % 2 === 0;
    opened += 1;
    let unread = 0;
    let runs = 0;
    const endings: string[] = [];
    const outlet: Outlet<FeedFrame<Swipe>, Shown> = {
      share: 'crowd',
      get isReady() {
        return !isSlow || unread < room;
      },
      unsent: 0,
      render(frame) {
        rendered += 1;
        const shown = { frame, bytes: 10 };
        return isLate?.() ? Promise.resolve(shown) : shown;
      },
      send({ frame }) {
        unread += 1;
        sent.push(frame.value?.eventId ?? '');
      },
      end: ({ error }) => endings.push(String(error.extensions.cursor)),
      ...(takesRuns && {
        sendRun(run) {
          runs += 1;
          for (const shown of run) outlet.send(shown);
        },
      }),
    };
    const from = feed.entries.length;
    const stream = await channel.subscribe({ filter: {}, onSlow: 'DISCONNECT' });
    const attached = stream.attach?.(outlet);
    const readOn = (): void => {
      unread = 0;
      attached?.resume();
    };
    return { sent, endings, from, attached, readOn, runs: () => runs, left: null as number | null };
  };
  const crowd = await Promise.all(Array.from({ length: readers }, open));
  const idsFrom = (at: number) => feed.entries.slice(at).map(({ value }) => value.eventId);
  return { feed, step, channel, open, crowd, idsFrom, rendered: () => rendered };
}

/** Appends so many, has some served, opens a reader, or has one of them leave or read on. */
const move = fc.oneof(
  fc.record({ append: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ turns: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ open: fc.constant(true) }),
  fc.record({ leave: fc.nat() }),
  fc.record({ readOn: fc.nat() }),
);

it('gives each of many readers every frame since it came, once and in order, whoever comes and goes between their turns', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { maxLength: 40 }),
      fc.integer({ min: 200, max: 400 }),
      fc.integer({ min: 1, max: 3 }),
      fc.infiniteStream(fc.boolean()),
      async (moves, readers, partitions, late) => {
        const isLate = (): boolean => late.next().value === true;
        const { feed, step, channel, open, crowd, idsFrom, rendered } = await openCrowd({
          partitions,
          readers,
          isLate,
          room: 3,
        });
        for (const now of moves) {
          if ('append' in now) feed.append(...Array.from({ length: now.append }, () => makeSwipe({})));
          else if ('turns' in now) for (let left = now.turns; left > 0; left -= 1) step();
          else if ('open' in now) crowd.push(await open());
          else if ('readOn' in now) crowd[now.readOn % crowd.length]?.readOn();
          else {
            const reader = crowd[now.leave % crowd.length];
            if (reader === undefined || reader.left !== null) continue;
            reader.attached?.leave();
            reader.left = reader.sent.length;
          }
        }
        for (let round = 0; round < 50; round += 1) {
          await turn();
          while (step());
          for (const { readOn } of crowd) readOn();
        }
        for (const { sent, from, left } of crowd) {
          const due = idsFrom(from);
          expect(sent).toEqual(left === null ? due : due.slice(0, left));
        }
        expect(rendered()).toBeLessThanOrEqual(feed.entries.length);
        await channel.close();
      },
    ),
    { numRuns: 150 },
  );
});

it('ends those whose turn has not come with the cursor of what they were given', async () => {
  const { feed, channel, crowd, idsFrom } = await openCrowd({ partitions: 1, readers: 400 });
  feed.append(...Array.from({ length: 3 }, () => makeSwipe({})));
  await channel.close();
  for (const { sent, endings } of crowd) {
    const [cursor = ''] = endings;
    const [[, place = -1] = []] = decodeCursor('swipes', cursor, 1, 0);
    expect([sent.length, endings.length]).toEqual([place + 1, 1]);
    const page = await channel.pull(cursor, {}, 10);
    expect([...sent, ...page.values.map(({ eventId }) => eventId)]).toEqual(idsFrom(0));
  }
});

it('lets a small group go on while a large one takes its turns', async () => {
  const { feed, channel, crowd } = await openCrowd({ partitions: 1, readers: 400 });
  const few: string[] = [];
  const stream = await channel.subscribe({ filter: { gateIds: new Set(['G']) }, onSlow: 'DISCONNECT' });
  stream.attach?.({
    share: 'few',
    isReady: true,
    unsent: 0,
    render: (frame) => ({ frame, bytes: 10 }) as Shown,
    send: (shown) => few.push((shown as Shown).frame.value?.eventId ?? ''),
    end: () => undefined,
  });
  feed.append(makeSwipe({ gateId: 'G' }));
  await turn();
  expect([few.length, crowd.filter(({ sent }) => sent.length > 0).length]).toEqual([1, 0]);
  await channel.close();
});

it('gives what came since a reader was last served in one piece, to those who take it so', async () => {
  const { feed, channel, crowd, step, idsFrom } = await openCrowd({ partitions: 1, readers: 400 });
  feed.append(...Array.from({ length: 100 }, () => makeSwipe({})));
  while (step());
  for (const [index, { sent, runs }] of crowd.entries()) {
    expect([sent.length, runs()]).toEqual([100, index % 2 === 0 ? 1 : 0]);
    expect(sent).toEqual(idsFrom(0));
  }
  await channel.close();
});

it('keeps signs of life out of runs, in their place', async () => {
  const { clock, step } = createSteps();
  const seen: string[][] = [];
  const member = (takesRuns: boolean): Member<Swipe> => {
    const own: string[] = [];
    seen.push(own);
    return {
      through: 0,
      takenAt: NOON,
      offer: ({ cursor }) => own.push(cursor),
      offerRun(last, rendered) {
        if (takesRuns) own.push(`${rendered.length} to ${last.cursor}`);
        return takesRuns;
      },
      offerProgress: ({ cursor }) => own.push(`alive ${cursor}`),
      detach: () => undefined,
    };
  };
  const progress = { at: NOON, watermark: null, lagMs: null };
  const shared = (number: number, isValue: boolean) => {
    const entry = { partition: 0, at: [number], value: makeSwipe({}) };
    return new SharedFrame<Swipe>(
      (position: FeedPosition) => position.join(),
      [[number]],
      isValue ? entry : null,
      isValue ? null : progress,
    );
  };
  const group = new FeedGroup<Swipe, null>({
    key: 'crowd',
    filter: null,
    clock,
    turns: createTurns(clock),
    progressEveryMs: undefined,
    render: () => ({ bytes: 1_000 }),
    progress: () => progress,
    signOfLife: () => shared(0, false),
  });
  for (let count = 0; count < 300; count += 1) group.join(member(count % 2 === 0));
  for (let number = 1; number <= 24; number += 1) group.offer(shared(number, ![1, 3, 6, 7].includes(number)));
  while (step());
  const apart = Array.from({ length: 24 }, (_, index) => String(index + 1));
  for (const number of [1, 3, 6, 7]) apart[number - 1] = `alive ${number}`;
  for (const [index, own] of seen.entries()) {
    if (index % 2 === 1) expect(own).toEqual(apart);
    else expect(own).toEqual(['alive 1', '2', 'alive 3', '2 to 5', 'alive 6', 'alive 7', '17 to 24']);
  }
});

it('owes nothing once all are served, whoever joined while a frame was being rendered', async () => {
  const { clock, step } = createSteps();
  const turns = createTurns(clock);
  const given: number[] = [];
  const member = (): Member<Swipe> => ({
    through: 0,
    takenAt: NOON,
    offer: () => given.push(1),
    offerRun: () => false,
    offerProgress: () => undefined,
    detach: () => undefined,
  });
  const shared = () => new SharedFrame<Swipe>(() => 'c', [[1]], { partition: 0, at: [1], value: makeSwipe({}) }, null);
  const group = new FeedGroup<Swipe, null>({
    key: 'crowd',
    filter: null,
    clock,
    turns,
    progressEveryMs: undefined,
    render: async () => ({ bytes: 10 }),
    progress: () => ({ at: NOON, watermark: null, lagMs: null }),
    signOfLife: shared,
  });
  for (let count = 0; count < 300; count += 1) group.join(member());
  for (let count = 0; count < 5; count += 1) group.offer(shared());
  for (let count = 0; count < 300; count += 1) group.join(member());
  while (given.length < 1_500) {
    await turn();
    step();
  }
  while (step());
  expect([given.length, turns.owed]).toEqual([1_500, 0]);
});
