import { describe, expect, it } from 'vitest';
import { createCampusClock } from '../../../src/core/campus-day.ts';
import type { SessionKey } from '../../../src/core/swipe.ts';
import type { Ending, SnapshotFrame } from '../../../src/live/frames.ts';
import { createReader, type LiveWorld, openLiveWorld, turn } from '../../support/live-world.ts';
import { makeSwipe } from '../../support/swipes.ts';

const MIDNIGHT = Date.UTC(2026, 2, 19);
const TOMORROW = createCampusClock('UTC').dayOf(MIDNIGHT);
const TODAY = TOMORROW - 1;

/** A lecture that runs at one second of every day. */
function schedule({ roster }: LiveWorld, lectureId: string, startSecond: number): void {
  const timetable = [0, 1, 2, 3, 4, 5, 6].map((weekday) => ({
    weekday,
    startSecond,
    durationMs: 3_600_000,
    from: null,
    until: null,
  }));
  roster.lectures.set(lectureId, { lectureId, title: null, gracePeriodMs: null, timetable });
}
async function pass({ clock }: LiveWorld, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    clock.advance(1_000);
    await turn();
  }
}
const keys = (items: readonly (SnapshotFrame<SessionKey> | Ending)[]): string[] =>
  items.map((item) => (item.kind === 'SNAPSHOT' ? `${item.key.lectureId} ${item.key.day}` : item.error.code));

describe('a subscriber to sessions', () => {
  it('is shown each once, and a burst of swipes once an interval', async () => {
    const world = await openLiveWorld({ start: MIDNIGHT - 3_600_000 });
    schedule(world, 'A', 0);
    schedule(world, 'B', 0);
    const reader = createReader(await world.hub.sessions(null, null, 1_000));
    expect(keys(await reader.read())).toEqual([`A ${TODAY}`, `B ${TODAY}`]);
    for (let swipe = 0; swipe < 500; swipe += 1) {
      world.feed.swipes.append(makeSwipe({ lectureId: 'A', day: TODAY }));
    }
    await pass(world, 1);
    expect(keys(await reader.read())).toEqual([`A ${TODAY}`]);
  });

  it('is shown the start, even when the look at that instant failed', async () => {
    const world = await openLiveWorld({ start: MIDNIGHT - 10_000 });
    schedule(world, 'A', 86_395);
    const reader = createReader(await world.hub.sessions(TODAY, null, 100));
    await reader.read();
    await pass(world, 3);
    expect(keys(await reader.read())).toEqual([]);
    world.roster.failures = 3;
    await pass(world, 5);
    expect(keys(await reader.read())).toEqual([`A ${TODAY}`]);
  });

  it('follows today over midnight', async () => {
    const world = await openLiveWorld({ start: MIDNIGHT - 2_000 });
    schedule(world, 'A', 36_000);
    const reader = createReader(await world.hub.sessions(null, null, 100));
    await reader.read();
    world.roster.failures = 2;
    await pass(world, 5);
    expect(keys(await reader.read())).toEqual([`A ${TOMORROW}`]);
  });

  it('waits for a session that does not exist yet', async () => {
    const world = await openLiveWorld({ start: MIDNIGHT - 3_600_000 });
    const reader = createReader(await world.hub.session('A', null, 100));
    expect(keys(await reader.read())).toEqual([]);
    world.feed.swipes.append(makeSwipe({ lectureId: 'A', day: TODAY }), makeSwipe({ lectureId: 'B', day: TODAY }));
    expect(keys(await reader.read())).toEqual([`A ${TODAY}`]);
  });

  it('leaves nothing behind, also when left while a look is under way', async () => {
    const world = await openLiveWorld();
    const first = await world.hub.sessions(null, null, 100);
    // Left while a look is under way, and come again.
    world.clock.advance(1_000);
    await first.return?.();
    const second = await world.hub.sessions(null, null, 100);
    await turn();
    expect(world.clock.timers).toBe(1);
    await second.return?.();
    await turn();
    expect(world.clock.timers).toBe(0);
    expect(world.hub.status()).toMatchObject({ subscribers: 0, groups: 0 });
  });
});
