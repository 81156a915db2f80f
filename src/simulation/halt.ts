import { isRetriable } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';

const FIRST_BACKOFF_MS = 50;
const BACKOFF_MAX_MS = 2_000;

/** How urgently a run is asked to halt: not at all, to stop for good, to let go so that another process goes on. */
export const HALT = { none: 0, stop: 1, close: 2 } as const;
export type HaltLevel = (typeof HALT)[keyof typeof HALT];

/** Thrown inside a run when it was asked to halt; never leaves it. */
export class Halted extends Error {}

/** Waiting that a request to halt cuts short. */
export interface Halt {
  readonly level: HaltLevel;
  raise(level: HaltLevel): void;
  /** @throws Halted when asked at `least` or above */
  check(least: HaltLevel): void;
  /** Resolves after that time. @throws Halted as `check` */
  pause(ms: number, least: HaltLevel): Promise<void>;
  /**
   * Does it again, with growing pauses, while it fails with a retriable error.
   * @param failed told of each such failure
   * @throws Halted as `check`, only between two tries; the operation's own error when it is not retriable
   */
  insist<T>(operation: () => Promise<T>, least: () => HaltLevel, failed?: (error: unknown) => void): Promise<T>;
}

export function createHalt(clock: Clock): Halt {
  let level: HaltLevel = HALT.none;
  const waiting = new Set<() => void>();
  const check = (least: HaltLevel): void => {
    if (level >= least) throw new Halted();
  };
  const pause = async (ms: number, least: HaltLevel): Promise<void> => {
    check(least);
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel();
        waiting.delete(wake);
        resolve();
      };
      const cancel = clock.setTimer(ms, wake);
      waiting.add(wake);
    });
    check(least);
  };
  return {
    get level() {
      return level;
    },
    raise: (asked) => {
      if (asked <= level) return;
      level = asked;
      for (const wake of [...waiting]) wake();
    },
    check,
    pause,
    insist: async (operation, least, failed) => {
      for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS)) {
        try {
          return await operation();
        } catch (error) {
          if (!isRetriable(error)) throw error;
          failed?.(error);
          await pause(backoffMs, least());
        }
      }
    },
  };
}
