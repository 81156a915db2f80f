import { type BloomFilter, createBloomFilter } from '../../core/bloom-filter.ts';
import type { Log } from '../../ports/log.ts';
import type { StudentFilter } from '../../ports/student-filter.ts';

/** A Bloom filter in memory. It is untrusted from opening until the roster has been read into it. */
export interface EmbeddedStudentFilter extends StudentFilter {
  /** Reads the whole roster into a filter of fitting size, under a new generation. */
  rebuild(minimumCapacity?: number): Promise<void>;
}

const REBUILD_AT = 0.9;

/** @param errorRatio share of unknown ids that may be answered `maybe`, 0..1 */
export function createEmbeddedStudentFilter(options: {
  capacity: number;
  errorRatio: number;
  allStudentIds: () => AsyncIterable<readonly string[]>;
  log: Log;
}): EmbeddedStudentFilter {
  const { errorRatio, log } = options;
  let capacity = options.capacity;
  let filter: BloomFilter = createBloomFilter({ capacity, errorRatio });
  let generation = 0;
  let rosterGeneration = 1;
  let trusted = false;
  /** While a rebuild reads the roster, ids added meanwhile go into both filters. */
  let rebuilding: { next: BloomFilter; done: Promise<void> } | null = null;
  /** Ids that may not be on the roster yet, where a rebuild would not find them: an import adds here first. */
  let underway = new Set<string>();

  const run = async (): Promise<void> => {
    for (;;) {
      const next = createBloomFilter({ capacity, errorRatio });
      if (rebuilding !== null) rebuilding.next = next;
      for (const id of underway) next.add(id);
      for await (const ids of options.allStudentIds()) {
        for (const id of ids) next.add(id);
        if (next.size > capacity * REBUILD_AT) break;
      }
      if (next.size <= capacity * REBUILD_AT) {
        filter = next;
        generation += 1;
        trusted = true;
        return;
      }
      capacity *= 2;
    }
  };
  const rebuild = (minimumCapacity = capacity): Promise<void> => {
    if (rebuilding !== null) return rebuilding.done;
    capacity = Math.max(capacity, minimumCapacity);
    const started = { next: createBloomFilter({ capacity, errorRatio }), done: Promise.resolve() };
    rebuilding = started;
    started.done = run().finally(() => {
      rebuilding = null;
      log.info('filter.rebuilt', { capacity, size: filter.size, generation });
    });
    return started.done;
  };

  return {
    async check(studentIds) {
      return { maybe: studentIds.map((id) => filter.has(id)), trusted, rosterGeneration };
    },
    async add(studentIds) {
      for (const id of studentIds) {
        underway.add(id);
        filter.add(id);
        rebuilding?.next.add(id);
      }
      if (filter.size > capacity * REBUILD_AT && rebuilding === null) {
        // The old filter still answers no with certainty, only maybe too often, so nobody waits for the new one.
        rebuild(capacity * 2).catch((error: unknown) => log.warn('filter.rebuild_failed', { reason: String(error) }));
      }
    },
    async raiseRosterGeneration() {
      // Imports follow one another, so whatever was added is durable now.
      underway = new Set();
      rosterGeneration += 1;
    },
    stats: () => ({ capacity, size: filter.size, errorRatio, generation }),
    healthy: async () => true,
    rebuild,
  };
}
