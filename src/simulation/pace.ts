import type { EpochMs } from '../core/campus-day.ts';

/** Unused allowance older than this is forfeited: after a pause nothing is published in a burst. */
const BURST_MS = 1_000;
/** Waiting less than this is not worth a timer. */
const LEAST_WAIT_MS = 20;

/** How many messages may be published now. */
export interface Pace {
  /** Integer ≥ 0. */
  allowance(now: EpochMs): number;
  spend(messages: number): void;
  /** Until the allowance grows, in milliseconds. */
  waitMs(now: EpochMs): number;
}

/** @param rate messages a second; null: no bound */
export function createPace(rate: number | null, start: EpochMs): Pace {
  if (rate === null) {
    return { allowance: () => Number.POSITIVE_INFINITY, spend: () => {}, waitMs: () => 0 };
  }
  // The instant at which the next message may go.
  let next = start;
  const periodMs = 1_000 / rate;
  return {
    allowance: (now) => {
      // A clock that stepped back must not hold everything up.
      next = Math.min(Math.max(next, now - Math.max(BURST_MS, periodMs)), now + periodMs);
      return next > now ? 0 : Math.floor((now - next) / periodMs) + 1;
    },
    spend: (messages) => {
      next += messages * periodMs;
    },
    waitMs: (now) => Math.max(LEAST_WAIT_MS, Math.ceil(next - now)),
  };
}
