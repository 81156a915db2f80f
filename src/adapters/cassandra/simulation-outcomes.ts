import { createLru } from '../../core/lru.ts';
import type { SimulationCounts, SimulationOutcome } from '../../core/simulation.ts';
import type { Clock } from '../../ports/clock.ts';
import { OUTCOMES_PER_BUCKET } from './buckets.ts';
import type { CqlSession } from './cql-session.ts';
import { SIMULATION_OUTCOMES } from './statements.ts';
import { numberIn } from './values.ts';

/** What the numbers in the rows mean (attempt-rows.ts writes them). */
const CODES: readonly (SimulationOutcome | null)[] = [null, 'DUPLICATE', 'MALFORMED', 'INVALID', 'ACCEPTED'];
/** A full bucket that has not changed for so long is not read again: whatever was under way has landed. */
const SETTLED_MS = 10_000;
const SETTLED_MAX = 100_000;

type Tally = readonly number[];

/** Counts a simulation's outcomes. */
export interface OutcomeCounts {
  /** @param indexes the outcomes of indexes below it. Cost: a read a bucket that is not settled, side by side. */
  observed(simulation: string, indexes: number): Promise<SimulationCounts>;
}

export function createOutcomeCounts(session: CqlSession, clock: Pick<Clock, 'now'>): OutcomeCounts {
  const full = createLru<string, { readonly tally: Tally; readonly since: number }>(SETTLED_MAX);

  const read = async (simulation: string, bucket: number, indexes: number): Promise<Tally> => {
    const tally = CODES.map(() => 0);
    for (const row of await session.rows(SIMULATION_OUTCOMES, [simulation, bucket])) {
      const code = numberIn(row, 'outcome');
      if (numberIn(row, 'message_no') < indexes) tally[code] = (tally[code] ?? 0) + 1;
    }
    return tally;
  };
  const count = async (simulation: string, bucket: number, indexes: number): Promise<Tally> => {
    const name = `${simulation} ${bucket} ${indexes}`;
    const known = full.get(name);
    const now = clock.now();
    if (known !== undefined && now - known.since >= SETTLED_MS) return known.tally;
    const tally = await read(simulation, bucket, indexes);
    const expected = Math.min(OUTCOMES_PER_BUCKET, indexes - bucket * OUTCOMES_PER_BUCKET);
    const isFull = tally.reduce((sum, one) => sum + one, 0) === expected;
    if (!isFull) full.delete(name);
    else if (known?.tally.join() !== tally.join()) full.set(name, { tally, since: now }, 1);
    return tally;
  };

  return {
    async observed(simulation, indexes) {
      const buckets = Math.ceil(indexes / OUTCOMES_PER_BUCKET);
      const tallies = await Promise.all(Array.from({ length: buckets }, (_, at) => count(simulation, at, indexes)));
      const sum = (outcome: SimulationOutcome): number => {
        const code = CODES.indexOf(outcome);
        return tallies.reduce((total, tally) => total + (tally[code] ?? 0), 0);
      };
      return {
        accepted: sum('ACCEPTED'),
        invalid: sum('INVALID'),
        duplicates: sum('DUPLICATE'),
        malformed: sum('MALFORMED'),
      };
    },
  };
}
