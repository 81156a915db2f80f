import { type FeedPosition, furthest, isAhead } from '../core/feed.ts';
import type { Clock } from '../ports/clock.ts';
import type { Feed } from '../ports/live-feed.ts';
import type { ChannelCore, ChannelLimits } from './feed-channel.ts';
import type { FeedKind } from './feed-kind.ts';
import type { FilterKeys } from './filter-index.ts';
import type { Ending, FeedFrame, FeedProgress, FeedRequest, LiveStream } from './frames.ts';
import { createReplay, type Replay } from './replay.ts';
import { createSubscriber } from './subscriber.ts';

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
  let replay: Replay<T> | null = options.from === null ? null : createReplay(feed, options.from);
  let leaveGroup: (() => void) | null = null;
  let cancelProgress: () => void = () => undefined;
  let left = false;
  let lastSentAt = clock.now();
  const subscriber = createSubscriber<T>({
    onSlow: request.onSlow,
    frames: limits.queueFrames,
    bytes: limits.queueBytes,
    start: core.cursor(options.from ?? core.position),
    onEnding(ending) {
      leaveGroup?.();
      leaveGroup = null;
      cancelProgress();
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
    offerProgress();
    watchSilence();
  };
  if (replay === null) join();

  /** The next matching frame of the replay; null when it has reached the tail and joined, or was left or ended meanwhile. */
  const catchUp = async (from: Replay<T>): Promise<FeedFrame<T> | null> => {
    for (let delayMs = RETRY_FIRST_MS; !subscriber.ended; ) {
      if (from.hasReached(core.position)) {
        join();
        return null;
      }
      try {
        const step = await from.next(core.position);
        if (step === null || subscriber.ended) continue;
        consumed = step.position;
        if (!kind.matches(request.filter, step.entry.value)) continue;
        const cursor = core.cursor(step.position);
        subscriber.handedOut(cursor);
        return { kind: 'FRAME', cursor, value: step.entry.value, gap: null, progress: null };
      } catch {
        // The feed is out of reach: the subscriber waits, it does not end.
        await new Promise<void>((resolve) => clock.setTimer(delayMs, resolve));
        delayMs = Math.min(delayMs * 2, RETRY_MAX_MS);
      }
    }
    return null;
  };
  const leave = (): void => {
    if (left) return;
    left = true;
    subscriber.leave();
    leaveGroup?.();
    cancelProgress();
    options.onLeave();
  };

  const stream: LiveStream<FeedFrame<T>> = {
    async next() {
      if (left) return { done: true, value: undefined };
      const replayed = replay === null ? null : await catchUp(replay);
      const item: FeedFrame<T> | Ending | null = replayed ?? (await subscriber.take());
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
