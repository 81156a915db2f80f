import type { CampusClock } from '../core/campus-day.ts';
import type { Claims } from '../ports/claims.ts';
import type { Clock } from '../ports/clock.ts';
import type { Committer } from '../ports/committer.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Roster } from '../ports/roster.ts';
import type { StudentFilter } from '../ports/student-filter.ts';
import type { SwipeLog } from '../ports/swipe-log.ts';
import type { SwipeStore } from '../ports/swipe-store.ts';

/** What the ingest loop is built on. */
export interface PipelineDeps {
  readonly swipeLog: Pick<SwipeLog, 'subscribe'>;
  readonly filter: Pick<StudentFilter, 'check'>;
  readonly roster: Pick<Roster, 'known'>;
  readonly claims: Pick<Claims, 'claim' | 'release' | 'completeSince'>;
  readonly swipeStore: Pick<SwipeStore, 'swipes'>;
  readonly committer: Committer;
  /** Announcer.floorOf; absent where an announcement is part of the commit. */
  readonly floorOf?: ((lectureId: string) => string) | undefined;
  readonly clock: Clock;
  readonly campus: CampusClock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Uniform in [0, 1); spreads retries. */
  random(): number;
  readonly limits: PipelineLimits;
}

export interface PipelineLimits {
  /** Messages a batch, at most. */
  readonly batchMax: number;
  /** How long a batch that is not full waits for more. */
  readonly lingerMs: number;
  /** Batches received and not yet committed, ≥ 1; at 2 one is being written while the next is decoded. */
  readonly batchesInFlight: number;
  readonly allowedSkewMs: number;
  /** Students remembered as known. */
  readonly rosterCacheMax: number;
  /** Longest wait between two tries of a backend that is down. */
  readonly backoffMaxMs: number;
}
