import type { CampusContext } from './ports/campus-context.ts';
import type { Claims } from './ports/claims.ts';
import type { Committer } from './ports/committer.ts';
import type { ContextStream } from './ports/context-stream.ts';
import type { DeadLetters } from './ports/dead-letters.ts';
import type { LiveFeed } from './ports/live-feed.ts';
import type { Roster } from './ports/roster.ts';
import type { Simulations } from './ports/simulations.ts';
import type { StudentFilter } from './ports/student-filter.ts';
import type { SwipeLog } from './ports/swipe-log.ts';
import type { SwipeStore } from './ports/swipe-store.ts';
import type { UniqueCounter } from './ports/unique-counter.ts';

/** Every port of one process, whichever adapters serve it. */
export interface Stores {
  readonly swipeLog: SwipeLog;
  readonly filter: StudentFilter;
  readonly roster: Roster;
  readonly claims: Claims;
  readonly swipeStore: SwipeStore;
  readonly counter: UniqueCounter;
  readonly committer: Committer;
  readonly feed: LiveFeed;
  readonly deadLetters: DeadLetters;
  readonly simulations: Simulations;
  readonly campusContext: CampusContext;
  /** Where others publish weather and incidents; absent where nobody can. */
  readonly contextStream?: ContextStream | undefined;
  /** Announcer.floorOf; absent where an announcement is part of the commit. */
  readonly floorOf?: ((lectureId: string) => string) | undefined;
  /** What serves each port, for `status`. */
  readonly servedBy: Readonly<Record<PortName, string>>;
  /** True once every port can be used: connected for the first time, topics and tables of this version. */
  isPrepared(): boolean;
  /** Resolves when `isPrepared`. @throws what no further try can help, in one line for the operator */
  readonly prepared: Promise<void>;
  close(): Promise<void>;
}

export const PORT_NAMES = [
  'swipeLog',
  'studentFilter',
  'roster',
  'claims',
  'swipeStore',
  'uniqueCounter',
  'liveFeed',
] as const;
export type PortName = (typeof PORT_NAMES)[number];
