import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../src/core/campus-day.ts';
import type { SessionKey } from '../../../src/core/swipe.ts';
import type { Ending, SnapshotFrame } from '../../../src/live/frames.ts';
import { createReader, LATENESS_MS, type LiveWorld, openLiveWorld, turn } from '../../support/live-world.ts';
import { makeSwipe } from '../../support/swipes.ts';

const MIDNIGHT = Date.UTC(2026, 2, 19);
const DAY = MIDNIGHT / DAY_MS;
const HOUR_MS = 3_600_000;

/** A lecture from nine to ten on every Thursday, which the nineteenth is. */
function schedule({ roster }: LiveWorld, lectureId: string): void {
  const slot = { weekday: 3, startSecond: 9 * 3_600, durationMs: HOUR_MS, from: null, until: null };
  roster.lectures.set(lectureId, { lectureId, title: null, gracePeriodMs: null, timetable: [slot] });
}
const keys = (items: readonly (SnapshotFrame<SessionKey> | Ending)[]): string[] =>
  items.map((item) => (item.kind === 'SNAPSHOT' ? item.key.lectureId : item.error.code));

/** Lets time pass to just before an instant and then over it. @returns what each brought */
async function over(world: LiveWorld, instant: number, read: () => Promise<string[]>): Promise<[string[], string[]]> {
  const to = async (at: number) => {
    world.clock.advance(at - world.clock.now());
    await turn();
    // A look that was due meanwhile looks from its own instant on; the next comes a second later.
    world.clock.advance(1_000);
    await turn();
    return read();
  };
  return [await to(instant - 2_000), await to(instant)];
}

describe('a session is shown again', () => {
  it('at its start, its end, the end of its day and when it is final, and at no other time', async () => {
    const world = await openLiveWorld({ start: MIDNIGHT + 8 * HOUR_MS });
    schedule(world, 'A');
    const reader = createReader(await world.hub.session('A', DAY, 100));
    const read = async () => keys(await reader.read());
    const beat = (at: number) => world.feed.setBeat({ at, processedThrough: at, paused: false });
    beat(world.clock.now());
    expect(await read()).toEqual(['A']);
    expect(await over(world, MIDNIGHT + 9 * HOUR_MS, read)).toEqual([[], ['A']]);
    expect(await over(world, MIDNIGHT + 10 * HOUR_MS, read)).toEqual([[], ['A']]);
    expect(await over(world, MIDNIGHT + DAY_MS, read)).toEqual([[], ['A']]);
    const final = MIDNIGHT + DAY_MS + LATENESS_MS;
    beat(final - 1);
    expect(await over(world, final + HOUR_MS, read)).toEqual([[], []]);
    // Final is what ingest has come to, not what the clock shows.
    beat(final);
    expect(await over(world, final + 2 * HOUR_MS, read)).toEqual([['A'], []]);
    expect(await over(world, final + 3 * HOUR_MS, read)).toEqual([[], []]);
  });

  it('when the roster has changed, and only if it is one of those asked for', async () => {
    const world = await openLiveWorld({ start: MIDNIGHT + HOUR_MS });
    schedule(world, 'A');
    const all = createReader(await world.hub.sessions(DAY, null, 100));
    const one = createReader(await world.hub.sessions(DAY, new Set(['B']), 100));
    expect([keys(await all.read()), keys(await one.read())]).toEqual([['A'], []]);
    schedule(world, 'B');
    world.roster.generation += 1;
    world.clock.advance(1_000);
    expect([keys(await all.read()), keys(await one.read())]).toEqual([['A', 'B'], ['B']]);
  });

  it('at most once an interval to a reader that reads, and once whatever happened to one that does not', async () => {
    const world = await openLiveWorld({ start: MIDNIGHT + HOUR_MS });
    schedule(world, 'A');
    const reader = createReader(await world.hub.session('A', DAY, 500));
    const stalled = createReader(await world.hub.session('A', DAY, 500));
    expect(keys(await reader.read())).toEqual(['A']);
    const shown: number[] = [];
    for (let tenth = 0; tenth < 20; tenth += 1) {
      world.feed.swipes.append(makeSwipe({ lectureId: 'A', day: DAY }), makeSwipe({ lectureId: 'B', day: DAY }));
      world.clock.advance(100);
      if ((await reader.read()).length > 0) shown.push(tenth);
    }
    expect(shown).toEqual([4, 9, 14, 19]);
    expect(keys(await stalled.read())).toEqual(['A']);
  });
});
