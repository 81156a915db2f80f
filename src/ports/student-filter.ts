/**
 * Who may be a student: `no` is certain, `maybe` is wrong for at most the configured share of unknown ids (0..1).
 */
export interface StudentFilter {
  /**
   * Cost: one round trip a call. @throws FILTER_UNAVAILABLE (retriable)
   */
  check(studentIds: readonly string[]): Promise<FilterAnswer>;
  /** Adds ids; idempotent; an id is known once this resolves. Past 90 % of capacity the filter is rebuilt at twice the size. */
  add(studentIds: readonly string[]): Promise<void>;
  /** Raises the roster's generation: called after each import or removal is durable, so that other batches drop their caches. */
  raiseRosterGeneration(): Promise<void>;
  stats(): FilterStats;
  healthy(): Promise<boolean>;
}

export interface FilterAnswer {
  /** For each id asked: false is a certain no, as long as `trusted`. */
  readonly maybe: readonly boolean[];
  /** False while the filter is being rebuilt, was flushed, or failed over: every swipe must then be confirmed on the roster. */
  readonly trusted: boolean;
  /** Caches of roster answers made under another generation must be dropped. */
  readonly rosterGeneration: number;
}

export interface FilterStats {
  /** Distinct ids it is sized for. */
  readonly capacity: number;
  readonly size: number;
  /** Configured share of unknown ids answered `maybe`, 0..1. */
  readonly errorRatio: number;
  /** Raised by each rebuild. */
  readonly generation: number;
}
