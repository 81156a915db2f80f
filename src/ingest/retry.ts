import { isRetriable, RollcallError } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Backoff } from './backoff.ts';

/** Thrown out of whatever was being retried when the pipeline is stopped; nothing is at fault. */
export class StoppedError extends Error {
  override name = 'StoppedError';
}

export interface RetryDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly backoff: Backoff;
  /** A failed step is about to be waited for. */
  onRetry(step: string): void;
}

export interface Retry {
  /**
   * Does a step until it succeeds, for as long as its errors are ones that `worthRetrying`; others are thrown.
   * @param attempt is told how many tries failed before
   * @throws StoppedError once `stop` was called and the try under way has failed
   */
  run<T>(
    step: string,
    attempt: (failures: number) => Promise<T>,
    worthRetrying?: (error: unknown) => boolean,
  ): Promise<T>;
  /** True while any step waits for a backend. */
  waiting(): boolean;
  /** Ends all waiting. */
  stop(): void;
}

/** Retries with backoff on the clock given; a backend that is down holds its caller up and nothing else. */
export function createRetry({ clock, log, backoff, onRetry }: RetryDeps): Retry {
  const wakers = new Set<() => void>();
  let stopped = false;
  let troubled = 0;

  const pause = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        wakers.delete(wake);
        resolve();
      };
      wakers.add(wake);
      clock.setTimer(delayMs, wake);
    });

  return {
    async run(step, attempt, worthRetrying = isRetriable) {
      let failures = 0;
      try {
        for (;;) {
          try {
            return await attempt(failures);
          } catch (error) {
            if (error instanceof StoppedError || !worthRetrying(error)) throw error;
            if (stopped) throw new StoppedError();
            failures += 1;
            if (failures === 1) troubled += 1;
            const delayMs = backoff(failures);
            log.warn('ingest waits for a backend', { step, code: codeOf(error), failures, delayMs });
            onRetry(step);
            await pause(delayMs);
            if (stopped) throw new StoppedError();
          }
        }
      } finally {
        if (failures > 0) troubled -= 1;
      }
    },
    waiting: () => troubled > 0,
    stop() {
      stopped = true;
      for (const wake of [...wakers]) wake();
    },
  };
}

/** The code of an error of ours; INTERNAL for any other. */
export function codeOf(error: unknown): string {
  return error instanceof RollcallError ? error.code : 'INTERNAL';
}
