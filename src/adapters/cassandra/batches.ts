import { setTimeout as delay } from 'node:timers/promises';
import { createLimiter } from '../../core/limiter.ts';
import { isBatchTooLarge, isOverloaded } from './cql-errors.ts';
import type { CqlSession, CqlValue, RowWrite } from './cql-session.ts';

export interface BatchOptions {
  /** The most a batch may weigh, as estimated. Cassandra refuses batches over several partitions above 50 KiB by default. */
  readonly batchBytesMax?: number | undefined;
  /** Batches sent and not answered yet, over all callers. */
  readonly batchesInFlightMax?: number | undefined;
}

export const BATCH_BYTES_MAX = 40 * 1024;
export const BATCHES_IN_FLIGHT_MAX = 32;
/** A batch that timed out at the cluster is sent again by itself, its place in flight kept meanwhile, before all fails. */
const TRIES = 4;
const RETRY_FIRST_MS = 100;
/**
 * Partitions in one batch. A node writes them one after another, each waiting for the commit log where that is synced before
 * the answer (group, batch); many of them, on a slow disk, would outlast the node's own write timeout.
 */
const PARTITIONS_MAX = 16;
/** A statement's own cost in a batch, and a cell's beside its value: timestamps, lengths, headers. */
const ROW_OVERHEAD_BYTES = 32;
const CELL_OVERHEAD_BYTES = 12;

/** Writes rows in unlogged batches. */
export interface BatchWriter {
  /**
   * Resolves when all rows are durable; any order. Rows of one partition go together; what is left of partitions shares
   * batches only with others of the same replica. A batch refused for its size is halved.
   * @throws as CqlSession; any part may have been written
   */
  write(rows: readonly RowWrite[]): Promise<void>;
}

export function createBatchWriter(session: CqlSession, options: BatchOptions = {}): BatchWriter {
  const bytesMax = options.batchBytesMax ?? BATCH_BYTES_MAX;
  const limiter = createLimiter(options.batchesInFlightMax ?? BATCHES_IN_FLIGHT_MAX);

  const send = async (batch: readonly RowWrite[]): Promise<void> => {
    const [only] = batch;
    if (only === undefined) return;
    for (let tries = 1; ; tries += 1) {
      try {
        if (batch.length === 1) await session.write(only.query, only.params);
        else await session.writeBatch(batch);
        return;
      } catch (error) {
        if (batch.length > 1 && isBatchTooLarge(error)) break;
        if (tries === TRIES || !isOverloaded(error)) throw error;
        await delay(RETRY_FIRST_MS * 2 ** (tries - 1));
      }
    }
    const half = batch.length >> 1;
    await send(batch.slice(0, half));
    await send(batch.slice(half));
  };

  return {
    async write(rows) {
      const batches = planBatches(rows, bytesMax, (partition) => session.replicaOf(partition));
      const results = await Promise.allSettled(batches.map((batch) => limiter.run(() => send(batch))));
      // Only once none is under way any more, so that whoever tries again does not overtake itself.
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    },
  };
}

/**
 * Cuts rows into batches below `bytesMax`: full ones of one partition each, and what is left of the partitions packed
 * together replica by replica. A row that is larger by itself has a batch of its own.
 */
export function planBatches(
  rows: readonly RowWrite[],
  bytesMax: number,
  replicaOf: (partition: Buffer) => string,
): RowWrite[][] {
  const partitions = new Map<string, RowWrite[]>();
  for (const row of rows) {
    const key = row.partition.toString('latin1');
    const same = partitions.get(key);
    if (same === undefined) partitions.set(key, [row]);
    else same.push(row);
  }
  const batches: RowWrite[][] = [];
  const open = new Map<string, { batch: RowWrite[]; bytes: number; partitions: number }>();
  for (const same of partitions.values()) {
    const { batch, bytes } = fill(same, bytesMax, batches);
    const [first] = batch;
    if (first === undefined) continue;
    const replica = replicaOf(first.partition);
    const shared = open.get(replica);
    if (shared !== undefined && shared.bytes + bytes <= bytesMax && shared.partitions < PARTITIONS_MAX) {
      for (const row of batch) shared.batch.push(row);
      shared.bytes += bytes;
      shared.partitions += 1;
      continue;
    }
    if (shared !== undefined) batches.push(shared.batch);
    open.set(replica, { batch, bytes, partitions: 1 });
  }
  for (const { batch } of open.values()) batches.push(batch);
  return batches;
}

/** Moves full batches of one partition's rows to `full`. @returns the rest, below the bound */
function fill(
  rows: readonly RowWrite[],
  bytesMax: number,
  full: RowWrite[][],
): { readonly batch: RowWrite[]; readonly bytes: number } {
  let batch: RowWrite[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = sizeOf(row.params);
    if (batch.length > 0 && bytes + size > bytesMax) {
      full.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(row);
    bytes += size;
  }
  return { batch, bytes };
}

function sizeOf(params: readonly CqlValue[]): number {
  let bytes = ROW_OVERHEAD_BYTES;
  for (const value of params) bytes += CELL_OVERHEAD_BYTES + valueBytes(value);
  return bytes;
}

function valueBytes(value: CqlValue): number {
  if (typeof value === 'string') return value.length * 2;
  if (typeof value === 'number') return 8;
  return Buffer.isBuffer(value) ? value.length : 4;
}
