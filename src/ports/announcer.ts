import type { InvalidAttempt } from '../core/swipe.ts';
import type { AcceptedSwipe } from './committer.ts';

/** The write side of the live feeds, for a committer that works in steps. */
export interface Announcer {
  /**
   * Appends to both feeds, per lecture in the order given, after everything of earlier calls; resolves when all is durable.
   * A call may be made before the one before it resolved. A swipe that may have been announced before (`again`, or left
   * unacknowledged by an earlier try of this process) is marked so, with its floor: readers then find the first copy.
   * @param attemptsAgain ids of those attempts that may have been announced before
   * @throws FEED_UNAVAILABLE (retriable): any part may have been appended; MESSAGE_REJECTED
   */
  announce(
    swipes: readonly AcceptedSwipe[],
    attempts: readonly InvalidAttempt[],
    attemptsAgain?: ReadonlySet<string>,
  ): Promise<void>;
  /**
   * The newest place known of the lecture's feed partition, before anything that is announced from now on. No I/O.
   * Opaque, at most 64 characters; '' unknown.
   */
  floorOf(lectureId: string): string;
}
