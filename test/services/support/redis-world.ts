import { createRedisConnection, type RedisConnection } from '../../../src/adapters/redis/client.ts';
import type { SessionKey } from '../../../src/core/swipe.ts';
import { SILENT, START } from '../../support/embedded.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { openRedisPorts, type RedisNeighbours } from './redis.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

/** Rows that the adapters rebuild from, in a test's hands. */
export interface Rows {
  readonly roster: Set<string>;
  /** Students by lecture; the day is not told apart. */
  readonly attendance: Map<string, string[]>;
  /** Called before rows are read. */
  beforeReading: () => Promise<void>;
}

export interface RedisWorld {
  readonly server: RedisServer;
  readonly rows: Rows;
  readonly clock: ManualClock;
  /** Another process with a connection of its own. */
  process(filterCapacity?: number): Promise<ReturnType<typeof openRedisPorts> & { readonly redis: RedisConnection }>;
  dispose(): Promise<void>;
}

/** A Redis of the test's own and any number of processes on it, over rows in memory. */
export async function openRedisWorld(args: readonly string[] = []): Promise<RedisWorld> {
  const server = await startRedisServer(args);
  const clock = createManualClock(START);
  const rows: Rows = { roster: new Set(), attendance: new Map(), beforeReading: async () => {} };
  const leases = new Map<string, object>();
  const closing: (() => Promise<void>)[] = [];

  const neighbours = (): RedisNeighbours => {
    const me = {};
    return {
      clock,
      roster: {
        async *allStudentIds() {
          await rows.beforeReading();
          yield [...rows.roster];
        },
      },
      swipeStore: {
        async attendance(sessions: readonly SessionKey[]) {
          await rows.beforeReading();
          return sessions.map((session) => sheetOf(session, rows.attendance.get(session.lectureId) ?? []));
        },
        lecturesSeen: async () => [...rows.attendance.keys()].slice(0, 1),
      },
      simulations: {
        async acquireLease(name) {
          if ((leases.get(name) ?? me) !== me) return false;
          leases.set(name, me);
          return true;
        },
        async releaseLease(name) {
          if (leases.get(name) === me) leases.delete(name);
        },
      },
    };
  };
  return {
    server,
    rows,
    clock,
    async process(filterCapacity) {
      const redis = createRedisConnection({ url: server.url, log: SILENT, backoffMaxMs: 50 });
      await redis.connected();
      const ports = openRedisPorts(redis, neighbours(), filterCapacity);
      closing.push(async () => {
        await ports.filter.close();
        await redis.close();
      });
      return { ...ports, redis };
    },
    async dispose() {
      for (const close of closing) await close();
      await server.dispose();
    },
  };
}

function sheetOf(session: SessionKey, studentIds: readonly string[]) {
  const { length } = studentIds;
  return {
    session,
    studentIds: [...studentIds],
    firstEnter: new Float64Array(length).fill(START),
    lastSwipe: new Float64Array(length).fill(START),
    lastIsEnter: new Uint8Array(length).fill(1),
    swipes: length,
    lateSwipes: 0,
  };
}
