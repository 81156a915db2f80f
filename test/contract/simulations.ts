import { describe, expect, it } from 'vitest';
import type { SimulationOutcome, SimulationRecord } from '../../src/core/simulation.ts';
import { openCommits } from '../support/commits.ts';
import { simulationRecord } from '../support/simulation-record.ts';
import { NOON, readPages } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

export function describeSimulationsContract(name: string, open: Open<'simulations' | 'committer' | 'swipeLog'>): void {
  describe(`simulations: ${name}`, () => {
    const harness = eachTest(open);
    const simulations = () => harness().ports.simulations;
    const counts = { accepted: 0, invalid: 0, duplicates: 0, malformed: 0 };
    const record = async (...rows: readonly (readonly [index: number, outcome: SimulationOutcome])[]) => {
      const commits = await openCommits(harness().ports);
      await commits.commit({
        simulationOutcomes: rows.map(([index, outcome]) => ({ simulation: 'sim', index, outcome })),
      });
    };

    it('knows nothing at first', async () => {
      expect(await simulations().get(['sim'])).toEqual([null]);
      expect(await simulations().get([])).toEqual([]);
      expect(await simulations().list({ limit: 5, reverse: true })).toEqual([]);
      expect(await simulations().withTag('tag')).toBeNull();
      expect(await simulations().observed('sim')).toEqual(counts);
    });

    it('keeps a record whole, as saved last, over a restart', async () => {
      const first = simulationRecord();
      const last = simulationRecord({ state: 'FAILED', finishedAt: NOON + 5, published: 9, failure: 'full' });
      await simulations().save(first);
      await simulations().save(last);
      await harness().reopen();
      expect(await simulations().get(['other', 'sim'])).toEqual([null, last]);
      expect(await simulations().list({ limit: 5, reverse: false })).toEqual([last]);
    });

    it('lists by startedAt then id, paging to the whole in both directions', async () => {
      const records = [3, 1, 2, 1, 3].map((at, index) => simulationRecord({ id: `sim${index}`, startedAt: NOON + at }));
      for (const one of records) await simulations().save(one);
      const sorted = [1, 3, 2, 0, 4].map((index) => records[index]);
      const keyOf = ({ startedAt, id }: SimulationRecord) => ({ startedAt, id });
      for (const limit of [1, 2, 10]) {
        const up = await readPages((page) => simulations().list(page), keyOf, limit, false);
        const down = await readPages((page) => simulations().list(page), keyOf, limit, true);
        expect(up).toEqual(sorted);
        expect(down).toEqual([...sorted].reverse());
      }
    });

    it('finds the record with a tag once it has published anything', async () => {
      await simulations().save(simulationRecord({ published: 0 }));
      expect(await simulations().withTag('tag')).toBeNull();
      await simulations().save(simulationRecord({ published: 1 }));
      expect(await simulations().withTag('tag')).toEqual(simulationRecord({ published: 1 }));
      expect(await simulations().withTag('other')).toBeNull();
    });

    it('counts each index once, by the outcome that outranks', async () => {
      await simulations().save(simulationRecord({ planned: 10 }));
      await record([0, 'ACCEPTED'], [1, 'INVALID'], [2, 'MALFORMED'], [3, 'DUPLICATE'], [4, 'DUPLICATE']);
      await record([0, 'DUPLICATE'], [1, 'DUPLICATE'], [2, 'DUPLICATE'], [3, 'INVALID'], [4, 'ACCEPTED']);
      await record([0, 'INVALID'], [1, 'ACCEPTED'], [4, 'MALFORMED']);
      const expected = { accepted: 3, invalid: 1, duplicates: 0, malformed: 1 };
      expect(await simulations().observed('sim')).toEqual(expected);
      await harness().reopen();
      expect(await simulations().observed('sim')).toEqual(expected);
    });

    it('takes the outcome that outranks within one batch, in any order', async () => {
      await simulations().save(simulationRecord({ planned: 10 }));
      await record(
        [0, 'DUPLICATE'],
        [0, 'ACCEPTED'],
        [1, 'ACCEPTED'],
        [1, 'DUPLICATE'],
        [2, 'DUPLICATE'],
        [2, 'INVALID'],
      );
      expect(await simulations().observed('sim')).toEqual({ ...counts, accepted: 2, invalid: 1 });
    });

    it('counts indexes far apart, and those of one simulation only', async () => {
      await simulations().save(simulationRecord({ planned: 1_000_000 }));
      await simulations().save(simulationRecord({ id: 'other', tag: 'other', planned: 10 }));
      await record([0, 'ACCEPTED'], [8_191, 'ACCEPTED'], [8_192, 'ACCEPTED'], [999_999, 'INVALID']);
      expect(await simulations().observed('sim')).toEqual({ ...counts, accepted: 3, invalid: 1 });
      expect(await simulations().observed('other')).toEqual(counts);
    });

    it('is exact when the same effects are applied again, and over calls made before the earlier resolved', async () => {
      await simulations().save(simulationRecord({ planned: 20_000 }));
      const commits = await openCommits(harness().ports);
      const batches = await Promise.all(
        Array.from({ length: 10 }, (_, batch) => batch).map(async (batch) => {
          const rows = Array.from({ length: 1_000 }, (_, index) => batch * 1_000 + index);
          return rows.map((index) => ({ simulation: 'sim', index, outcome: 'ACCEPTED' as const }));
        }),
      );
      const effects = [];
      for (const simulationOutcomes of batches) effects.push(await commits.prepare({ simulationOutcomes }));
      await Promise.all(effects.map((one) => harness().ports.committer.commit(one)));
      await Promise.all(effects.map((one) => harness().ports.committer.commit(one)));
      expect(await simulations().observed('sim')).toEqual({ ...counts, accepted: 10_000 });
      await harness().reopen();
      expect(await simulations().observed('sim')).toEqual({ ...counts, accepted: 10_000 });
    });

    it('lets a process renew its lease, release it, and take it again', async () => {
      expect(await simulations().acquireLease('simulation', 1_000)).toBe(true);
      expect(await simulations().acquireLease('simulation', 1_000)).toBe(true);
      await simulations().releaseLease('simulation');
      await simulations().releaseLease('simulation');
      expect(await simulations().acquireLease('simulation', 1_000)).toBe(true);
      expect(await simulations().acquireLease('other', 1_000)).toBe(true);
    });
  });
}
