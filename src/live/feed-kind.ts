import type { FeedName } from '../core/feed.ts';
import type { InvalidAttempt, Swipe } from '../core/swipe.ts';
import { type InvalidAttemptFilter, matchesAttempt, matchesSwipe, type SwipeFilter } from '../core/swipe-filter.ts';
import type { FilterKeys, ValueKeys } from './filter-index.ts';

/** What differs between the two feeds. */
export interface FeedKind<T, F extends FilterKeys> {
  readonly name: FeedName;
  matches(filter: F, value: T): boolean;
  keysOf(value: T): ValueKeys;
  /** About how many bytes a frame of the value takes in a queue. */
  sizeOf(value: T): number;
  /** The same text for filters that match the same, whatever order their ids were given in. */
  nameOf(filter: F): string;
}

/** A frame's own fields, instants and punctuation; ids come on top. */
const FRAME_BYTES = 200;

const text = (ids: Iterable<string> | undefined): string => (ids === undefined ? '*' : [...ids].sort().join(','));

export const SWIPES: FeedKind<Swipe, SwipeFilter> = {
  name: 'swipes',
  matches: matchesSwipe,
  keysOf: (swipe) => swipe,
  sizeOf: ({ studentId, lectureId, gateId }) => FRAME_BYTES + studentId.length + lectureId.length + gateId.length,
  nameOf: ({ lectureIds, studentIds, gateIds, actions }) =>
    [lectureIds, studentIds, gateIds, actions].map(text).join(' '),
};

export const INVALID_ATTEMPTS: FeedKind<InvalidAttempt, InvalidAttemptFilter> = {
  name: 'invalidAttempts',
  matches: matchesAttempt,
  keysOf: (attempt) => attempt,
  sizeOf: ({ studentId, lectureId, gateId }) =>
    FRAME_BYTES + (studentId?.length ?? 0) + (lectureId?.length ?? 0) + (gateId?.length ?? 0),
  nameOf: ({ lectureIds, studentIds, gateIds, reasons }) =>
    [lectureIds, studentIds, gateIds, reasons].map(text).join(' '),
};
