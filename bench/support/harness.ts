import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedAdapters, openEmbeddedStore } from '../../src/adapters/embedded/store.ts';
import { createSystemClock } from '../../src/adapters/node/clock.ts';
import { keepHeapTight } from '../../src/cli/heap.ts';
import { createCampusClock } from '../../src/core/campus-day.ts';
import { createPipeline, type Pipeline } from '../../src/ingest/pipeline.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Metrics } from '../../src/ports/metrics.ts';

/** The flags of `npm start`, for a bench's servers. */
export const SERVER_FLAGS: readonly string[] = ['--max-semi-space-size=8', '--v8-pool-size=1'];

const SYSTEM_CLOCK = createSystemClock();
/** The system's, whose timers keep a bench alive. */
export const CLOCK: Clock = {
  now: () => Date.now(),
  setTimer(delayMs, fire) {
    if (delayMs === 0) return SYSTEM_CLOCK.setTimer(0, fire);
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};
keepHeapTight();

export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };
const NO_METRICS: Metrics = {
  counter: () => ({ add() {} }),
  gauge() {},
  histogram: () => ({ observe() {} }),
};
export const CAMPUS = createCampusClock('UTC');

export async function scratchFolder<T>(use: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  try {
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export async function folderBytes(dir: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

/** The embedded store with the settings that `npm start` uses. */
export function openStore(dataDir: string, clock = CLOCK): Promise<EmbeddedAdapters> {
  return openEmbeddedStore({
    dataDir,
    durability: 'process',
    campus: CAMPUS,
    clock,
    log: SILENT,
    allowedLatenessMs: 20 * 60_000,
    bloomCapacity: 100_000,
    bloomErrorRatio: 0.01,
    claimsMax: 2_000_000,
    claimTtlMs: 48 * 3_600_000,
    feedRetentionMs: 7 * 86_400_000,
    backlogMax: 10_000_000,
  });
}

export function startPipeline(store: EmbeddedAdapters, batchMax = 2_000): Pipeline {
  return createPipeline({
    ...store,
    clock: CLOCK,
    campus: CAMPUS,
    log: SILENT,
    metrics: NO_METRICS,
    random: Math.random,
    limits: {
      batchMax,
      lingerMs: 20,
      batchesInFlight: 2,
      allowedSkewMs: 300_000,
      rosterCacheMax: 200_000,
      backoffMaxMs: 10_000,
    },
  });
}

/** Resolves when the log has nothing left. */
export async function drained(store: EmbeddedAdapters): Promise<void> {
  while ((await store.swipeLog.backlog()) !== 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Lines of columns, the first left-aligned. */
export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
    .join('\n');
}
