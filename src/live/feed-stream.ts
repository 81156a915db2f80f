import { RollcallError } from '../core/errors.ts';
import { type FeedPosition, furthest, isAhead } from '../core/feed.ts';
import type { Clock } from '../ports/clock.ts';
import type { Feed } from '../ports/live-feed.ts';
import type { ChannelCore, ChannelLimits } from './feed-channel.ts';
import type { FeedKind } from './feed-kind.ts';
import type { FilterKeys } from './filter-index.ts';
import type { Ending, FeedFrame, FeedProgress, FeedRequest, LiveStream } from './frames.ts';
import { createReplay, type Replay } from './replay.ts';
import { createSubscriber } from './subscriber.ts';

/**
 * Commits come in bursts larger than any queue, so a full queue alone does not tell a slow reader. One that reads goes on
 * by replay, where nothing is held for it; it is too slow once it has taken nothing for so long, or has not caught up.
 */
const STALLED_MS = 1_000;
const CATCH_UP_MAX_MS = 60_000;
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 5_000;

export interface FeedStreamOptions<T, F extends FilterKeys> {
  readonly feed: Feed<T>;
  readonly kind: FeedKind<T, F>;
  readonly clock: Clock;
  readonly limits: ChannelLimits;
  readonly progress: (everyMs: number) => FeedProgress;
  readonly core: ChannelCore<T, F>;
  readonly request: FeedRequest<F>;
  /** Where to replay from; null: from now. */
  readonly from: FeedPosition | null;
  readonly onLeave: () => void;
}

/** One subscription: a replay until it stands where the tail does, then a member of its group. */
export function openFeedStream<T, F extends FilterKeys>(
  options: FeedStreamOptions<T, F>,
): { stream: LiveStream<FeedFrame<T>>; end(): void } {
  const { feed, kind, clock, core, request, limits } = options;
  const everyMs = request.progressEveryMs;
  /** Through where a replay's entries were handed out or passed over; where it joined. */
  let consumed: FeedPosition = options.from ?? core.position;
  let replay: Replay<T> | null = options.from === null ? null : createReplay(kind.name, feed, options.from);
  let leaveGroup: (() => void) | null = null;
  let cancelProgress: () => void = () => undefined;
  /** Lets go of what a replay waits for: the feed, or the time to ask it again. */
  let interrupt: () => void = () => undefined;
  let cancelStalled: () => void = () => undefined;
  let left = false;
  /** Has taken a frame offered live: the first is the progress with which it joined. */
  let isGreeted = false;
  /** A `next()` waits for the replay. */
  let isAsking = false;
  let lastSentAt = clock.now();
  let takenAt = clock.now();
  const quiet = (): void => {
    leaveGroup?.();
    leaveGroup = null;
    cancelProgress();
    cancelStalled();
  };
  const subscriber = createSubscriber<T>({
    onSlow: request.onSlow,
    frames: limits.queueFrames,
    bytes: limits.queueBytes,
    start: core.cursor(options.from ?? core.position),
    onTaken() {
      takenAt = clock.now();
      isGreeted = true;
    },
    catchesUp: fallBack,
    onEnding(ending) {
      quiet();
      interrupt();
      request.onEnding?.(ending);
    },
    onDropped: () => core.counted({ dropped: 1 }),
  });

  /** Once it has joined: after all that was offered, and never before what it had seen by then. */
  const standing = (): string => core.cursor(furthest(core.position, consumed));
  const offerProgress = (): void => {
    if (everyMs === undefined) return;
    const cursor = standing();
    subscriber.offer({ value: null, progress: options.progress(everyMs), bytes: 0, cursor: () => cursor });
  };
  const watchSilence = (): void => {
    if (everyMs === undefined) return;
    const wait = Math.max(lastSentAt + everyMs - clock.now(), 1);
    cancelProgress = clock.setTimer(wait, () => {
      if (subscriber.ended) return;
      if (subscriber.isWaiting && clock.now() - lastSentAt >= everyMs) offerProgress();
      else if (clock.now() - lastSentAt >= everyMs) lastSentAt = clock.now();
      watchSilence();
    });
  };
  const join = (): void => {
    consumed = replay?.position ?? core.position;
    leaveGroup = core.join(request.filter, {
      subscriber,
      ahead: isAhead(consumed, core.position) ? consumed : null,
    });
    replay = null;
    cancelStalled();
    if (!isGreeted) offerProgress();
    watchSilence();
  };
  function fallBack(last: string): boolean {
    if (clock.now() - takenAt >= STALLED_MS) return false;
    quiet();
    consumed = core.positionOf(last);
    replay = createReplay(kind.name, feed, consumed);
    watchStalled(clock.now());
    return true;
  }
  const watchStalled = (since: number): void => {
    cancelStalled = clock.setTimer(STALLED_MS, () => {
      const now = clock.now();
      if ((isAsking || now - takenAt < STALLED_MS) && now - since < CATCH_UP_MAX_MS) watchStalled(since);
      else subscriber.end('SUBSCRIBER_TOO_SLOW', () => core.cursor(consumed));
    });
  };
  if (replay === null) join();

  /** What `work` answers; null at once when the stream ends or is left. */
  const unlessOver = <R>(work: Promise<R>): Promise<R | null> =>
    new Promise((resolve, reject) => {
      interrupt = () => resolve(null);
      work.then(resolve, reject);
    });
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.setTimer(ms, resolve);
      interrupt = () => {
        cancel();
        resolve();
      };
    });
  /** The next matching frame of the replay; null when it has reached the tail and joined, or was left or ended meanwhile. */
  const catchUp = async (from: Replay<T>): Promise<FeedFrame<T> | null> => {
    for (let delayMs = RETRY_FIRST_MS; !subscriber.ended; ) {
      if (from.hasReached(core.position)) {
        join();
        return null;
      }
      try {
        const step = await unlessOver(from.next(core.position));
        if (step === null || subscriber.ended) continue;
        consumed = step.position;
        if (!kind.matches(request.filter, step.entry.value)) continue;
        const cursor = core.cursor(step.position);
        subscriber.handedOut(cursor);
        takenAt = clock.now();
        return { kind: 'FRAME', cursor, value: step.entry.value, gap: null, progress: null };
      } catch (error) {
        if (error instanceof RollcallError && error.code === 'CURSOR_EXPIRED') {
          // Retention has passed the reader: with its cursor it learns where the feed begins now.
          subscriber.end('SUBSCRIBER_TOO_SLOW', () => core.cursor(consumed));
          return null;
        }
        // The feed is out of reach: the subscriber waits, it does not end.
        await pause(delayMs);
        delayMs = Math.min(delayMs * 2, RETRY_MAX_MS);
      }
    }
    return null;
  };
  const leave = (): void => {
    if (left) return;
    left = true;
    subscriber.leave();
    quiet();
    interrupt();
    options.onLeave();
  };

  const stream: LiveStream<FeedFrame<T>> = {
    async next() {
      if (left) return { done: true, value: undefined };
      let item: FeedFrame<T> | Ending | null = null;
      // Again when a burst came between joining and here: it has fallen back to a replay.
      isAsking = true;
      while (item === null && replay !== null && !subscriber.ended) item = await catchUp(replay);
      isAsking = false;
      item ??= await subscriber.take();
      if (item === null || left) return { done: true, value: undefined };
      if (item.kind === 'ENDING') leave();
      else {
        lastSentAt = clock.now();
        core.counted({ delivered: 1 });
      }
      return { done: false, value: item };
    },
    async return() {
      leave();
      return { done: true, value: undefined };
    },
    async throw() {
      leave();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return {
    stream,
    end: () => subscriber.end('SERVER_RESTARTING', () => (replay === null ? standing() : core.cursor(consumed))),
  };
}
