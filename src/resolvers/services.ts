import type { CampusClock, EpochMs } from '../core/campus-day.ts';
import type { IngestStatus, PortStatus } from '../core/status.ts';
import type { LiveHub } from '../live/frames.ts';
import type { CampusContext } from '../ports/campus-context.ts';
import type { Claims } from '../ports/claims.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContextImports } from '../ports/context-imports.ts';
import type { DeadLetters } from '../ports/dead-letters.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { Log } from '../ports/log.ts';
import type { Roster } from '../ports/roster.ts';
import type { RosterImports } from '../ports/roster-imports.ts';
import type { Simulations } from '../ports/simulations.ts';
import type { Simulator } from '../ports/simulator.ts';
import type { SwipeLog } from '../ports/swipe-log.ts';
import type { SwipeStore } from '../ports/swipe-store.ts';
import type { UniqueCounter } from '../ports/unique-counter.ts';

export type { Viewer } from '../core/viewer.ts';
export type { Connection } from '../live/connection.ts';

/** Everything a question may be answered from; made once, in `app.ts`. */
export interface Services {
  readonly clock: Clock;
  readonly campus: CampusClock;
  readonly log: Log;
  readonly swipeLog: SwipeLog;
  readonly roster: Roster;
  readonly imports: RosterImports;
  readonly campusContext: Pick<CampusContext, 'segments' | 'weather' | 'incidents'>;
  readonly contextImports: ContextImports;
  readonly swipeStore: SwipeStore;
  readonly counter: UniqueCounter;
  readonly claims: Claims;
  readonly feed: LiveFeed;
  readonly deadLetters: DeadLetters;
  readonly simulator: Simulator;
  /** Only listed from here: what one simulation is doing now is the simulator's to say. */
  readonly simulations: Pick<Simulations, 'list'>;
  readonly live: LiveHub;
  readonly about: About;
}

/** What a client plans by, and what `status` tells. */
export interface About {
  readonly version: string;
  readonly role: string;
  readonly startedAt: EpochMs;
  readonly allowedLatenessMs: number;
  readonly feedRetentionMs: number;
  readonly outcomeRetentionMs: number;
  readonly defaultGraceMs: number;
  ports(): Promise<readonly PortStatus[]>;
  /** null in a process that does not ingest. */
  ingest(): IngestStatus | null;
}
