import { afterEach, beforeEach } from 'vitest';
import type { CampusContext } from '../../src/ports/campus-context.ts';
import type { Claims } from '../../src/ports/claims.ts';
import type { Committer } from '../../src/ports/committer.ts';
import type { DeadLetters } from '../../src/ports/dead-letters.ts';
import type { LiveFeed } from '../../src/ports/live-feed.ts';
import type { Roster } from '../../src/ports/roster.ts';
import type { RosterImports } from '../../src/ports/roster-imports.ts';
import type { Simulations } from '../../src/ports/simulations.ts';
import type { StudentFilter } from '../../src/ports/student-filter.ts';
import type { SwipeLog } from '../../src/ports/swipe-log.ts';
import type { SwipeStore } from '../../src/ports/swipe-store.ts';
import type { UniqueCounter } from '../../src/ports/unique-counter.ts';

/** Every port a suite may ask for. */
export interface Ports {
  readonly swipeLog: SwipeLog;
  readonly filter: StudentFilter;
  readonly roster: Roster;
  readonly imports: RosterImports;
  readonly claims: Claims;
  readonly swipeStore: SwipeStore;
  readonly counter: UniqueCounter;
  readonly committer: Committer;
  readonly feed: LiveFeed;
  readonly deadLetters: DeadLetters;
  readonly simulations: Simulations;
  readonly campusContext: CampusContext;
}

/** What a suite drives: empty adapters, which can be closed and opened again, on a clock that can be moved on. */
export interface Harness<Port extends keyof Ports> {
  /** As opened last; not to be kept over `reopen`. */
  readonly ports: Pick<Ports, Port>;
  /** Noon, UTC, of the day the adapters' clock began at; campus days are UTC's. */
  readonly start: number;
  /** A position as the swipe log writes it; another for each number ≥ 1, in that order. */
  position(number: number): string;
  /** Lets that much time pass on the adapters' clock. */
  pass(ms: number): Promise<void>;
  /** Closes the adapters and opens them over what they stored. */
  reopen(): Promise<void>;
  /** Makes everything announced so far older than the feeds keep, and waits until it is gone. */
  expireFeeds(): Promise<void>;
  dispose(): Promise<void>;
}

export interface OpenOptions {
  /** Messages the log takes before it is full. */
  readonly backlogMax?: number;
  /** Ids the filter is first sized for. */
  readonly filterCapacity?: number;
}

export type Open<Port extends keyof Ports> = (options?: OpenOptions) => Promise<Harness<Port>>;

/** Opens a harness for each test and disposes of it after. @returns the one of the running test */
export function eachTest<Port extends keyof Ports>(open: Open<Port>, options?: OpenOptions): () => Harness<Port> {
  let harness: Harness<Port> | undefined;
  beforeEach(async () => {
    harness = await open(options);
  });
  afterEach(async () => {
    await harness?.dispose();
    harness = undefined;
  });
  return () => {
    if (harness === undefined) throw new Error('no test is running');
    return harness;
  };
}
