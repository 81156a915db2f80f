import type { Ending, LiveStream } from './frames.ts';
import type { Attached, Outlet, Rendered } from './outlet.ts';

interface Pulled<F> extends Rendered {
  readonly frame: F;
}

/** An outlet for one who pulls: ready while a `next()` waits. */
export interface PullOutlet<F> extends Outlet<F, Pulled<F>> {
  /** The stream over a subscription that sends here. */
  streamOf(attached: Attached): LiveStream<F>;
}

/** @param share equal for equal filters @param sizeOf about what a frame takes in a queue, in bytes */
export function createPullOutlet<F>(share: string, sizeOf: (frame: F) => number): PullOutlet<F> {
  let waiting: ((item: IteratorResult<F | Ending>) => void) | null = null;
  let ending: Ending | null = null;
  let isOver = false;
  const done: IteratorReturnResult<undefined> = { done: true, value: undefined };
  const give = (value: F | Ending): void => {
    waiting?.({ done: false, value });
    waiting = null;
  };
  return {
    share,
    get isReady() {
      return waiting !== null;
    },
    unsent: 0,
    render: (frame) => ({ frame, bytes: sizeOf(frame) }),
    send: ({ frame }) => give(frame),
    end(last) {
      if (waiting === null) ending = last;
      else give(last);
      isOver = true;
    },
    streamOf(attached) {
      const leave = (): IteratorReturnResult<undefined> => {
        isOver = true;
        ending = null;
        attached.leave();
        waiting?.(done);
        waiting = null;
        return done;
      };
      const stream: LiveStream<F> = {
        async next() {
          if (ending !== null) {
            const value = ending;
            ending = null;
            return { done: false, value };
          }
          if (isOver) return done;
          const next = new Promise<IteratorResult<F | Ending>>((resolve) => {
            waiting = resolve;
          });
          attached.resume();
          return next;
        },
        async return() {
          return leave();
        },
        async throw() {
          return leave();
        },
        [Symbol.asyncIterator]: () => stream,
      };
      return stream;
    },
  };
}
