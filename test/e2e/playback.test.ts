import { afterAll, beforeAll, describe, it } from 'vitest';
import { type CampusClock, createCampusClock } from '../../src/core/campus-day.ts';
import { createPipeline, type Pipeline } from '../../src/ingest/pipeline.ts';
import { createRosterImports } from '../../src/ingest/roster-imports.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Metrics } from '../../src/ports/metrics.ts';
import { createSimulator, type RunningSimulator } from '../../src/simulation/simulator.ts';
import { openTemporaryStore, SILENT } from '../support/embedded.ts';
import { expectTruth, play } from '../support/playback.ts';

const ZONE = 'Europe/Zurich';
const FIXED_SEEDS = [1, 2, 3, 5, 8, 13, -21, 34_000, 2_147_483_647, -2_147_483_648];
const RANDOM_SEED = Math.floor(Math.random() * 2 ** 31);

const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (delayMs, fire) => {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};
const silentMetrics: Metrics = {
  counter: () => ({ add: () => {} }),
  gauge: () => {},
  histogram: () => ({ observe: () => {} }),
};

describe('a PLAYBACK through the embedded store', () => {
  let temporary: Awaited<ReturnType<typeof openTemporaryStore>>;
  let pipeline: Pipeline;
  let simulator: RunningSimulator;
  let campus: CampusClock;

  beforeAll(async () => {
    campus = createCampusClock(ZONE);
    temporary = await openTemporaryStore({ clock: systemClock, campus, timeZone: ZONE });
    const { store } = temporary;
    const shared = { clock: systemClock, campus, log: SILENT };
    pipeline = createPipeline({
      ...store,
      ...shared,
      metrics: silentMetrics,
      random: Math.random,
      limits: {
        batchMax: 2_000,
        lingerMs: 5,
        batchesInFlight: 2,
        allowedSkewMs: 300_000,
        rosterCacheMax: 100_000,
        backoffMaxMs: 1_000,
      },
    });
    await pipeline.start();
    const imports = createRosterImports({ ...store, ...shared });
    simulator = await createSimulator({ ...store, ...shared, imports });
  });

  afterAll(async () => {
    await simulator.close();
    await pipeline.stop();
    await temporary.dispose();
  });

  it.each([...FIXED_SEEDS, RANDOM_SEED])(
    'with seed %i is observed as it is expected, session by session',
    async (seed) => {
      const stage = { ...temporary.store, simulator };
      const record = await play(stage, seed);
      await expectTruth(stage, campus, record, seed === RANDOM_SEED ? 0.01 : 0);
    },
  );
});
