import type { InvalidAttempt, Swipe } from '../../core/swipe.ts';
import type { Announcer } from '../../ports/announcer.ts';
import type { FeedLanes } from './feed-lanes.ts';

export interface PulsarAnnouncer extends Announcer {
  /** Floors are known once this resolved: before the first claim, best. @throws FEED_UNAVAILABLE */
  learn(): Promise<void>;
}

/** Swipes that go to one partition in one call travel as one message, whatever their lectures: order in a partition is whole. */
export function createPulsarAnnouncer(lanes: {
  readonly swipes: FeedLanes<Swipe>;
  readonly invalidAttempts: FeedLanes<InvalidAttempt>;
}): PulsarAnnouncer {
  return {
    async announce(swipes, attempts, attemptsAgain) {
      const announced = await Promise.allSettled([
        lanes.swipes.announce(swipes.map(({ swipe, again, floor }) => ({ value: swipe, floor: again ? floor : null }))),
        lanes.invalidAttempts.announce(
          attempts.map((value) => ({ value, floor: attemptsAgain?.has(value.id) === true ? '' : null })),
        ),
      ]);
      for (const one of announced) if (one.status === 'rejected') throw one.reason;
    },
    async learn() {
      await lanes.swipes.learn();
    },
    floorOf: (lectureId) => lanes.swipes.floorOf(lectureId),
  };
}
