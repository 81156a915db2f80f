import type { EpochMs } from '../core/campus-day.ts';
import type { SimulationOutcomeRow } from '../core/simulation.ts';
import type { DeadLetter, InvalidAttempt, Outcome, Swipe } from '../core/swipe.ts';

/** What one batch of log messages does to the world: a value, made by a pure function in `ingest/effects`. */
export interface Effects {
  /** Accepted, in log order, each holding the claim of its event id. Announced in this order. */
  readonly swipes: readonly AcceptedSwipe[];
  /** In log order; announced in this order. */
  readonly attempts: readonly InvalidAttempt[];
  /** Ids of those whose message may have been handed out before: their announcement may be a second one. */
  readonly attemptsAgain?: ReadonlySet<string>;
  readonly deadLetters: readonly DeadLetter[];
  /** Of what was refused. That the swipes were accepted is remembered as well, and outranks these. */
  readonly outcomes: readonly OutcomeRow[];
  readonly simulationOutcomes: readonly SimulationOutcomeRow[];
  /** Log positions of every message of the batch, in log order: acknowledged last. */
  readonly positions: readonly string[];
  /** The ingest clock when the batch was decided. */
  readonly decidedAt: EpochMs;
}

export interface AcceptedSwipe {
  readonly swipe: Swipe;
  /** True when its announcement may be a second one (a redelivered message that held its own claim). */
  readonly again: boolean;
  /** As first claimed with (ClaimRequest.floor); '' unknown. */
  readonly floor: string;
  /** As claimed. */
  readonly contentHash: number;
}

export interface OutcomeRow {
  readonly eventId: string;
  readonly outcome: Outcome;
}

/**
 * Applies effects: stores rows in every table, counts, announces, remembers outcomes, acknowledges. After a crash at any
 * point, applying the same effects again gives the same state as applying them once. Calls are applied in the order
 * they are made; a call may be made before the one before it resolved.
 */
export interface Committer {
  /**
   * Begins those parts of `commit` with this same value that need no order among calls, while earlier calls are under
   * way; it is told of no failure, since `commit` then does them again. Absent where a commit is one transaction. What
   * was prepared and never committed is as a crash in the middle of a commit would leave it.
   */
  prepare?(effects: Effects): void;
  /**
   * Resolves when all of it is durable and acknowledged.
   * @throws a retriable error: nothing may be assumed, apply again; MESSAGE_REJECTED: these effects will never be
   * taken as they are (the caller bisects)
   */
  commit(effects: Effects): Promise<void>;
}
