import type { CampusClock } from '../../core/campus-day.ts';
import type { Beat } from '../../core/status.ts';
import type { CampusContext } from '../../ports/campus-context.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Committer } from '../../ports/committer.ts';
import type { DeadLetters } from '../../ports/dead-letters.ts';
import type { LiveFeed } from '../../ports/live-feed.ts';
import type { Log } from '../../ports/log.ts';
import type { Roster } from '../../ports/roster.ts';
import type { Simulations } from '../../ports/simulations.ts';
import type { StudentFilter } from '../../ports/student-filter.ts';
import type { SwipeLog } from '../../ports/swipe-log.ts';
import type { SwipeStore } from '../../ports/swipe-store.ts';
import type { UniqueCounter } from '../../ports/unique-counter.ts';
import { createEmbeddedCampusContext } from './campus-context.ts';
import { createEmbeddedClaims, type EmbeddedClaims } from './claims.ts';
import { restoreClaims } from './claims-restore.ts';
import { createEmbeddedCommitter } from './committer.ts';
import { openDatabase } from './database.ts';
import { createEmbeddedDeadLetters } from './dead-letters.ts';
import { createEnrolments } from './enrolments.ts';
import { BATCH_KEY } from './fold-cache.ts';
import { createFolds } from './folds.ts';
import { openEmbeddedLiveFeed } from './live-feed.ts';
import { createPartitions } from './partitions.ts';
import { createEmbeddedRoster } from './roster.ts';
import { loadSeenIndex } from './seen-index.ts';
import { createEmbeddedSimulations } from './simulations.ts';
import { createStudentDays } from './student-days.ts';
import { createEmbeddedStudentFilter } from './student-filter.ts';
import { openEmbeddedSwipeLog } from './swipe-log.ts';
import { createEmbeddedSwipeStore } from './swipe-store.ts';
import { loadSymbols } from './symbols.ts';
import { createTaskQueue } from './task-queue.ts';
import { createTotals } from './totals.ts';
import { createEmbeddedUniqueCounter } from './unique-counter.ts';
import { createUpkeep } from './upkeep.ts';

export interface EmbeddedOptions {
  /** Made when absent; one process at a time. */
  readonly dataDir: string;
  /** `process` survives the process dying at any instant, `disk` also power loss. */
  readonly durability: 'process' | 'disk';
  readonly campus: CampusClock;
  readonly clock: Clock;
  readonly log: Log;
  readonly allowedLatenessMs: number;
  /** Distinct students the filter is first sized for. */
  readonly bloomCapacity: number;
  /** 0..1. */
  readonly bloomErrorRatio: number;
  readonly claimsMax: number;
  readonly claimTtlMs: number;
  readonly feedRetentionMs: number;
  readonly backlogMax: number;
  /** Whether ingest is held up, for the beat. */
  readonly isPaused?: () => boolean;
}

/** Every port, served by one LevelDB in one process. */
export interface EmbeddedAdapters {
  readonly swipeLog: SwipeLog;
  readonly filter: StudentFilter;
  readonly roster: Roster;
  readonly claims: EmbeddedClaims;
  readonly swipeStore: SwipeStore;
  readonly counter: UniqueCounter;
  readonly committer: Committer;
  readonly feed: LiveFeed;
  readonly deadLetters: DeadLetters;
  readonly simulations: Simulations;
  readonly campusContext: CampusContext;
  /** Bytes the store takes on disk, by LevelDB's own estimate, after merging and compacting everything. */
  compact(): Promise<void>;
  /** Lets what is in flight land, then closes the folder. */
  close(): Promise<void>;
}

/** @throws DATA_FOLDER_LOCKED, DATA_FOLDER_UNUSABLE, DATA_FOLDER_NEWER, TIME_ZONE_CHANGED */
export async function openEmbeddedStore(options: EmbeddedOptions): Promise<EmbeddedAdapters> {
  const { campus, clock, log, allowedLatenessMs } = options;
  const database = await openDatabase({ ...options, timeZone: campus.timeZone });
  let backlog = () => 0;
  const tasks = createTaskQueue({ log, clock, isBusy: () => backlog() > BUSY_BACKLOG });
  const symbols = await loadSymbols(database);
  const partitions = createPartitions(database, tasks);
  const folds = createFolds({ database, partitions, symbols, campus, allowedLatenessMs });
  const [sessionsSeen, gatesSeen, swipeLog] = await Promise.all([
    loadSeenIndex(database, 'sessionSeen'),
    loadSeenIndex(database, 'gateSeen'),
    openEmbeddedSwipeLog({ database, clock, backlogMax: options.backlogMax }),
  ]);
  backlog = swipeLog.backlogNow;
  const beat = (): Beat => ({
    processedThrough: swipeLog.processedThroughNow(),
    paused: options.isPaused?.() ?? false,
    at: clock.now(),
  });
  const finalAt = (day: number): number => campus.startOf(day + 1) + allowedLatenessMs;
  const isFinal = (day: number): boolean => swipeLog.processedThroughNow() >= finalAt(day);
  const totals = createTotals({ database, folds, symbols, isFinal });
  const feed = await openEmbeddedLiveFeed({ database, symbols, campus, tasks, beat });
  const claims = createEmbeddedClaims({
    claimsMax: options.claimsMax,
    ttlMs: options.claimTtlMs,
    isConsumed: swipeLog.isConsumed,
  });
  await restoreClaims(claims, feed, clock.now() - options.claimTtlMs);
  const roster = createEmbeddedRoster(database, createEnrolments(database));
  const filter = createEmbeddedStudentFilter({
    capacity: options.bloomCapacity,
    errorRatio: options.bloomErrorRatio,
    allStudentIds: roster.allStudentIds,
    log,
  });
  await filter.rebuild();
  const simulations = createEmbeddedSimulations(database);
  const studentDays = createStudentDays(database, partitions);
  const parts = { database, symbols, partitions, folds, totals, studentDays, sessionsSeen, gatesSeen };
  const lastBatch = Number((await database.get(BATCH_KEY))?.toString() ?? '0');
  const upkeep = createUpkeep({ ...parts, tasks, clock, log, feed, isFinal, feedRetentionMs: options.feedRetentionMs });
  const committer = createEmbeddedCommitter(
    {
      ...parts,
      feed,
      claims,
      simulations,
      swipeLog,
      mayBeFinal: (day, at) => at >= finalAt(day) - FINAL_MARGIN_MS,
      onLate: upkeep.touched,
    },
    lastBatch,
  );
  return {
    swipeLog,
    filter,
    roster,
    claims,
    swipeStore: createEmbeddedSwipeStore(parts),
    counter: createEmbeddedUniqueCounter({ database, folds, symbols, totals }),
    committer,
    feed,
    deadLetters: createEmbeddedDeadLetters(database),
    simulations,
    campusContext: createEmbeddedCampusContext(database),
    async compact() {
      await tasks.idle();
      await database.level.compactRange(Buffer.from([0]), Buffer.from([0xff]));
    },
    async close() {
      upkeep.close();
      await tasks.close();
      await database.close();
    },
  };
}

/** Messages waiting in the log above which background work is put off: more than a batch or two. */
const BUSY_BACKLOG = 5_000;
/** Totals are marked stale a little before they can first be stored, whatever clocks say. */
const FINAL_MARGIN_MS = 5 * 60_000;
