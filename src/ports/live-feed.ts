import type { FeedEntry, FeedPosition } from '../core/feed.ts';
import type { Beat } from '../core/status.ts';
import type { InvalidAttempt, Swipe } from '../core/swipe.ts';

/**
 * One feed: entries in commit order within a partition (and so ordered per lecture), replayable within retention.
 * Every method @throws FEED_UNAVAILABLE (retriable).
 */
export interface Feed<T> {
  readonly partitions: number;
  /** 32 bits that tell this installation's feeds from another's: cursors of another are refused. The same for every process. */
  readonly origin: number;
  /** Whether a lecture's entries all stand in one partition; which one. */
  partitionOf(lectureId: string): number;
  /** The position after the newest entry. Cost: one read. */
  head(): Promise<FeedPosition>;
  /** The earliest position from which a replay is whole; a position before it on any partition has expired. */
  oldest(): Promise<FeedPosition>;
  /**
   * Up to `max` entries that follow `from` on that partition and do not lie beyond `until`. Empty: `from` has reached `until`.
   * Cost: about one read per call.
   */
  read(
    partition: number,
    from: readonly number[],
    until: readonly number[],
    max: number,
  ): Promise<readonly FeedEntry<T>[]>;
  /**
   * Follows the feed from its head: `deliver` is called synchronously with whole, ordered runs of entries, none missed or
   * twice. `position` is where the tail began. At most one tail a process is meant.
   */
  tail(deliver: (entries: readonly FeedEntry<T>[]) => void): Promise<FeedTail>;
}

export interface FeedTail {
  readonly position: FeedPosition;
  /**
   * Where there is one: all up to here has been delivered. Signs of life move it on where no entry comes, so that the
   * cursor of a quiet feed does not grow older than what is kept.
   */
  readonly through?: () => FeedPosition;
  close(): Promise<void>;
}

export interface LiveFeed {
  readonly swipes: Feed<Swipe>;
  readonly invalidAttempts: Feed<InvalidAttempt>;
  /** The newest sign of life of ingest as a whole; null before the first. No I/O. */
  beat(): Beat | null;
  healthy(): Promise<boolean>;
}
