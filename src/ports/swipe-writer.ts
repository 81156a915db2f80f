import type { Effects } from './committer.ts';

/** What of a batch's effects belongs in tables. */
export type StoredEffects = Pick<Effects, 'swipes' | 'attempts' | 'deadLetters' | 'simulationOutcomes' | 'decidedAt'>;

/** The write side of the swipe store, dead letters and simulation outcomes, for a committer that works in steps. */
export interface SwipeWriter {
  /**
   * Stores every row of the effects in every table, late_batches included; resolves when all are durable. Idempotent:
   * the order of calls, repeats and overlaps do not matter.
   * @throws STORE_UNAVAILABLE (retriable): any part may have been written; MESSAGE_REJECTED: the store will never take
   * one of the rows (the caller bisects)
   */
  persist(effects: StoredEffects): Promise<void>;
}
