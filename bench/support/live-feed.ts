import type { FeedEntry } from '../../src/core/feed.ts';
import type { InvalidAttempt, Swipe } from '../../src/core/swipe.ts';
import type { Feed, LiveFeed } from '../../src/ports/live-feed.ts';

/** A feed in memory of one partition: what is timed is what comes after it. */
export function createBenchFeed(): { readonly feed: LiveFeed; publish(swipes: readonly Swipe[]): void } {
  const swipes = createFeed<Swipe>();
  return {
    feed: {
      swipes: swipes.feed,
      invalidAttempts: createFeed<InvalidAttempt>().feed,
      beat: () => ({ at: Date.now(), processedThrough: Date.now(), paused: false }),
      healthy: async () => true,
    },
    publish: swipes.append,
  };
}

function createFeed<T>(): { readonly feed: Feed<T>; append(values: readonly T[]): void } {
  const entries: FeedEntry<T>[] = [];
  const tails = new Set<(run: readonly FeedEntry<T>[]) => void>();
  const head = () => [[entries.length]];
  return {
    append(values) {
      const run = values.map((value, index) => ({ partition: 0, at: [entries.length + index + 1], value }));
      for (const entry of run) entries.push(entry);
      for (const deliver of tails) deliver(run);
    },
    feed: {
      partitions: 1,
      origin: 0,
      partitionOf: () => 0,
      head: async () => head(),
      oldest: async () => [[0]],
      read: async (_partition, [from = 0], [until = 0], max) => entries.slice(from, Math.min(until, from + max)),
      async tail(deliver) {
        tails.add(deliver);
        return { position: head(), close: async () => void tails.delete(deliver) };
      },
    },
  };
}
