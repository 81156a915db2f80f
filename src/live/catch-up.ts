import type { FeedName, FeedPosition } from '../core/feed.ts';
import type { Clock } from '../ports/clock.ts';
import { createReplay, type Replay, type ReplayedFeed } from './replay.ts';

/**
 * Commits come in bursts larger than any queue, so a full queue alone does not tell a slow reader. One that reads goes on
 * by replay, where nothing is held for it; it is too slow once it has taken nothing for so long, or has not caught up.
 */
export const STALLED_MS = 1_000;
const CATCH_UP_MAX_MS = 60_000;
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5_000;

/** What only a subscription that replays needs: its place, and how it is let go of what it waits for. */
export class CatchUp<T> {
  readonly replay: Replay<T>;
  /** A round of reading is under way. */
  isRunning = false;
  readonly #clock: Clock;
  /** How long the next pause is. */
  #pauseMs = RETRY_FIRST_MS;
  #interrupt: (() => void) | null = null;
  #cancelWatch: (() => void) | null = null;

  constructor(
    { kind, feed, clock }: { kind: { name: FeedName }; feed: ReplayedFeed<T>; clock: Clock },
    from: FeedPosition,
  ) {
    this.replay = createReplay(kind.name, feed, from);
    this.#clock = clock;
  }

  /** What the work answers; null at once when it is closed. */
  unlessClosed<R>(work: Promise<R>): Promise<R | null> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve(null);
      work.then((answer) => {
        this.#pauseMs = RETRY_FIRST_MS;
        resolve(answer);
      }, reject);
    });
  }

  /** Longer after each failure that follows another. */
  pause(): Promise<void> {
    const ms = this.#pauseMs;
    this.#pauseMs = Math.min(ms * 2, RETRY_MAX_MS);
    return new Promise((resolve) => {
      const cancel = this.#clock.setTimer(ms, resolve);
      this.#interrupt = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Asks every so often whether the reader takes anything, until it is too slow or this is closed. */
  watch(isTaking: () => boolean, onTooSlow: () => void): void {
    const endsAt = this.#clock.now() + CATCH_UP_MAX_MS;
    const again = (): void => {
      this.#cancelWatch = this.#clock.setTimer(STALLED_MS, () => {
        if (this.#clock.now() < endsAt && isTaking()) again();
        else onTooSlow();
      });
    };
    again();
  }

  close(): void {
    this.#cancelWatch?.();
    this.#interrupt?.();
  }
}
