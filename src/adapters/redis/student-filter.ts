import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { StudentFilter } from '../../ports/student-filter.ts';
import type { RedisConnection } from './client.ts';
import { guarded, inParts, isAnswering, listOf, numberOf, script, textOf } from './commands.ts';
import { BITMAP, type FilterKind, MODULE } from './filter-kinds.ts';
import { type FilterMarker, readMarker } from './filter-marker.ts';
import { IDS_MAX, rebuildFilter } from './filter-rebuild.ts';
import { capacityNeeded, createFilterRepair } from './filter-repair.ts';
import { RAISE } from './filter-scripts.ts';
import { filterKeys } from './keys.ts';
import { IDENTITY_COMMAND, identityOf } from './server-facts.ts';

export interface RedisStudentFilterOptions {
  readonly redis: Pick<RedisConnection, 'pipeline' | 'facts'>;
  readonly clock: Clock;
  readonly log: Log;
  /** BLOOM_KEY */
  readonly key: string;
  /** Ids it is first sized for. */
  readonly capacity: number;
  /** Share of unknown ids that may be answered `maybe`, 0..1. */
  readonly errorRatio: number;
  /** Roster.allStudentIds */
  readonly allStudentIds: () => AsyncIterable<readonly string[]>;
  /** Simulations.acquireLease and releaseLease */
  readonly acquireLease: (name: string, ttlMs: number) => Promise<boolean>;
  readonly releaseLease: (name: string) => Promise<void>;
}

export interface RedisStudentFilter extends StudentFilter {
  /** Rebuilds the filter from the roster if it needs it; resolves once it may be trusted. Otherwise the first check begins that. */
  ensure(): Promise<void>;
  /** Ends a rebuild that is under way. */
  close(): Promise<void>;
}

/** What an import that died has left is forgotten after this. */
const UNDERWAY_SECONDS = 86_400;

/**
 * A Bloom filter that every process shares: `BF.*` where the server has it, otherwise core's filter in a bitmap. A marker
 * beside it names the server's data it was built in; while that is not the present one (flushed, restarted, failed over, evicted)
 * nothing is trusted, and a rebuild from the roster has begun.
 */
export function createRedisStudentFilter(options: RedisStudentFilterOptions): RedisStudentFilter {
  const { redis, errorRatio } = options;
  const keys = filterKeys(options.key);
  let marker: FilterMarker | null = null;
  /** Added by this process and perhaps not on the roster yet. */
  const underway = new Set<string>();
  /** The generation that all of those went into; null when they went into several, or none. */
  let underwayIn: number | null = null;

  const kind = (): FilterKind => (redis.facts()?.hasBloom === true ? MODULE : BITMAP);

  const ask = async (studentIds: readonly string[]): Promise<Asked> => {
    const { scripts, encode } = kind();
    const checks = inParts(studentIds, IDS_MAX).map((part) =>
      script(scripts.check, [keys.data, keys.marker, keys.roster], encode(part)),
    );
    const replies = await redis.pipeline([...checks, IDENTITY_COMMAND]);
    const identity = identityOf(replies.at(-1));
    const answers = replies.slice(0, -1).map(listOf);
    marker = readMarker(answers.at(-1)?.[1]);
    return {
      bits: answers.map(([maybe]) => textOf(maybe) ?? '').join(''),
      trusted: answers.every(([maybe, held]) => maybe !== null && readMarker(held)?.identity === identity),
      rosterGeneration: numberOf(answers.at(-1)?.[2]),
    };
  };

  const repair = createFilterRepair({
    ...options,
    async inspect() {
      const { trusted } = await ask([]);
      return { marker, trusted };
    },
    rebuild: (capacity, renewLease) =>
      rebuildFilter({ ...options, keys, kind: kind(), renewLease, underway: () => [...underway] }, capacity),
  });
  /** What is configured is looked at when a process starts, so that two that differ do not rebuild in turns. */
  const repairWhereNeeded = (trusted: boolean): void => {
    const asBuilt = { capacity: 0, errorRatio: marker?.errorRatio ?? errorRatio };
    if (capacityNeeded({ marker, trusted }, asBuilt) !== null) repair.run();
  };

  const add = async (studentIds: readonly string[]): Promise<void> => {
    for (const part of inParts(studentIds, IDS_MAX)) {
      const { scripts, encode } = kind();
      const [, , reply] = await redis.pipeline([
        ['SADD', keys.underway, ...part],
        ['EXPIRE', keys.underway, String(UNDERWAY_SECONDS)],
        script(scripts.add, [keys.data, keys.marker], [keys.nextPrefix, ...encode(part)]),
      ]);
      marker = readMarker(reply);
      if (underwayIn !== marker?.generation) underwayIn = null;
    }
  };

  return {
    check: (studentIds) =>
      guarded('FILTER_UNAVAILABLE', async () => {
        const { bits, trusted, rosterGeneration } = await ask(studentIds);
        repairWhereNeeded(trusted);
        return { maybe: studentIds.map((_, at) => !trusted || bits[at] === '1'), trusted, rosterGeneration };
      }),
    add: (studentIds) =>
      guarded('FILTER_UNAVAILABLE', async () => {
        if (studentIds.length === 0) return;
        if (underway.size === 0) underwayIn = marker?.generation ?? null;
        for (const id of studentIds) underway.add(id);
        await add(studentIds);
        repairWhereNeeded(true);
      }),
    raiseRosterGeneration: () =>
      guarded('FILTER_UNAVAILABLE', async () => {
        // Imports follow one another, so whatever was added is durable now.
        const durable = [...underway];
        const { trusted } = await ask([]);
        // A filter rebuilt after a flush may have been made of a roster that did not have them yet.
        if (durable.length > 0 && (!trusted || underwayIn !== marker?.generation)) await add(durable);
        const removals = inParts(durable, IDS_MAX).filter((part) => part.length > 0);
        await redis.pipeline([
          ...removals.map((part) => ['SREM', keys.underway, ...part]),
          script(RAISE, [keys.roster]),
        ]);
        for (const id of durable) underway.delete(id);
      }),
    stats: () => ({
      capacity: marker?.capacity ?? options.capacity,
      size: marker?.size ?? 0,
      errorRatio,
      generation: marker?.generation ?? 0,
    }),
    healthy: () => isAnswering(redis),
    ensure: () => repair.run(),
    close: repair.close,
  };
}

interface Asked {
  /** A 0 or 1 for each id; empty where there is no filter. */
  readonly bits: string;
  readonly trusted: boolean;
  readonly rosterGeneration: number;
}
