import type { ExecutionResult } from 'graphql';

/** One result of a subscription, as WebSocket and SSE alike send it. */
export interface LiveResult {
  readonly result: ExecutionResult;
  /** Where to resume after it; null for what has no place in a feed. */
  readonly cursor: string | null;
}

/**
 * The results of one subscription, pulled one at a time: the next item is asked for when the last one has been sent, so
 * that a stalled socket fills its bounded queue in the hub and nothing here. `return()` leaves at once, also while a
 * `next()` waits, which then resolves as done. Never throws.
 */
export interface LiveResults extends AsyncIterableIterator<LiveResult> {
  return(): Promise<IteratorResult<LiveResult>>;
}

export interface LiveResultsSource {
  /** The next result; null when there is none any more. Never throws; one call at a time. */
  pull(): Promise<LiveResult | null>;
  /** Called once: the last result was taken and sent, or the client has left. */
  over(): void;
}

const FINISHED: IteratorResult<LiveResult> = { done: true, value: undefined };

export function createLiveResults({ pull, over }: LiveResultsSource): LiveResults {
  let isOver = false;
  let waiting: ((item: IteratorResult<LiveResult>) => void) | undefined;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    over();
  };
  const next = (): Promise<IteratorResult<LiveResult>> => {
    if (isOver) return Promise.resolve(FINISHED);
    return new Promise((resolve) => {
      waiting = resolve;
      void pull().then((value) => {
        if (value === null) end();
        resolve(isOver || value === null ? FINISHED : { done: false, value });
      });
    });
  };
  return {
    next,
    return: () => {
      end();
      waiting?.(FINISHED);
      return Promise.resolve(FINISHED);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
