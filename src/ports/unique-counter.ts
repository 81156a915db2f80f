import type { SessionKey } from '../core/swipe.ts';

/**
 * Distinct students seen in a session, estimated by HyperLogLog: 16,384 registers, standard error 0.81 %, Redis's own hash
 * and registers, so that estimates equal Redis's on the same set. Source: Redis PFADD, PFCOUNT; Flajolet et al. 2007; Ertl 2017.
 * Every method @throws COUNTER_UNAVAILABLE (retriable).
 */
export interface UniqueCounter {
  /** Idempotent. Called after the rows are stored, so that a sketch can be rebuilt from rows at any time. Cost: one round trip a call. */
  add(additions: readonly UniqueAddition[]): Promise<void>;
  /** Integer ≥ 0 for each session in the order asked; 0 when nothing was seen. Cost: one round trip. */
  count(sessions: readonly SessionKey[]): Promise<readonly number[]>;
  /** For each list of sessions, the estimate of the distinct students seen in any of them. Cost: one round trip. */
  union(groups: readonly (readonly SessionKey[])[]): Promise<readonly number[]>;
  healthy(): Promise<boolean>;
}

export interface UniqueAddition {
  readonly session: SessionKey;
  readonly studentIds: readonly string[];
}
