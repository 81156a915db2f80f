import { expect, it } from 'vitest';
import { RollcallError } from '../../../src/core/errors.ts';
import type { FeedEntry } from '../../../src/core/feed.ts';
import { createPacer } from '../../../src/live/pacer.ts';
import { createTurns } from '../../../src/live/turns.ts';
import { START } from '../../support/embedded.ts';
import { turn } from '../../support/live-world.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const entry = (place: number): FeedEntry<number> => ({ partition: 0, at: [place], value: place });

/** A feed of whole numbers, and a pacer whose turns end after so many entries. */
function openPacer(heldMax: number, entriesATurn: number) {
  const clock = createManualClock(START);
  const state = { stored: [] as FeedEntry<number>[], oldest: 0, away: false, lost: 0, offered: [] as number[] };
  const pacer = createPacer<number>({
    name: 'swipes',
    clock,
    turns: createTurns(clock),
    heldMax,
    feed: {
      origin: 0,
      oldest: async () => [[state.oldest]],
      async read(_partition, [from = 0], [until = 0], max) {
        if (state.away) throw new RollcallError('FEED_UNAVAILABLE');
        return state.stored.filter(({ value }) => value > from && value <= until).slice(0, max);
      },
    },
    offer({ value }) {
      state.offered.push(value);
      return Math.ceil(50_000 / entriesATurn);
    },
    position: () => [[state.offered.at(-1) ?? 0]],
    onLost: () => {
      state.lost += 1;
    },
  });
  const deliver = (count: number): void => {
    const from = state.stored.length;
    const run = Array.from({ length: count }, (_, index) => entry(from + index + 1));
    state.stored.push(...run);
    pacer.deliver(run);
  };
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 200 && !pacer.isIdle; round += 1) {
      clock.advance(100);
      await turn();
    }
  };
  return { state, pacer, deliver, settle, clock };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

it('offers a turn full at once, and the rest in order when its turn comes', async () => {
  const { state, pacer, deliver, settle } = openPacer(1_000, 10);
  deliver(25);
  expect(state.offered).toEqual(upTo(10));
  expect(pacer.isIdle).toBe(false);
  deliver(5);
  await settle();
  expect(state.offered).toEqual(upTo(30));
});

it('holds no more than it may: what does not fit is read from the feed, each entry once and in order', async () => {
  const { state, deliver, settle, clock } = openPacer(20, 7);
  deliver(15);
  deliver(40);
  state.away = true;
  for (let round = 0; round < 5; round += 1) {
    deliver(9);
    clock.advance(50);
    await turn();
  }
  state.away = false;
  await settle();
  deliver(3);
  await settle();
  expect(state.offered).toEqual(upTo(103));
  expect(state.lost).toBe(0);
});

it('says so when the feed no longer keeps what was not held', async () => {
  const { state, deliver, settle } = openPacer(20, 7);
  deliver(15);
  deliver(40);
  state.oldest = 30;
  await settle();
  expect(state.lost).toBe(1);
});
