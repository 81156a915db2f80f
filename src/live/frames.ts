import type { FlowWindow, WindowShape } from '../analytics/windows/window.ts';
import type { EpochMs } from '../core/campus-day.ts';
import type { RollcallError } from '../core/errors.ts';
import type { LiveStatus } from '../core/status.ts';
import type { InvalidAttempt, SessionKey, Swipe } from '../core/swipe.ts';
import type { InvalidAttemptFilter, SwipeFilter } from '../core/swipe-filter.ts';
import type { FlowScope } from './flow-source.ts';
import type { Attached, Outlet } from './outlet.ts';

/** `missed` frames that matched the filter lie after `from` and before the frame that carries the gap. */
export interface FeedGap {
  readonly missed: number;
  readonly from: string;
}

export interface FeedProgress {
  readonly at: EpochMs;
  /** Ingest's processed-through minus the allowed lateness; null when it has not been heard of for three intervals. */
  readonly watermark: EpochMs | null;
  readonly lagMs: number | null;
}

/** A window of a scope that is watched, as it is when it is looked at. */
export interface WatchedWindow {
  window(): FlowWindow | null;
}

/** One frame of a durable feed: one of `value` and `progress` is set. */
export interface FeedFrame<T> {
  readonly kind: 'FRAME';
  /** Resume after this frame. */
  readonly cursor: string;
  readonly value: T | null;
  readonly gap: FeedGap | null;
  readonly progress: FeedProgress | null;
}

/** Something to look at again: its answer is computed when the frame is rendered. */
export interface SnapshotFrame<K> {
  readonly kind: 'SNAPSHOT';
  readonly key: K;
  /** Absent: its answer is good for nobody else. */
  readonly sharing?: Sharing;
}

/** By what another's answer to the same frame is known to be good. */
export interface Sharing {
  /** Equal for equal keys. */
  readonly name: string;
  /** The number of the last change that the answer is to show. */
  readonly change: number;
  /** The number of the last change so far: what is read after it was asked shows all of them. */
  changes(): number;
}

/** The server ends the subscription: always the last item. `error.extensions.cursor` is set for durable feeds. */
export interface Ending {
  readonly kind: 'ENDING';
  readonly error: RollcallError;
}

/**
 * What a reader gets whose bounded queue is full. DROP: newer frames are dropped and counted. DISCONNECT: the queue is
 * discarded and the reader goes on from the feed itself, at its own pace; it is ended once it takes nothing for a second,
 * or has not caught up within a minute.
 */
export type SlowPolicy = 'DISCONNECT' | 'DROP';

export interface FeedRequest<F> {
  readonly filter: F;
  /** Replay what follows this cursor, then go on live; absent: from now. */
  readonly after?: string | undefined;
  readonly onSlow: SlowPolicy;
  readonly progressEveryMs?: number | undefined;
  /** Called at the moment the hub decides to end the stream, which may be long before a stalled reader pulls the ending. */
  readonly onEnding?: ((ending: Ending) => void) | undefined;
}

/** A subscriber's stream. `return()` leaves the hub at once and frees everything held for it. Never throws from `next()`. */
export interface LiveStream<T> extends AsyncIterableIterator<T | Ending> {
  /** In place of pulling, before the first `next()`: items go to the outlet as they come. Absent where they can only be pulled. */
  attach?(outlet: Outlet<T>): Attached;
}

export interface LiveHub {
  /** @throws CURSOR_INVALID, CURSOR_EXPIRED (with `extensions.oldest`), LIMIT_EXCEEDED, FEED_UNAVAILABLE before the stream begins */
  swipes(request: FeedRequest<SwipeFilter>): Promise<LiveStream<FeedFrame<Swipe>>>;
  invalidAttempts(request: FeedRequest<InvalidAttemptFilter>): Promise<LiveStream<FeedFrame<InvalidAttempt>>>;
  /**
   * That session as soon as it exists, then whenever it may have changed (a swipe, its start, end and finality instants, a
   * roster change), at most once per `intervalMs`; changes in between are one. Day absent: today when it begins.
   */
  session(lectureId: string, day: number | null, intervalMs: number): Promise<LiveStream<SnapshotFrame<SessionKey>>>;
  /** Each session of the day now, then each that may have changed. Day absent: follows today over midnight. */
  sessions(
    day: number | null,
    lectureIds: ReadonlySet<string> | null,
    intervalMs: number,
  ): Promise<LiveStream<SnapshotFrame<SessionKey>>>;
  /** The scope's windows now, then each again when it changes, begins or becomes final. @throws STORE_UNAVAILABLE, ROSTER_UNAVAILABLE */
  flow(scope: FlowScope, shape: WindowShape, intervalMs: number): Promise<LiveStream<SnapshotFrame<WatchedWindow>>>;
  /** That simulation now, then whenever its record or counts may have changed, until it has ended. */
  simulation(id: string, intervalMs: number): Promise<LiveStream<SnapshotFrame<string>>>;
  /** The feed by pull. Absent `after`: nothing, and the current cursor. @throws as `swipes` */
  pullSwipes(after: string | undefined, filter: SwipeFilter, first: number): Promise<FeedPage<Swipe>>;
  pullInvalidAttempts(
    after: string | undefined,
    filter: InvalidAttemptFilter,
    first: number,
  ): Promise<FeedPage<InvalidAttempt>>;
  status(): LiveStatus;
  /** Ends every stream with SERVER_RESTARTING and its cursor, and refuses new ones with it. Resolves when the tails are closed. */
  close(): Promise<void>;
}

export interface FeedPage<T> {
  readonly values: readonly T[];
  readonly cursor: string;
  readonly caughtUp: boolean;
}
