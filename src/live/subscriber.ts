import { RollcallError } from '../core/errors.ts';
import type { Ending, FeedFrame, FeedProgress, SlowPolicy } from './frames.ts';

/** A frame before it is handed out; its cursor is written only then, and once for all who share it. */
export interface PendingFrame<T> {
  readonly value: T | null;
  readonly progress: FeedProgress | null;
  readonly bytes: number;
  cursor(): string;
}

export interface SubscriberOptions {
  readonly onSlow: SlowPolicy;
  /** Bounds of the queue. */
  readonly frames: number;
  readonly bytes: number;
  /** Where the subscriber stands before its first frame. */
  readonly start: string;
  /**
   * Asked when the queue of a DISCONNECT reader is full. True: it goes on by a replay after `last`, and what is queued is
   * discarded; false: it is given up.
   */
  readonly catchesUp: (last: string) => boolean;
  /** Called whenever the reader is handed a frame. */
  readonly onTaken: () => void;
  /** Called at the moment the subscriber is given up. */
  readonly onEnding: (ending: Ending) => void;
  readonly onDropped: () => void;
}

/**
 * One reader's bounded queue. What is offered is taken, dropped or ends it at once, and never waits: a reader that stops
 * reading costs its bound and nothing else.
 */
export interface Subscriber<T> {
  /** True while a reader waits and nothing is queued. */
  readonly isWaiting: boolean;
  readonly ended: boolean;
  offer(frame: PendingFrame<T>): void;
  /** The next frame or the ending; null once it has left. One call at a time. */
  take(): Promise<FeedFrame<T> | Ending | null>;
  /** Discards the queue; the next item is the ending. @param idleCursor where one stands who has nothing queued */
  end(code: 'SUBSCRIBER_TOO_SLOW' | 'SERVER_RESTARTING', idleCursor: () => string): void;
  /** Says that everything through this cursor was handed out, by a replay. */
  handedOut(cursor: string): void;
  /** Frees everything; a waiting `take` answers null. */
  leave(): void;
}

export function createSubscriber<T>(options: SubscriberOptions): Subscriber<T> {
  let queue: PendingFrame<T>[] = [];
  /** Taken from the front of `queue`; cut off now and then. */
  let head = 0;
  let bytes = 0;
  let last = options.start;
  let missed = 0;
  let gapFrom = '';
  /** A queued frame that carries a gap. */
  const gaps = new Map<PendingFrame<T>, { missed: number; from: string }>();
  let waiting: ((item: FeedFrame<T> | Ending | null) => void) | null = null;
  let ending: Ending | null = null;
  let left = false;

  const clear = (): void => {
    queue = [];
    head = 0;
    bytes = 0;
    gaps.clear();
  };
  const handOut = (frame: PendingFrame<T>): FeedFrame<T> => {
    const gap = gaps.get(frame) ?? null;
    gaps.delete(frame);
    last = frame.cursor();
    options.onTaken();
    return { kind: 'FRAME', cursor: last, value: frame.value, gap, progress: frame.progress };
  };
  const end = (code: 'SUBSCRIBER_TOO_SLOW' | 'SERVER_RESTARTING', idleCursor: () => string): void => {
    if (ending !== null || left) return;
    const queued = queue.length - head;
    // Nothing queued and nothing missed: the reader stands where the feed does.
    const cursor = queued > 0 ? last : missed > 0 ? gapFrom : idleCursor();
    clear();
    ending = { kind: 'ENDING', error: new RollcallError(code, undefined, { extensions: { cursor } }) };
    options.onEnding(ending);
    waiting?.(ending);
    waiting = null;
  };

  return {
    get isWaiting() {
      return waiting !== null;
    },
    get ended() {
      return ending !== null || left;
    },
    offer(frame) {
      if (ending !== null || left) return;
      if (queue.length - head >= options.frames || (bytes > 0 && bytes + frame.bytes > options.bytes)) {
        if (frame.value === null) return;
        if (options.onSlow === 'DISCONNECT') {
          if (options.catchesUp(last)) clear();
          else end('SUBSCRIBER_TOO_SLOW', () => last);
          return;
        }
        if (missed === 0) gapFrom = queue.at(-1)?.cursor() ?? last;
        missed += 1;
        options.onDropped();
        return;
      }
      if (missed > 0) {
        gaps.set(frame, { missed, from: gapFrom });
        missed = 0;
      }
      if (waiting !== null) {
        const resolve = waiting;
        waiting = null;
        resolve(handOut(frame));
        return;
      }
      queue.push(frame);
      bytes += frame.bytes;
    },
    async take() {
      if (left) return null;
      const frame = queue[head];
      if (frame !== undefined) {
        head += 1;
        bytes -= frame.bytes;
        if (head * 2 >= queue.length) {
          queue = queue.slice(head);
          head = 0;
        }
        return handOut(frame);
      }
      if (ending !== null) return ending;
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    end,
    handedOut(cursor) {
      last = cursor;
    },
    leave() {
      left = true;
      clear();
      waiting?.(null);
      waiting = null;
    },
  };
}
