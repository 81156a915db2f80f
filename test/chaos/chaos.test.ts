import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import { type ServiceSet, startServices } from '../../tools/services/set.ts';
import { type Deployment, deploy } from './deployment.ts';
import { FAULTS, type Fault, PAIRS } from './faults.ts';
import { play } from './play.ts';

const SEED = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 1_000_000));
const random = createRandom(SEED);
const nameOf = (faults: readonly Fault[]) => faults.map(({ name }) => name).join(' and ');

/** All singles and one pair; CHAOS_ONLY: the singles whose name holds it; CHAOS_ALL=1: of all pairs too. */
function cases(): (readonly Fault[])[] {
  const { CHAOS_ALL: all = '', CHAOS_ONLY: only = '' } = process.env;
  const pair = PAIRS[random.below(PAIRS.length)] ?? [];
  const chosen = all === '1' ? PAIRS : only === '' ? [pair] : [];
  return [...FAULTS.map((fault) => [fault]), ...chosen].filter((faults) => nameOf(faults).includes(only));
}

describe(`two ingest workers and two gateways (seed ${SEED})`, () => {
  let services: ServiceSet;
  let deployment: Deployment | null = null;
  let deployments = 0;

  /** One deployment goes through all of it; after a failure the next gets a new one, so that one bug fails one test. */
  async function current(): Promise<Deployment> {
    deployments += deployment === null ? 1 : 0;
    deployment ??= await deploy(services, `chaos_${SEED}_${deployments}`);
    return deployment;
  }

  beforeAll(async () => {
    const dir = process.env.CHAOS_DIR ?? (await mkdtemp(join(tmpdir(), 'rollcall-chaos-')));
    process.stdout.write(`chaos: seed ${SEED}, in ${dir}\n`);
    services = await startServices({ dir, progress: (line) => void process.stderr.write(`${line}\n`) });
  });

  afterAll(async () => {
    await deployment?.close();
    await services?.stop(process.env.CHAOS_DIR === undefined);
  });

  it.each(cases().map((faults) => [nameOf(faults), faults] as const))(
    '%s: 0 lost, 0 twice, in order',
    async (name, faults) => {
      const world = await current();
      try {
        const { problems, summary } = await play(world, faults, random.below(2 ** 31));
        process.stdout.write(`${name}: ${summary}\n`);
        expect(problems).toEqual([]);
      } catch (error) {
        deployment = null;
        for (const line of world.ended) process.stdout.write(`${line}\n`);
        await world.close();
        throw error;
      }
    },
  );
});
