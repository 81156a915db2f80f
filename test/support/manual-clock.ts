import type { Clock } from '../../src/ports/clock.ts';

export interface ManualClock extends Clock {
  /** Moves on, firing what falls due, each at its own instant. */
  advance(ms: number): void;
  /** Timers set and neither fired nor cancelled. */
  readonly timers: number;
}

/** A clock that stands still until it is told. */
export function createManualClock(start: number): ManualClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly fire: () => void }>();
  return {
    now: () => now,
    setTimer(delayMs, fire) {
      const timer = { at: now + delayMs, fire };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    get timers() {
      return timers.size;
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.fire();
      }
      now = end;
    },
  };
}
