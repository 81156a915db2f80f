import type { PageRequest } from '../core/paging.ts';
import type { SimulationCounts, SimulationRecord } from '../core/simulation.ts';

/** Records of simulations and what ingest made of their messages. Every method @throws STORE_UNAVAILABLE (retriable). */
export interface Simulations {
  /** Creates or replaces. Durable once it resolves. */
  save(record: SimulationRecord): Promise<void>;
  get(ids: readonly string[]): Promise<readonly (SimulationRecord | null)[]>;
  /** Newest first is `reverse: true`: ascending by startedAt, then id. */
  list(page: PageRequest<SimulationKey>): Promise<readonly SimulationRecord[]>;
  /** Counts over distinct indexes below `planned`, exact under redelivery. Cost: one read; full buckets are cached. */
  observed(id: string): Promise<SimulationCounts>;
  /** The earlier record with that tag that published anything, or null. */
  withTag(tag: string): Promise<SimulationRecord | null>;
  /**
   * Takes or renews a lease for this process; false while another process holds it. Released by `releaseLease` or its expiry.
   */
  acquireLease(name: string, ttlMs: number): Promise<boolean>;
  releaseLease(name: string): Promise<void>;
}

export interface SimulationKey {
  readonly startedAt: number;
  readonly id: string;
}
