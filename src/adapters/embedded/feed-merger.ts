import type { Database } from './database.ts';
import { sequenceKey, type Table } from './keys.ts';
import { BLOCKS_MAX, newestTier, SMALL_ROWS } from './merge-plan.ts';
import type { TaskQueue } from './task-queue.ts';

/** Merges a feed's small neighbouring blocks, as they come from small batches, into larger ones. */
export interface FeedMerger {
  landed(first: number, count: number): void;
}

export function createFeedMerger(database: Database, table: Table, tasks: TaskQueue): FeedMerger {
  /** The newest blocks back to the last full one, oldest first. */
  let small: { first: number; count: number }[] = [];
  const merge = async (): Promise<void> => {
    const chosen = small.slice(-newestTier(small.map((block) => block.count)));
    const [head] = chosen;
    if (head === undefined || chosen.length < 2) return;
    const keys = chosen.map((block) => sequenceKey(table, block.first));
    const values = await database.getMany(keys);
    const present = values.filter((value) => value !== undefined);
    if (present.length < keys.length) return;
    await database.writer.write((set) => {
      for (const key of keys) set.del(key);
      set.put(sequenceKey(table, head.first), Buffer.concat(present));
    });
    const count = chosen.reduce((sum, block) => sum + block.count, 0);
    const at = small.indexOf(head);
    const merged = count < SMALL_ROWS ? [{ first: head.first, count }] : [];
    small = [...(merged.length > 0 ? small.slice(0, at) : []), ...merged, ...small.slice(at + chosen.length)];
  };
  return {
    landed(first, count) {
      if (count >= SMALL_ROWS) small = [];
      else small.push({ first, count });
      if (small.length > BLOCKS_MAX) tasks.request(`feed ${table}`, merge);
    },
  };
}
