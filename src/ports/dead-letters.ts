import type { EpochMs } from '../core/campus-day.ts';
import type { PageRequest } from '../core/paging.ts';
import type { DeadLetter } from '../core/swipe.ts';

export interface DeadLetterKey {
  readonly receivedAt: EpochMs;
  readonly id: string;
}

/** Messages set aside, written by the Committer. Every method @throws STORE_UNAVAILABLE (retriable). */
export interface DeadLetters {
  /** By receivedAt, then id. */
  list(page: PageRequest<DeadLetterKey>): Promise<readonly DeadLetter[]>;
  /** In the order asked; null where there is none. */
  get(ids: readonly string[]): Promise<readonly (DeadLetter | null)[]>;
  /** Idempotent. */
  remove(ids: readonly string[]): Promise<void>;
}
