import type { SimulationCounts, SimulationOutcomeRow, SimulationRecord } from '../../core/simulation.ts';
import type { SimulationKey, Simulations } from '../../ports/simulations.ts';
import type { Database } from './database.ts';
import { sequenceKey, tableRange, textKey } from './keys.ts';
import { createOutcomeBuckets, type OutcomeBuckets } from './outcome-buckets.ts';
import type { WriteSet } from './writer.ts';

export interface EmbeddedSimulations extends Simulations {
  /** Reads what `record` needs of these rows; null when it is all at hand. */
  prepare(rows: readonly SimulationOutcomeRow[]): Promise<void> | null;
  /** Adds outcomes to a commit's write. @returns to be called once it has landed */
  record(set: WriteSet, rows: readonly SimulationOutcomeRow[]): () => void;
}

function rowKey({ startedAt, id }: SimulationKey): Buffer {
  return Buffer.concat([sequenceKey('simulation', startedAt), Buffer.from(id, 'latin1')]);
}
function idKey(id: string): Buffer {
  return textKey('simulationTag', 'id', id);
}
function tagKey(tag: string): Buffer {
  return textKey('simulationTag', 'tag', tag);
}
function decode(value: Buffer): SimulationRecord {
  const record: SimulationRecord = JSON.parse(value.toString('utf8'));
  return record;
}

/** One process owns the folder, so every lease is its own. */
export function createEmbeddedSimulations(database: Database): EmbeddedSimulations {
  const buckets: OutcomeBuckets = createOutcomeBuckets(database);
  const NONE = Buffer.alloc(1);
  const get = async (ids: readonly string[]): Promise<(SimulationRecord | null)[]> => {
    const keys = await database.getMany(ids.map(idKey));
    const values = await database.getMany(keys.map((key) => key ?? NONE));
    return values.map((value) => (value === undefined ? null : decode(value)));
  };
  return {
    async save(record) {
      await database.writer.write((set) => {
        set.put(rowKey(record), Buffer.from(JSON.stringify(record), 'utf8'));
        set.put(idKey(record.id), rowKey(record));
        if (record.published > 0) set.put(tagKey(record.tag), Buffer.from(record.id, 'latin1'));
      });
    },
    get,
    async list(page) {
      const range = tableRange('simulation');
      const entries = await database.entries(
        {
          gte: page.after === undefined ? range.gte : Buffer.concat([rowKey(page.after), Buffer.from([0])]),
          lt: page.before === undefined ? range.lt : rowKey(page.before),
        },
        { limit: page.limit, reverse: page.reverse },
      );
      return entries.map(([, value]) => decode(value));
    },
    observed: (id): Promise<SimulationCounts> => buckets.observed(id),
    async withTag(tag) {
      const id = await database.get(tagKey(tag));
      return id === undefined ? null : ((await get([id.toString('latin1')]))[0] ?? null);
    },
    acquireLease: async () => true,
    releaseLease: async () => undefined,
    prepare: buckets.prepare,
    record: buckets.record,
  };
}
