import type { Beat } from '../../core/status.ts';
import type { FeedLine } from './feed-codec.ts';
import type { EntryId, Place } from './feed-place.ts';

export interface PlacedLine<T> extends FeedLine<T> {
  readonly at: Place;
}

/** One message of a partition. */
export interface FeedMessage<T> {
  readonly entry: EntryId;
  readonly lines: readonly PlacedLine<T>[];
  /** Set on a message that is no more than a sign of life. */
  readonly beat: Beat | null;
}

/** The messages of one partition from a place on, in order, none missed or twice, as long as it lasts. */
export interface FeedSource<T> {
  /**
   * The next message; null when none came in time. One call at a time.
   * @throws FEED_UNAVAILABLE: the connection is lost, and the source with it
   */
  next(waitMs: number): Promise<FeedMessage<T> | null>;
  close(): void;
}

/**
 * @param from what lies at or before it may still come first
 * @throws FEED_UNAVAILABLE
 */
export type OpenSource<T> = (partition: number, from: Place) => Promise<FeedSource<T>>;
