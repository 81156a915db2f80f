import { createRedisClaims } from '../../../src/adapters/redis/claims.ts';
import { createRedisConnection, type RedisConnection } from '../../../src/adapters/redis/client.ts';
import { script } from '../../../src/adapters/redis/commands.ts';
import { createRedisStudentFilter } from '../../../src/adapters/redis/student-filter.ts';
import { createRedisUniqueCounter } from '../../../src/adapters/redis/unique-counter.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Roster } from '../../../src/ports/roster.ts';
import type { Simulations } from '../../../src/ports/simulations.ts';
import type { SwipeStore } from '../../../src/ports/swipe-store.ts';
import { SILENT } from '../../support/embedded.ts';

const CLAIM_TTL_MS = 48 * 3_600_000;

/** The Redis to test, in a database that no other worker of this run uses unless the URL names one other than 0. @throws when REDIS_URL is not set */
export function testRedisUrl(): string {
  const url = process.env.REDIS_URL ?? '';
  if (url === '') throw new Error('REDIS_URL must name the Redis to test; `npm run services -- up` prints one');
  const parsed = new URL(url);
  if (parsed.pathname.length <= 1 || parsed.pathname === '/0')
    parsed.pathname = `/${1 + (Number(process.env.VITEST_POOL_ID ?? 0) % 15)}`;
  return parsed.href;
}

/** A connection to the Redis to test, its database emptied unless told otherwise. */
export async function openTestRedis(url = testRedisUrl(), emptied = true): Promise<RedisConnection> {
  const redis = createRedisConnection({ url, log: SILENT });
  await redis.connected();
  if (emptied) await redis.pipeline([['FLUSHDB']]);
  return redis;
}

/** Stores that the adapters over Redis lean on. */
export interface RedisNeighbours {
  readonly clock: Clock;
  readonly roster: Pick<Roster, 'allStudentIds'>;
  readonly swipeStore: Pick<SwipeStore, 'attendance' | 'lecturesSeen'>;
  readonly simulations: Pick<Simulations, 'acquireLease' | 'releaseLease'>;
}

/** The ports over Redis as a process of its own would open them; the filter may not be whole yet. */
export function openRedisPorts(redis: RedisConnection, neighbours: RedisNeighbours, filterCapacity = 10_000) {
  const { clock, roster, swipeStore, simulations } = neighbours;
  const shared = { redis, clock, log: SILENT, pipelineMax: 2_000 };
  return {
    filter: createRedisStudentFilter({
      ...shared,
      key: 'bf:students',
      capacity: filterCapacity,
      errorRatio: 0.01,
      allStudentIds: () => roster.allStudentIds(),
      acquireLease: simulations.acquireLease,
      releaseLease: simulations.releaseLease,
    }),
    claims: createRedisClaims({
      ...shared,
      ttlMs: CLAIM_TTL_MS,
      unused: async () => (await swipeStore.lecturesSeen({ limit: 1, reverse: false })).length === 0,
    }),
    counter: createRedisUniqueCounter({ ...shared, attendance: (sessions) => swipeStore.attendance(sessions) }),
  };
}

const AGE = `
for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left > tonumber(ARGV[1]) then redis.call('PEXPIRE', key, left - ARGV[1]) elseif left >= 0 then redis.call('DEL', key) end
end`;

/** Makes everything that expires do so that much sooner: time that passes on a server whose clock is its own. */
export async function ageKeys(redis: RedisConnection, ms: number): Promise<void> {
  await redis.pipeline([script(AGE, [], [String(ms)])]);
}
