import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/adapters/embedded/database.ts';
import { createPartitions } from '../../src/adapters/embedded/partitions.ts';
import { type EmbeddedAdapters, type EmbeddedOptions, openEmbeddedStore } from '../../src/adapters/embedded/store.ts';
import { loadSymbols } from '../../src/adapters/embedded/symbols.ts';
import { createTaskQueue } from '../../src/adapters/embedded/task-queue.ts';
import { createCampusClock } from '../../src/core/campus-day.ts';
import type { Log } from '../../src/ports/log.ts';
import { createManualClock } from './manual-clock.ts';

/** Noon of an ordinary day, UTC. */
export const START = Date.UTC(2026, 2, 18, 12);

export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

export type StoreOptions = Partial<Omit<EmbeddedOptions, 'dataDir'>> & { timeZone?: string; start?: number };

/** An embedded store in a folder of its own, on a clock of its own. */
export async function openTemporaryStore(options: StoreOptions = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  const clock = createManualClock(options.start ?? START);
  const open = (): Promise<EmbeddedAdapters> =>
    openEmbeddedStore({
      durability: 'process',
      campus: createCampusClock(options.timeZone ?? 'UTC'),
      clock,
      log: SILENT,
      allowedLatenessMs: 20 * 60_000,
      bloomCapacity: 10_000,
      bloomErrorRatio: 0.01,
      claimsMax: 100_000,
      claimTtlMs: 48 * 3_600_000,
      feedRetentionMs: 7 * 86_400_000,
      backlogMax: 1_000_000,
      ...options,
      dataDir: dir,
    });
  let store = await open();
  return {
    get store() {
      return store;
    },
    clock,
    dir,
    /** Closes the store and opens the same folder again. */
    async reopen(): Promise<EmbeddedAdapters> {
      await store.close();
      store = await open();
      return store;
    },
    async dispose(): Promise<void> {
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export type TemporaryDatabase = Awaited<ReturnType<typeof openTemporaryDatabase>>;

/** A store's database alone, in a folder of its own, with what reads and writes its rows. */
export async function openTemporaryDatabase() {
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  const clock = createManualClock(START);
  const log = SILENT;
  const database = await openDatabase({ dataDir, durability: 'process', timeZone: 'UTC', clock, log });
  const tasks = createTaskQueue({ log, clock, isBusy: () => false });
  return {
    database,
    symbols: await loadSymbols(database),
    partitions: createPartitions(database, tasks),
    async dispose(): Promise<void> {
      await tasks.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
