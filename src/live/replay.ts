import { comparePartitionPosition, type FeedEntry, type FeedPosition } from '../core/feed.ts';
import type { Feed } from '../ports/live-feed.ts';

/** Entries read at once while a subscriber catches up. */
const PAGE = 500;

export interface ReplayStep<T> {
  readonly entry: FeedEntry<T>;
  /** The position after the entry. */
  readonly position: FeedPosition;
}

/**
 * Reads a feed from a position on, a page at a time and only when asked, so that its reader sets the pace and nothing is
 * kept back for it.
 */
export interface Replay<T> {
  readonly position: FeedPosition;
  /** True when nothing before `until` is left. */
  hasReached(until: FeedPosition): boolean;
  /** The next entry before `until`; null when there is none. @throws FEED_UNAVAILABLE */
  next(until: FeedPosition): Promise<ReplayStep<T> | null>;
}

export function createReplay<T>(feed: Pick<Feed<T>, 'read'>, from: FeedPosition): Replay<T> {
  let position: readonly (readonly number[])[] = from;
  let page: readonly FeedEntry<T>[] = [];
  let at = 0;
  const behind = (until: FeedPosition): number =>
    position.findIndex((own, partition) => comparePartitionPosition(own, until[partition] ?? []) < 0);
  const advance = (partition: number, to: readonly number[]): void => {
    position = position.map((own, index) => (index === partition ? to : own));
  };
  return {
    get position() {
      return position;
    },
    hasReached: (until) => at >= page.length && behind(until) === -1,
    async next(until) {
      while (at >= page.length) {
        const partition = behind(until);
        if (partition === -1) return null;
        const through = until[partition] ?? [];
        page = await feed.read(partition, position[partition] ?? [], through, PAGE);
        at = 0;
        if (page.length === 0) advance(partition, through);
      }
      const entry = page[at];
      if (entry === undefined) return null;
      at += 1;
      advance(entry.partition, entry.at);
      return { entry, position };
    },
  };
}
