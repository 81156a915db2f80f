import type { EpochMs } from '../core/campus-day.ts';

/** Now, and a timer. The only source of time outside `core`, so that tests own it. */
export interface Clock {
  /** Wall clock; may step back. */
  now(): EpochMs;
  /**
   * Calls `fire` once after `delayMs` (≥ 0); 0: as soon as whatever has arrived by now has had its turn. The timer never
   * keeps the process alive, but for the one turn that 0 takes.
   * @returns cancels it; harmless after it fired.
   */
  setTimer(delayMs: number, fire: () => void): () => void;
}
