import type { SimulationCounts, SimulationOutcome, SimulationOutcomeRow } from '../../core/simulation.ts';
import type { Database } from './database.ts';
import { prefixRange, textKey } from './keys.ts';
import type { WriteSet } from './writer.ts';

/** Indexes a bucket: one byte each, written whole with every commit that touches it. */
const BUCKET_SIZE = 512;
const BUCKETS_HELD = 4_096;

/** By rank: a larger number outranks a smaller one. 0: not processed. */
const CODES: readonly (SimulationOutcome | null)[] = [null, 'DUPLICATE', 'MALFORMED', 'INVALID', 'ACCEPTED'];

interface Tally {
  accepted: number;
  invalid: number;
  duplicates: number;
  malformed: number;
}

/** What ingest made of each message of each simulation, by index, and the counts of it. */
export interface OutcomeBuckets {
  observed(simulation: string): Promise<SimulationCounts>;
  prepare(rows: readonly SimulationOutcomeRow[]): Promise<void> | null;
  record(set: WriteSet, rows: readonly SimulationOutcomeRow[]): () => void;
}

export function createOutcomeBuckets(database: Database): OutcomeBuckets {
  const held = new Map<string, Buffer>();
  const tallies = new Map<string, Tally>();
  const loads = new Map<string, Promise<Tally>>();
  const bucketKey = (simulation: string, bucket: number): Buffer =>
    textKey('simulationBucket', simulation, String(bucket).padStart(8, '0'));
  const nameOf = ({ simulation, index }: SimulationOutcomeRow): string =>
    `${simulation}/${Math.floor(index / BUCKET_SIZE)}`;

  /** Counts a simulation's buckets once; after that every landed commit keeps the tally. */
  const load = async (simulation: string): Promise<Tally> => {
    const tally: Tally = { accepted: 0, invalid: 0, duplicates: 0, malformed: 0 };
    for (const [, bucket] of await database.entries(prefixRange(textKey('simulationBucket', simulation)))) {
      for (const code of bucket) count(tally, code, 1);
    }
    tallies.set(simulation, tally);
    return tally;
  };
  const tallyOf = (simulation: string): Promise<Tally> => {
    const known = loads.get(simulation) ?? load(simulation);
    loads.set(simulation, known);
    known.catch(() => loads.delete(simulation));
    return known;
  };
  const prepare = async (rows: readonly SimulationOutcomeRow[]): Promise<void> => {
    for (const simulation of new Set(rows.map((row) => row.simulation))) await tallyOf(simulation);
    const missing = new Map<string, SimulationOutcomeRow>();
    for (const row of rows) if (!held.has(nameOf(row))) missing.set(nameOf(row), row);
    const wanted = [...missing];
    const values = await database.getMany(
      wanted.map(([, row]) => bucketKey(row.simulation, Math.floor(row.index / BUCKET_SIZE))),
    );
    // The buckets used last may hold outcomes whose write is still under way, so only the older half may go.
    for (const name of held.keys()) {
      if (held.size + wanted.length <= BUCKETS_HELD || held.size <= BUCKETS_HELD / 2) break;
      held.delete(name);
    }
    for (const [index, [name]] of wanted.entries()) {
      // An earlier batch may have brought it meanwhile, and written in it what the store does not hold yet.
      if (!held.has(name)) held.set(name, Buffer.from(values[index] ?? Buffer.alloc(BUCKET_SIZE)));
    }
  };

  return {
    async observed(simulation) {
      return { ...(await tallyOf(simulation)) };
    },
    prepare: (rows) =>
      rows.every((row) => held.has(nameOf(row)) && tallies.has(row.simulation)) ? null : prepare(rows),
    record(set, rows) {
      const touched = new Map<string, SimulationOutcomeRow>();
      const changes: { tally: Tally; before: number; after: number }[] = [];
      for (const row of rows) {
        const bucket = held.get(nameOf(row));
        const tally = tallies.get(row.simulation);
        if (bucket === undefined || tally === undefined) continue;
        const before = bucket[row.index % BUCKET_SIZE] ?? 0;
        const after = Math.max(before, CODES.indexOf(row.outcome));
        touched.set(nameOf(row), row);
        if (after === before) continue;
        bucket[row.index % BUCKET_SIZE] = after;
        changes.push({ tally, before, after });
      }
      for (const [name, row] of touched) {
        const bucket = held.get(name);
        if (bucket !== undefined) {
          held.delete(name);
          held.set(name, bucket);
          set.put(bucketKey(row.simulation, Math.floor(row.index / BUCKET_SIZE)), Buffer.from(bucket));
        }
      }
      return () => {
        for (const { tally, before, after } of changes) {
          count(tally, before, -1);
          count(tally, after, 1);
        }
      };
    },
  };
}

function count(tally: Tally, code: number, by: number): void {
  const outcome = CODES[code];
  if (outcome === 'ACCEPTED') tally.accepted += by;
  else if (outcome === 'INVALID') tally.invalid += by;
  else if (outcome === 'MALFORMED') tally.malformed += by;
  else if (outcome === 'DUPLICATE') tally.duplicates += by;
}
