import type { EpochMs } from '../core/campus-day.ts';
import type { Outcome } from '../core/swipe.ts';
import type { OutcomeRow } from './committer.ts';

export interface ClaimRequest {
  readonly eventId: string;
  /** Integer 0 ≤ n < 2⁵³ over what the swipe says besides its event id (core/content-hash). */
  readonly contentHash: number;
  readonly position: string;
  /** When the claim is made, for expiry. */
  readonly at: EpochMs;
  /** A place of the live feed before which the swipe cannot have been announced (see Announcer.floorOf); '' unknown. */
  readonly floor: string;
}

/** Null: claimed now, by this position. Otherwise what was there already (its position may be the asker's own: a redelivery). */
export type ClaimAnswer = { readonly position: string; readonly contentHash: number; readonly floor: string } | null;

/**
 * Which message holds an event id, and what became of it, within a time to live. Every method @throws CLAIMS_UNAVAILABLE (retriable).
 */
export interface Claims {
  /** Set if absent, answering what was there; requests of one call apply in order. Cost: one round trip a call. */
  claim(requests: readonly ClaimRequest[]): Promise<readonly ClaimAnswer[]>;
  /** Gives up claims, each only if that position holds it. */
  release(claims: readonly { readonly eventId: string; readonly position: string }[]): Promise<void>;
  /** Claims held since this instant are complete; −Infinity while none was ever dropped or expired. */
  completeSince(): EpochMs;
  /** In the order asked; null: not processed yet, or longer ago than is remembered. Cost: one round trip. */
  outcomes(eventIds: readonly string[]): Promise<readonly (Outcome | null)[]>;
  healthy(): Promise<boolean>;
}

/** Where a committer that works in steps writes what became of event ids. @throws CLAIMS_UNAVAILABLE (retriable) */
export interface OutcomeMemory {
  /** ACCEPTED overwrites INVALID, never the reverse. Idempotent. Cost: one round trip a call. */
  remember(outcomes: readonly OutcomeRow[], at: EpochMs): Promise<void>;
}
