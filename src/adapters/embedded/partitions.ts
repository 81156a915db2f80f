import { type BlockSize, blockSizes, mergeBlocks, rowsIn } from './compaction.ts';
import type { Database, Snapshot } from './database.ts';
import { blockKey, dayNumber, numberKey, prefixRange } from './keys.ts';
import { BLOCKS_MAX, BUSY_BLOCKS_MAX, newestTier, ROWS_MAX, SMALL_ROWS } from './merge-plan.ts';
import type { TaskQueue } from './task-queue.ts';
import type { WriteSet } from './writer.ts';

/** Students share a day's partition with those of the same bucket. */
export const STUDENT_BUCKETS = 128;

/** Prefixes of the block tables: all rows of one partition in one batch are one value behind `prefix + batch sequence`. */
export function sessionPartition(lecture: number, day: number): Buffer {
  return numberKey('sessionBlock', lecture, dayNumber(day));
}
export function studentPartition(student: number, day: number): Buffer {
  return numberKey('studentBlock', dayNumber(day), student % STUDENT_BUCKETS);
}
export function gatePartition(gate: number, day: number): Buffer {
  return numberKey('gateBlock', gate, dayNumber(day));
}
/** How a partition is called: the prefix of its keys, and the same as a text, to look things up by. */
export interface PartitionName {
  readonly prefix: Buffer;
  readonly name: string;
}

/**
 * Names partitions of one table, remembering those of the days named last: every batch names some hundreds.
 * @param partitionOf the prefix of a symbol's partition, or of a bucket's
 */
export function createPartitionNames(
  partitionOf: (symbol: number, day: number) => Buffer,
): (symbol: number, day: number) => PartitionName {
  const days = new Map<number, Map<number, PartitionName>>();
  return (symbol, day) => {
    let ofDay = days.get(day);
    if (ofDay === undefined) {
      if (days.size >= DAYS_NAMED) days.clear();
      ofDay = new Map();
      days.set(day, ofDay);
    }
    let found = ofDay.get(symbol);
    if (found === undefined) {
      const prefix = partitionOf(symbol, day);
      found = { prefix, name: nameOf(prefix) };
      ofDay.set(symbol, found);
    }
    return found;
  };
}

const DAYS_NAMED = 8;

/** A partition's prefix as a text. */
export function nameOf(prefix: Buffer): string {
  return prefix.toString('latin1');
}
/** @param hour whole hours since 1970 UTC */
export function attemptPartition(hour: number): Buffer {
  return numberKey('attemptBlock', hour);
}

/** Appends and reads blocks; a partition that has gathered more than BLOCKS_MAX is merged in the background. */
export interface Partitions {
  append(set: WriteSet, partition: PartitionName, sequence: number, block: Buffer): void;
  /** All blocks of a partition, from one snapshot. */
  read(prefix: Buffer, snapshot?: Snapshot): Promise<Buffer[]>;
  /** Merges every block of a partition that will not grow any more. */
  mergeWhole(prefix: Buffer): Promise<void>;
}

/** Partitions whose small blocks are remembered; beyond that they are found again by a scan. */
const TRACKED_MAX = 50_000;

interface Tracked {
  /** Whether blocks of earlier runs are among `small`. */
  scanned: boolean;
  small: BlockSize[];
}

export function createPartitions(database: Database, tasks: TaskQueue): Partitions {
  const tracked = new Map<string, Tracked>();
  const mergeTier = async (prefix: Buffer, name: string): Promise<void> => {
    const state = tracked.get(name);
    if (state === undefined) return;
    if (!state.scanned) {
      state.small = (await blockSizes(database, prefix)).filter((block) => block.rows < SMALL_ROWS);
      state.scanned = true;
    }
    const count = newestTier(state.small.map((block) => block.rows));
    const from = state.small.length - count;
    const left = await mergeBlocks(database, prefix, state.small.slice(from));
    state.small.splice(from, count, ...left.filter((block) => block.rows < SMALL_ROWS));
  };
  return {
    append(set, { prefix, name }, sequence, block) {
      set.put(blockKey(prefix, sequence), block);
      let state = tracked.get(name);
      if (state === undefined) {
        if (tracked.size >= TRACKED_MAX) tracked.clear();
        state = { scanned: false, small: [] };
        tracked.set(name, state);
      }
      const rows = rowsIn(prefix, block);
      if (rows < SMALL_ROWS) state.small.push({ sequence, rows });
      if (state.small.length > BLOCKS_MAX) {
        tasks.request(name, () => mergeTier(prefix, name), state.small.length > BUSY_BLOCKS_MAX);
      }
    },
    async read(prefix, snapshot) {
      const entries = await database.entries(prefixRange(prefix), { snapshot });
      return entries.map(([, value]) => value);
    },
    async mergeWhole(prefix) {
      tracked.delete(nameOf(prefix));
      const blocks = await blockSizes(database, prefix);
      await mergeBlocks(
        database,
        prefix,
        blocks.filter((block) => block.rows < ROWS_MAX),
      );
    },
  };
}
