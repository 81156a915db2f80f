import type { FeedEntry, FeedPosition } from '../../src/core/feed.ts';
import { comparePartitionPosition } from '../../src/core/feed.ts';
import type { Beat } from '../../src/core/status.ts';
import type { InvalidAttempt, Swipe } from '../../src/core/swipe.ts';
import type { Feed, LiveFeed } from '../../src/ports/live-feed.ts';

/** Entries of a place's first number: places are pairs, as a feed of ledgers has them. */
const LEDGER = 5;

/** A feed in memory that a test fills; any number of hubs may follow it. */
export interface MemoryFeed<T> extends Feed<T> {
  /** Adds entries, each to its lecture's partition, and hands them to the tails in one run, unless they are held. */
  append(...values: readonly T[]): void;
  /** A place that no entry holds, as a sign of life takes one. */
  skip(partition: number): void;
  /** The tails stay behind the head until they are released. */
  holdTail(): void;
  releaseTail(): void;
  /** Retention: forgets a partition's oldest entries. */
  trim(partition: number, count: number): void;
  readonly entries: readonly FeedEntry<T>[];
}

export function createMemoryFeed<T extends { readonly lectureId: string | null }>(
  partitions: number,
  origin = 0,
): MemoryFeed<T> {
  const kept: FeedEntry<T>[] = [];
  const lasts = Array.from({ length: partitions }, () => -1);
  const oldest: (readonly number[])[] = Array.from({ length: partitions }, () => placeOf(-1));
  const tails = new Set<(entries: readonly FeedEntry<T>[]) => void>();
  let undelivered: FeedEntry<T>[] = [];
  let held = false;
  const partitionOf = (lectureId: string): number =>
    [...lectureId].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % partitions;
  const takePlace = (partition: number): readonly number[] => {
    const place = (lasts[partition] ?? -1) + 1;
    lasts[partition] = place;
    return placeOf(place);
  };
  /** The head, or where the tails stand while they are held. */
  let tailed: FeedPosition = lasts.map(placeOf);
  const handOver = (): void => {
    if (held) return;
    const run = undelivered;
    undelivered = [];
    if (run.length > 0) for (const deliver of tails) deliver(run);
    tailed = lasts.map(placeOf);
  };
  return {
    partitions,
    origin,
    partitionOf,
    head: async () => lasts.map(placeOf),
    oldest: async () => [...oldest],
    async read(partition, from, until, max) {
      return kept
        .filter((entry) => entry.partition === partition)
        .filter(({ at }) => comparePartitionPosition(at, from) > 0 && comparePartitionPosition(at, until) <= 0)
        .slice(0, max);
    },
    async tail(callback) {
      tails.add(callback);
      return {
        position: tailed,
        through: () => tailed,
        async close() {
          tails.delete(callback);
        },
      };
    },
    append(...values) {
      for (const value of values) {
        const partition = partitionOf(value.lectureId ?? '');
        const entry = { partition, at: takePlace(partition), value };
        kept.push(entry);
        undelivered.push(entry);
      }
      handOver();
    },
    skip(partition) {
      takePlace(partition);
      handOver();
    },
    holdTail() {
      held = true;
    },
    releaseTail() {
      held = false;
      handOver();
    },
    trim(partition, count) {
      for (let left = count; left > 0; left -= 1) {
        const index = kept.findIndex((entry) => entry.partition === partition);
        const [entry] = index === -1 ? [] : kept.splice(index, 1);
        if (entry !== undefined) oldest[partition] = entry.at;
      }
    },
    get entries() {
      return kept;
    },
  };
}

function placeOf(place: number): readonly number[] {
  return place < 0 ? [0, -1] : [Math.floor(place / LEDGER), place % LEDGER];
}

export interface MemoryLiveFeed extends LiveFeed {
  readonly swipes: MemoryFeed<Swipe>;
  readonly invalidAttempts: MemoryFeed<InvalidAttempt>;
  setBeat(beat: Beat | null): void;
}

export function createMemoryLiveFeed(partitions = 1, origin = 0): MemoryLiveFeed {
  let beat: Beat | null = null;
  return {
    swipes: createMemoryFeed<Swipe>(partitions, origin),
    invalidAttempts: createMemoryFeed<InvalidAttempt>(partitions, origin),
    beat: () => beat,
    healthy: async () => true,
    setBeat(to) {
      beat = to;
    },
  };
}
