import { encodeCursor } from '../core/cursor.ts';
import { RollcallError } from '../core/errors.ts';
import { comparePartitionPosition, type FeedEntry, type FeedName, type FeedPosition, isAhead } from '../core/feed.ts';
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
  /**
   * The next entry before `until`; null when there is none.
   * @throws FEED_UNAVAILABLE; CURSOR_EXPIRED when retention has passed the reader meanwhile
   */
  next(until: FeedPosition): Promise<ReplayStep<T> | null>;
}

/** What is asked of a feed to replay it. */
export type ReplayedFeed<T> = Pick<Feed<T>, 'read' | 'oldest' | 'origin'>;

/** What a cursor before the feed's oldest position is refused with. */
export function cursorExpired(name: FeedName, oldest: FeedPosition, origin: number): RollcallError {
  return new RollcallError('CURSOR_EXPIRED', undefined, {
    argument: 'after',
    extensions: { oldest: encodeCursor(name, oldest, origin) },
  });
}

export function createReplay<T>(name: FeedName, feed: ReplayedFeed<T>, from: FeedPosition): Replay<T> {
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
        const read = await feed.read(partition, position[partition] ?? [], through, PAGE);
        // Asked after the page: whatever is still kept now was kept while the page was read.
        const oldest = await feed.oldest();
        if (isAhead(oldest, position)) throw cursorExpired(name, oldest, feed.origin);
        page = read;
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
