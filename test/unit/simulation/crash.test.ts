import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimulationRecord } from '../../../src/core/simulation.ts';
import type { SimulationRequest } from '../../../src/ports/simulator.ts';
import { createSimulator } from '../../../src/simulation/simulator.ts';
import { oracleTruth } from '../../support/simulation-oracle.ts';
import { createWorld, firstCopies, type Interference, openWorld, type World } from '../../support/simulation-world.ts';

/** A process that dies at its nth call of a port, before or after the call takes effect: it never comes back from it. */
function mortal(calls: number, effect: boolean): { before: Interference; after: Interference; dead: () => boolean } {
  let left = calls;
  const forever = new Promise<void>(() => {});
  return {
    before: () => {
      left -= 1;
      if (left < 0 || (left === 0 && !effect)) return forever;
    },
    after: () => (left <= 0 ? forever : undefined),
    dead: () => left <= 0,
  };
}

async function recordOf(world: World): Promise<SimulationRecord | undefined> {
  await world.clock.step();
  return [...world.records.values()][0];
}

const crashes = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.boolean()), { maxLength: 5 });
const requests = fc.record({
  seed: fc.constant(4),
  mode: fc.constantFrom('PLAYBACK' as const, 'LIVE' as const),
  students: fc.constant(700),
  lectures: fc.constant(5),
  invalidShare: fc.constant(0.1),
  duplicateShare: fc.constant(0.1),
  outOfOrderShare: fc.constant(0.2),
  malformedShare: fc.constant(0.05),
  rate: fc.constantFrom(null, 3_000),
});

/** Begins a simulation and kills its process again and again. @returns the world with the last process alive */
async function livesOf(request: SimulationRequest, deaths: readonly (readonly [number, boolean])[]) {
  const world = createWorld('2026-03-10T09:00:00Z');
  let owner = 0;
  for (const [calls, effect] of deaths) {
    owner += 1;
    world.leases.clear();
    const { before, after, dead } = mortal(calls, effect);
    const simulator = await world.clock.drive(createSimulator(openWorld(world, owner, before, after)));
    const started = world.records.size > 0 ? null : simulator.start(request);
    started?.catch(() => {});
    for (let steps = 0; steps < 4_000 && !dead(); steps += 1) {
      const record = await recordOf(world);
      if (record !== undefined && record.finishedAt !== null) break;
    }
  }
  world.leases.clear();
  const simulator = await world.clock.drive(createSimulator(openWorld(world, owner + 1)));
  if (world.records.size === 0) await world.clock.drive(simulator.start(request));
  return { world, simulator };
}

describe('a simulation whose process is killed', () => {
  it('goes on by itself and ends exact, wherever it was killed', async () => {
    await fc.assert(
      fc.asyncProperty(requests, crashes, async (request, deaths) => {
        const { world, simulator } = await livesOf(request, deaths);
        let record = await recordOf(world);
        for (let steps = 0; steps < 10_000 && record?.finishedAt === null; steps += 1) record = await recordOf(world);
        if (record === undefined) throw new Error('nothing was recorded');
        expect(record.state).toBe('COMPLETED');
        const copies = firstCopies(world, record.id);
        expect(copies).toHaveLength(record.planned);
        expect(simulator.expected(record)).toEqual(oracleTruth(copies, world, world.campus));
        expect(await simulator.observed(record.id)).toMatchObject({ accepted: simulator.expected(record).accepted });
        await simulator.close();
      }),
      { numRuns: 25 },
    );
  });

  it('never says less than the log holds when it is stopped at once afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(requests, crashes, async (request, deaths) => {
        const { world, simulator } = await livesOf(request, deaths);
        const { id } = (await recordOf(world)) ?? { id: '' };
        const record = await world.clock.drive(simulator.stop(id));
        if (record === null) throw new Error('nothing was recorded');
        const copies = firstCopies(world, id);
        expect(copies).toHaveLength(record.published);
        expect(simulator.expected(record)).toEqual(oracleTruth(copies, world, world.campus));
        await simulator.close();
      }),
      { numRuns: 25 },
    );
  });
});
