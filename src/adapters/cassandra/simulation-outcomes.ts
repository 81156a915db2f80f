import { createLru } from '../../core/lru.ts';
import type { SimulationCounts, SimulationOutcome, SimulationRecord } from '../../core/simulation.ts';
import type { Clock } from '../../ports/clock.ts';
import { OUTCOMES_PER_BUCKET } from './buckets.ts';
import type { CqlSession } from './cql-session.ts';
import { SIMULATION_OUTCOMES } from './statements.ts';
import { numberIn } from './values.ts';

/** What the numbers in the rows mean (attempt-rows.ts writes them). */
const CODES: readonly (SimulationOutcome | null)[] = [null, 'DUPLICATE', 'MALFORMED', 'INVALID', 'ACCEPTED'];
/** A full bucket that has not changed for so long is not read again: whatever was under way has landed. */
const SETTLED_MS = 10_000;
/** How far the log may be ahead of what a simulation's record says was published. */
const PUBLISHED_LAG = 65_536;
/** How often buckets that nothing can have been published for are looked at all the same. */
const UNPUBLISHED_MS = 10_000;
const BUCKETS_HELD = 100_000;

type Tally = readonly number[];

/** Counts a simulation's outcomes. */
export interface OutcomeCounts {
  /** Over indexes below `planned`. Cost: a read a bucket under way, side by side. */
  observed(simulation: Pick<SimulationRecord, 'id' | 'planned' | 'published'>): Promise<SimulationCounts>;
}

export function createOutcomeCounts(session: CqlSession, clock: Pick<Clock, 'now'>): OutcomeCounts {
  const held = createLru<string, { readonly tally: Tally; readonly since: number }>(BUCKETS_HELD);

  const read = async (simulation: string, bucket: number, planned: number): Promise<Tally> => {
    const tally = CODES.map(() => 0);
    for (const row of await session.rows(SIMULATION_OUTCOMES, [simulation, bucket])) {
      const code = numberIn(row, 'outcome');
      if (numberIn(row, 'message_no') < planned) tally[code] = (tally[code] ?? 0) + 1;
    }
    return tally;
  };
  const count = async (
    { id, planned, published }: Pick<SimulationRecord, 'id' | 'planned' | 'published'>,
    bucket: number,
  ): Promise<Tally> => {
    const name = `${id} ${bucket} ${planned}`;
    const now = clock.now();
    const first = bucket * OUTCOMES_PER_BUCKET;
    const known = held.get(name);
    if (known !== undefined) {
      const isFull = sizeOf(known.tally) === Math.min(OUTCOMES_PER_BUCKET, planned - first);
      const ageMs = now - known.since;
      if (isFull ? ageMs >= SETTLED_MS : first > published + PUBLISHED_LAG && ageMs < UNPUBLISHED_MS) {
        return known.tally;
      }
    }
    const tally = await read(id, bucket, planned);
    if (known?.tally.join() !== tally.join() || sizeOf(tally) === 0) held.set(name, { tally, since: now }, 1);
    return tally;
  };

  return {
    async observed(simulation) {
      const buckets = Math.ceil(simulation.planned / OUTCOMES_PER_BUCKET);
      const tallies = await Promise.all(Array.from({ length: buckets }, (_, bucket) => count(simulation, bucket)));
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

function sizeOf(tally: Tally): number {
  return tally.reduce((sum, one) => sum + one, 0);
}
