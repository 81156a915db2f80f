import { expect, it } from 'vitest';
import type { Database } from '../../src/adapters/embedded/database.ts';
import { openEmbeddedFeed } from '../../src/adapters/embedded/feed-index.ts';
import { sequenceKey } from '../../src/adapters/embedded/keys.ts';
import type { TaskQueue } from '../../src/adapters/embedded/task-queue.ts';
import { openTemporaryDatabase, START } from '../support/embedded.ts';

const TABLE = 'swipeFeed';
const noTasks: TaskQueue = { request() {}, idle: async () => {}, close: async () => {} };
const codec = {
  table: TABLE,
  count: (block: Buffer) => block.length,
  decode: (block: Buffer) => [...block],
  receivedAt: () => START,
} as const;

it('reads on when the block it has just found is merged into the one before it', async () => {
  const temporary = await openTemporaryDatabase();
  const { database } = temporary;
  let mergeNow = false;
  const merging: Database = {
    ...database,
    async keys(range, options) {
      const found = await database.keys(range, options);
      if (mergeNow) {
        mergeNow = false;
        await database.writer.write((set) => {
          set.del(sequenceKey(TABLE, 3));
          set.put(sequenceKey(TABLE, 1), Buffer.from([1, 2, 3, 4]));
        });
      }
      return found;
    },
  };
  try {
    const feed = await openEmbeddedFeed(merging, codec, noTasks);
    for (const values of [
      [1, 2],
      [3, 4],
    ]) {
      let landed = () => {};
      await database.writer.write((set) => {
        landed = feed.append(set, Buffer.from(values), values.length, (at) => values[at]);
      });
      landed();
    }
    mergeNow = true;
    const read = await feed.read(0, [2], [4], 10);
    expect(read.map(({ value }) => value)).toEqual([3, 4]);
    expect(mergeNow).toBe(false);
  } finally {
    await temporary.dispose();
  }
});
