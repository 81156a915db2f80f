import type { EpochMs } from '../../core/campus-day.ts';
import type { FeedEntry, FeedPosition } from '../../core/feed.ts';
import type { Feed } from '../../ports/live-feed.ts';
import type { Database, Snapshot } from './database.ts';
import { createFeedMerger } from './feed-merger.ts';
import { sequenceKey, type Table, tableRange, textKey } from './keys.ts';
import type { TaskQueue } from './task-queue.ts';
import type { WriteSet } from './writer.ts';

/** How one feed's blocks are read: a block is one batch's entries, its key the sequence of the first. */
export interface FeedCodec<T> {
  readonly table: Table;
  count(block: Buffer): number;
  decode(block: Buffer): readonly T[];
  /** Of the block's newest entry. */
  receivedAt(block: Buffer): EpochMs;
}

export interface EmbeddedFeed<T> extends Feed<T> {
  /** The sequence of the entry written last; those being written included. */
  readonly lastSequence: number;
  /**
   * Adds a block to a commit's write. @returns to be called, in order, once it has landed: hands the entries to the tail
   * @param valueAt the block's values, by index below `count`
   */
  append(set: WriteSet, block: Buffer, count: number, valueAt: (index: number) => T | undefined): () => void;
  /** Deletes whole blocks whose newest entry was received before the instant. */
  trim(before: EpochMs): Promise<void>;
  /** The first sequence of the oldest block that ends at or after the instant; blocks stand in order of receipt, almost. */
  sequenceSince(instant: EpochMs): Promise<number>;
  /** The blocks from the one that holds the sequence on, in order. Only while nothing is being written. */
  blocksFrom(sequence: number): AsyncIterable<Buffer>;
}

const BLOCKS_A_READ = 64;

export async function openEmbeddedFeed<T>(
  database: Database,
  codec: FeedCodec<T>,
  tasks: TaskQueue,
): Promise<EmbeddedFeed<T>> {
  const merger = createFeedMerger(database, codec.table, tasks);
  const range = tableRange(codec.table);
  const sequenceOf = (key: Buffer): number => key.readUIntBE(1, 6);
  const [newest] = await database.entries(range, { reverse: true, limit: 1 });
  const [oldest] = await database.keys(range, { limit: 1 });
  const lastKey = textKey('meta', 'feed-last', codec.table);
  const storedLast = Number((await database.get(lastKey))?.toString() ?? '0');
  let last = newest === undefined ? storedLast : sequenceOf(newest[0]) + codec.count(newest[1]) - 1;
  let landed = last;
  let first = oldest === undefined ? last + 1 : sequenceOf(oldest);
  let deliver: ((entries: readonly FeedEntry<T>[]) => void) | null = null;
  const entry = (sequence: number, value: T): FeedEntry<T> => ({ partition: 0, at: [sequence], value });

  /** The key of the block that holds the sequence. */
  const blockHolding = async (sequence: number, snapshot?: Snapshot): Promise<Buffer> => {
    const gte = sequenceKey(codec.table, sequence);
    const [key] = await database.keys(
      { gte: range.gte, lt: Buffer.concat([gte, Buffer.from([0])]) },
      { reverse: true, limit: 1, snapshot },
    );
    return key ?? gte;
  };

  const firstSince = async (instant: EpochMs): Promise<number> => {
    let low = first;
    let high = landed + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const key = await blockHolding(middle);
      const block = await database.get(key);
      if (block !== undefined && codec.receivedAt(block) >= instant) high = Math.min(middle, sequenceOf(key));
      else low = block === undefined ? middle + 1 : sequenceOf(key) + codec.count(block);
    }
    return low;
  };

  return {
    partitions: 1,
    origin: database.origin,
    partitionOf: () => 0,
    head: async () => [[landed]],
    oldest: async (): Promise<FeedPosition> => [[first - 1]],
    async read(_partition, from, until, max) {
      let after = from[0] ?? 0;
      const through = Math.min(until[0] ?? landed, landed);
      const found: FeedEntry<T>[] = [];
      // Of one instant: between finding a block and reading from it, a merge may take it away.
      const snapshot = database.snapshot();
      try {
        // A block is mostly more than was asked for; where blocks are small, each round takes twice as many.
        for (let blocks = 1; after < through; blocks = Math.min(blocks * 2, BLOCKS_A_READ)) {
          const entries = await database.entries(
            { gte: await blockHolding(after + 1, snapshot), lt: sequenceKey(codec.table, through + 1) },
            { limit: blocks, snapshot },
          );
          const before = after;
          for (const [key, block] of entries) {
            const start = sequenceOf(key);
            for (const [index, value] of codec.decode(block).entries()) {
              const sequence = start + index;
              if (sequence <= after || sequence > through) continue;
              after = sequence;
              found.push(entry(sequence, value));
              if (found.length === max) return found;
            }
          }
          if (after === before) break;
        }
        return found;
      } finally {
        await snapshot.close();
      }
    },
    async tail(callback) {
      deliver = callback;
      return {
        position: [[landed]],
        async close() {
          if (deliver === callback) deliver = null;
        },
      };
    },
    get lastSequence() {
      return last;
    },
    append(set, block, count, valueAt) {
      const start = last + 1;
      last += count;
      set.put(sequenceKey(codec.table, start), block);
      return () => {
        landed = start + count - 1;
        merger.landed(start, count);
        if (deliver === null) return;
        const entries: FeedEntry<T>[] = [];
        for (let index = 0; index < count; index += 1) {
          const value = valueAt(index);
          if (value !== undefined) entries.push(entry(start + index, value));
        }
        deliver(entries);
      };
    },
    async trim(before) {
      const doomed: Buffer[] = [];
      let kept = landed + 1;
      for (let gte = range.gte; ; ) {
        const entries = await database.entries({ gte, lt: range.lt }, { limit: BLOCKS_A_READ });
        const alive = entries.findIndex(([, block]) => codec.receivedAt(block) >= before);
        const old = alive === -1 ? entries : entries.slice(0, alive);
        doomed.push(...old.map(([key]) => key));
        if (alive !== -1) kept = sequenceOf(entries[alive]?.[0] ?? range.gte);
        const lastEntry = entries.at(-1);
        if (alive !== -1 || lastEntry === undefined) break;
        gte = Buffer.concat([lastEntry[0], Buffer.from([0])]);
      }
      if (doomed.length === 0) return;
      first = Math.max(first, kept);
      await database.writer.write((set) => {
        for (const key of doomed) set.del(key);
        set.put(lastKey, Buffer.from(String(landed)));
      });
    },
    sequenceSince: firstSince,
    async *blocksFrom(sequence) {
      for (let gte = await blockHolding(sequence); ; ) {
        const entries = await database.entries({ gte, lt: range.lt }, { limit: BLOCKS_A_READ });
        for (const [, block] of entries) yield block;
        const lastEntry = entries.at(-1);
        if (lastEntry === undefined) return;
        gte = Buffer.concat([lastEntry[0], Buffer.from([0])]);
      }
    },
  };
}
