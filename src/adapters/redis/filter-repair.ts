import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { FilterMarker } from './filter-marker.ts';
import { FULL_AT } from './filter-rebuild.ts';

/** One process at a time rebuilds the filter. */
const LEASE = 'filter-rebuild';
const LEASE_MS = 15_000;
const FIRST_PAUSE_MS = 250;
const PAUSE_MAX_MS = 10_000;

export interface FilterState {
  readonly marker: FilterMarker | null;
  /** True when the filter in place holds everything that was ever added. */
  readonly trusted: boolean;
}

export interface FilterRepairOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** As configured. */
  readonly capacity: number;
  readonly errorRatio: number;
  readonly inspect: () => Promise<FilterState>;
  /** False: something came in between. */
  readonly rebuild: (capacity: number, renewLease: () => Promise<boolean>) => Promise<boolean>;
  readonly acquireLease: (name: string, ttlMs: number) => Promise<boolean>;
  readonly releaseLease: (name: string) => Promise<void>;
}

export interface FilterRepair {
  /** Resolves once the filter is whole and not too full, by this process's work or another's; one at a time. */
  run(): Promise<void>;
  close(): Promise<void>;
}

/** Rebuilds the filter whenever it needs it, under a lease, for as long as it takes. */
export function createFilterRepair(options: FilterRepairOptions): FilterRepair {
  const { clock, log, inspect, rebuild } = options;
  let running: Promise<void> | null = null;
  let closed = false;
  let wake = () => {};

  const pause = (failures: number): Promise<void> =>
    new Promise((resolve) => {
      if (closed) return resolve();
      const cancel = clock.setTimer(Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** failures), resolve);
      wake = () => {
        cancel();
        resolve();
      };
    });

  const rebuildUnderLease = async (capacity: number): Promise<boolean> => {
    if (!(await options.acquireLease(LEASE, LEASE_MS))) return false;
    let renewedAt = clock.now();
    const renewLease = async (): Promise<boolean> => {
      if (closed) return false;
      if (clock.now() - renewedAt < LEASE_MS / 3) return true;
      renewedAt = clock.now();
      return options.acquireLease(LEASE, LEASE_MS);
    };
    try {
      return await rebuild(capacity, renewLease);
    } finally {
      await options.releaseLease(LEASE);
    }
  };

  const loop = async (): Promise<void> => {
    for (let failures = 0; !closed; ) {
      try {
        const capacity = capacityNeeded(await inspect(), options);
        if (capacity === null) return;
        if (await rebuildUnderLease(capacity)) {
          log.info('filter.rebuilt', { capacity });
          continue;
        }
        await pause(0);
      } catch (error) {
        failures += 1;
        log.warn('filter.rebuild_failed', { error, failures });
        await pause(failures);
      }
    }
  };

  return {
    run() {
      running ??= loop().finally(() => {
        running = null;
      });
      return running;
    },
    async close() {
      closed = true;
      wake();
      await running;
    },
  };
}

/** @returns for how many ids a filter must be built; null while the one in place will do */
export function capacityNeeded(
  { marker, trusted }: FilterState,
  configured: { readonly capacity: number; readonly errorRatio: number },
): number | null {
  const capacity = Math.max(configured.capacity, marker?.capacity ?? 0);
  if (marker === null || !trusted || marker.errorRatio !== configured.errorRatio) return capacity;
  if (marker.size > marker.capacity * FULL_AT) return capacity * 2;
  return marker.capacity < configured.capacity ? capacity : null;
}
