/** The two live feeds. Their cursors are not interchangeable. */
export type FeedName = 'swipes' | 'invalidAttempts';

/**
 * A place in one feed: for each partition the numbers of the last entry seen, compared as a list of numbers from the left
 * (embedded: one partition, `[sequence]`; Pulsar: `[ledger, entry, batch index]`). An entry's position is *after* it, so
 * reading from a position gives what follows.
 */
export type FeedPosition = readonly (readonly number[])[];

/** One entry of a feed as its tail or a replay hands it out. */
export interface FeedEntry<T> {
  readonly partition: number;
  /** The entry's own place in its partition. */
  readonly at: readonly number[];
  readonly value: T;
}

/** Negative, zero or positive, as `a` stands before, at or after `b` in one partition. */
export function comparePartitionPosition(a: readonly number[], b: readonly number[]): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] ?? -1) - (b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** On each partition the later of the two. */
export function furthest(a: FeedPosition, b: FeedPosition): FeedPosition {
  return a.map((own, partition) => {
    const other = b[partition] ?? [];
    return comparePartitionPosition(own, other) < 0 ? other : own;
  });
}

/** True when `a` stands after `b` on any partition. */
export function isAhead(a: FeedPosition, b: FeedPosition): boolean {
  return a.some((own, partition) => comparePartitionPosition(own, b[partition] ?? []) > 0);
}
