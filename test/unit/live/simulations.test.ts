import { describe, expect, it } from 'vitest';
import { createReader, openLiveWorld, turn } from '../../support/live-world.ts';
import { simulationRecord } from '../../support/simulation-record.ts';

const FRAME = { kind: 'SNAPSHOT', key: 'sim' };

describe('a subscriber to a simulation', () => {
  it('is shown it at once, then whenever it or what ingest made of it has moved, and is done when it ended', async () => {
    const world = await openLiveWorld();
    world.simulation.record = simulationRecord();
    const reader = createReader(await world.hub.simulation('sim', 100));
    expect(await reader.read()).toMatchObject([FRAME]);
    const pass = async (ms: number) => {
      world.clock.advance(ms);
      await turn();
      return reader.read();
    };
    await pass(500);
    expect(await pass(5_000)).toEqual([]);
    world.simulation.counts = { accepted: 3, invalid: 0, duplicates: 0, malformed: 0 };
    expect(await pass(500)).toMatchObject([FRAME]);
    for (const published of [5, 6, 7]) world.change(simulationRecord({ published }));
    world.change(simulationRecord({ id: 'other', published: 9 }));
    expect(await pass(100)).toMatchObject([FRAME]);
    expect(reader.done).toBe(false);
    world.change(simulationRecord({ state: 'COMPLETED', finishedAt: world.clock.now() }));
    expect(await reader.read()).toMatchObject([FRAME]);
    expect(reader.done).toBe(true);
    expect(world.hub.status()).toMatchObject({ subscribers: 0, groups: 0 });
    expect(world.clock.timers).toBe(0);
    expect(world.listeners.size).toBe(0);
  });

  it('is shown one that has ended once, and of one that is not there nothing', async () => {
    const world = await openLiveWorld();
    world.simulation.record = simulationRecord({ state: 'STOPPED', finishedAt: 1 });
    const ended = createReader(await world.hub.simulation('sim', 100));
    expect(await ended.read()).toMatchObject([FRAME]);
    expect(ended.done).toBe(true);
    const none = createReader(await world.hub.simulation('nobody', 100));
    expect(await none.read()).toEqual([]);
    expect(none.done).toBe(true);
    expect(world.listeners.size).toBe(0);
  });
});
