import type { CampusClock } from '../../core/campus-day.ts';
import type { Beat } from '../../core/status.ts';
import type { InvalidAttempt, Swipe } from '../../core/swipe.ts';
import type { LiveFeed } from '../../ports/live-feed.ts';
import { decodeAttempts } from './attempt-rows.ts';
import type { Database } from './database.ts';
import { type EmbeddedFeed, openEmbeddedFeed } from './feed-index.ts';
import { FEED_ROW_BYTES, FEED_ROW_WORDS, receivedAtAt, rowsOf, tsAt, unpackSwipe } from './swipe-rows.ts';
import type { Symbols } from './symbols.ts';
import type { TaskQueue } from './task-queue.ts';

export interface EmbeddedLiveFeed extends LiveFeed {
  readonly swipes: EmbeddedFeed<Swipe>;
  readonly invalidAttempts: EmbeddedFeed<InvalidAttempt>;
}

/** @param beat read whenever it is asked for: in one process a sign of life is a variable */
export async function openEmbeddedLiveFeed(options: {
  database: Database;
  symbols: Symbols;
  campus: CampusClock;
  tasks: TaskQueue;
  beat: () => Beat;
}): Promise<EmbeddedLiveFeed> {
  const { database, symbols, campus, tasks, beat } = options;
  const swipes = await openEmbeddedFeed<Swipe>(
    database,
    {
      table: 'swipeFeed',
      count: (block) => block.length / FEED_ROW_BYTES,
      decode(block) {
        const rows = rowsOf(block);
        const values: Swipe[] = [];
        for (let at = 0; at < rows.length; at += FEED_ROW_WORDS) {
          values.push(unpackSwipe(rows, at, campus.dayOf(tsAt(rows, at)), symbols));
        }
        return values;
      },
      receivedAt: (block) => receivedAtAt(rowsOf(block.subarray(block.length - FEED_ROW_BYTES)), 0),
    },
    tasks,
  );
  const invalidAttempts = await openEmbeddedFeed<InvalidAttempt>(
    database,
    {
      table: 'attemptFeed',
      count: (block) => decodeAttempts(block).length,
      decode: decodeAttempts,
      receivedAt: (block) => decodeAttempts(block).at(-1)?.receivedAt ?? 0,
    },
    tasks,
  );
  return { swipes, invalidAttempts, beat, healthy: async () => database.healthy() };
}
