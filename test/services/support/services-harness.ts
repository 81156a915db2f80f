import { createNodeMetrics } from '../../../src/adapters/node/metrics.ts';
import { migratePulsar } from '../../../src/adapters/pulsar/migrate.ts';
import { openServices } from '../../../src/app-services.ts';
import type { Stores } from '../../../src/app-stores.ts';
import { loadSettings } from '../../../src/config/load.ts';
import { createCampusClock } from '../../../src/core/campus-day.ts';
import { type FeedPosition, isAhead } from '../../../src/core/feed.ts';
import { createRosterImports } from '../../../src/ingest/roster-imports.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Feed, FeedTail } from '../../../src/ports/live-feed.ts';
import type { Harness, Open, Ports } from '../../contract/harness.ts';
import { SILENT, START } from '../../support/embedded.ts';
import { fileKeyspace } from './cassandra.ts';
import { dropNamespace, testAdmin, testNamespace } from './pulsar-log.ts';
import { ageKeys, openTestRedis, testRedisUrl } from './redis.ts';

/** Every port as `app.ts` composes it over the three services; each test has topics of its own and empty tables. */
export function servicesHarness(): Open<keyof Ports> {
  const keyspace = fileKeyspace();
  return async ({ backlogMax, filterCapacity } = {}) => {
    const namespace = testNamespace();
    const redis = await openTestRedis();
    const settings = loadSettings({
      PULSAR_SERVICE_URL: process.env.PULSAR_SERVICE_URL,
      PULSAR_ADMIN_URL: process.env.PULSAR_ADMIN_URL,
      PULSAR_TOPIC: `persistent://${namespace}/attendance-events`,
      REDIS_URL: testRedisUrl(),
      CASSANDRA_CONTACT_POINTS: process.env.CASSANDRA_CONTACT_POINTS,
      CASSANDRA_LOCAL_DC: process.env.CASSANDRA_LOCAL_DC,
      CASSANDRA_KEYSPACE: keyspace().keyspace,
      ...(backlogMax === undefined ? {} : { ROLLCALL_BACKLOG_MAX: String(backlogMax) }),
      ...(filterCapacity === undefined ? {} : { BLOOM_CAPACITY: String(filterCapacity) }),
    });
    const admin = testAdmin();
    await admin.change('PUT', `/namespaces/${namespace}`);
    await migratePulsar({
      admin,
      topic: settings.pulsarTopic,
      subscription: settings.pulsarSubscription,
      partitions: 2,
      feedRetentionMs: settings.feedRetentionMs,
    });
    const clock = shiftedClock();
    let tails: Tails;
    let stores: Stores;
    let ports: Ports;
    const open = async (): Promise<void> => {
      stores = await openServices({
        settings,
        clock,
        campus: createCampusClock('UTC'),
        log: SILENT,
        metrics: createNodeMetrics(),
        isPaused: () => false,
      });
      await stores.prepared;
      tails = createTails();
      let settled: Promise<void> = Promise.resolve();
      const { filter, roster, committer } = stores;
      ports = {
        ...stores,
        imports: createRosterImports({ roster, filter, clock, campus: createCampusClock('UTC'), log: SILENT }),
        feed: {
          ...stores.feed,
          swipes: tails.watched(stores.feed.swipes),
          invalidAttempts: tails.watched(stores.feed.invalidAttempts),
        },
        committer: {
          commit(effects) {
            // Over a network what is durable reaches a tail a moment later; the suites expect to have it at once.
            const committed = Promise.all([committer.commit(effects), settled]).then(() => tails.settled());
            settled = committed.catch(() => {});
            return committed;
          },
        },
      };
      while (!(await filter.check([])).trusted);
    };
    await open();
    const harness: Harness<keyof Ports> = {
      get ports() {
        return ports;
      },
      start: START,
      position: (number) => `0:1:${number}:-1`,
      async pass(ms) {
        clock.shift(ms);
        await ageKeys(redis, ms);
      },
      async reopen() {
        await stores.close();
        await open();
      },
      expireFeeds: () => Promise.reject(new Error('the feeds have a suite of their own')),
      async dispose() {
        await stores.close();
        await redis.close();
        await Promise.all([dropNamespace(namespace), keyspace().clear()]);
      },
    };
    return harness;
  };
}

interface Tails {
  watched<T>(feed: Feed<T>): Feed<T>;
  /** Resolves once every tail has delivered what its feed holds. */
  settled(): Promise<void>;
}

function createTails(): Tails {
  const open = new Map<FeedTail, () => Promise<FeedPosition>>();
  return {
    watched: (feed) => ({
      ...feed,
      partitions: feed.partitions,
      async tail(deliver) {
        const tail = await feed.tail(deliver);
        open.set(tail, () => feed.head());
        return tail;
      },
    }),
    async settled() {
      for (const [tail, head] of open) {
        const end = await head();
        // Each round asks the broker: it waits without a clock.
        while (isAhead(end, tail.through?.() ?? end)) await head();
      }
    },
  };
}

function shiftedClock(): Clock & { shift(ms: number): void } {
  let offset = START - Date.now();
  return {
    now: () => Date.now() + offset,
    setTimer(delayMs, fire) {
      const timer = setTimeout(fire, delayMs);
      timer.unref();
      return () => clearTimeout(timer);
    },
    shift(ms) {
      offset += ms;
    },
  };
}
