import type { SessionKey } from '../../core/swipe.ts';
import type { UniqueCounter } from '../../ports/unique-counter.ts';
import { guarded, inParts, isAnswering, type RedisCommand, type RedisCommands } from './commands.ts';
import { sketchKey } from './keys.ts';
import { BUILDING, readSketches } from './sketch-markers.ts';
import { type AttendanceOf, rebuildSketches } from './sketch-rebuild.ts';

/** Sessions rebuilt in one go. */
const REBUILD_MAX = 200;
const ROUNDS_MAX = 3;

export interface RedisUniqueCounterOptions {
  readonly redis: RedisCommands;
  /** Commands sent in one pipeline at most. */
  readonly pipelineMax: number;
  /** The students of sessions as stored: SwipeStore.attendance. */
  readonly attendance: AttendanceOf;
}

/**
 * `PFADD` and `PFCOUNT` on `hll:unique:<lecture_id>:<YYYY-MM-DD>`. A sketch is believed while its marker names the server's
 * present data; the first read after a flush, restart or failover rebuilds it from the stored rows, and is right already.
 */
export function createRedisUniqueCounter({ redis, pipelineMax, attendance }: RedisUniqueCounterOptions): UniqueCounter {
  const union: UniqueCounter['union'] = (groups) =>
    guarded('COUNTER_UNAVAILABLE', async () => {
      const sessions = distinct(groups.flat());
      if (sessions.length === 0) return groups.map(() => 0);
      let read = await readSketches(redis, sessions, groups);
      for (let round = 0; read.stale.length > 0; round += 1) {
        if (round === ROUNDS_MAX) throw new Error('sketches are lost as fast as they are rebuilt');
        for (const part of inParts(read.stale, REBUILD_MAX)) {
          await rebuildSketches(redis, attendance, part, read.identity);
        }
        read = await readSketches(redis, sessions, groups, BUILDING);
      }
      return read.counts;
    });
  return {
    add: (additions) =>
      guarded('COUNTER_UNAVAILABLE', async () => {
        const commands = additions
          .filter(({ studentIds }) => studentIds.length > 0)
          .map(({ session, studentIds }): RedisCommand => ['PFADD', sketchKey(session), ...studentIds]);
        if (commands.length === 0) return;
        for (const part of inParts(commands, pipelineMax)) await redis.pipeline(part);
      }),
    count: (sessions) => union(sessions.map((session) => [session])),
    union,
    healthy: () => isAnswering(redis),
  };
}

function distinct(sessions: readonly SessionKey[]): readonly SessionKey[] {
  return [...new Map(sessions.map((session) => [sketchKey(session), session])).values()];
}
