import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createCassandraCampusContext } from './adapters/cassandra/campus-context.ts';
import { createCassandraDeadLetters } from './adapters/cassandra/dead-letters.ts';
import { isSchemaCurrent } from './adapters/cassandra/migrations.ts';
import { createCassandraRoster } from './adapters/cassandra/roster.ts';
import { createRosterGeneration } from './adapters/cassandra/roster-generation.ts';
import { type CassandraSession, createCassandraSession } from './adapters/cassandra/session.ts';
import { createCassandraSimulations } from './adapters/cassandra/simulations.ts';
import { keepOrigin, keepTimeZone } from './adapters/cassandra/store-facts.ts';
import { createCassandraSwipeStore } from './adapters/cassandra/swipe-store.ts';
import { createCassandraSwipeWriter } from './adapters/cassandra/swipe-writer.ts';
import { createPulsarContextStream } from './adapters/pulsar/context-stream.ts';
import { createPulsarFeeds } from './adapters/pulsar/feeds.ts';
import { createPulsarSwipeLog } from './adapters/pulsar/swipe-log.ts';
import { topicsOf } from './adapters/pulsar/topics.ts';
import type { PulsarTransport } from './adapters/pulsar/transport.ts';
import { createRedisClaims } from './adapters/redis/claims.ts';
import { createRedisConnection } from './adapters/redis/client.ts';
import { createRedisStudentFilter } from './adapters/redis/student-filter.ts';
import { createRedisUniqueCounter } from './adapters/redis/unique-counter.ts';
import { adminOf, cassandraOf, migrateServices, transportOf } from './app-connections.ts';
import type { Stores } from './app-stores.ts';
import type { Settings } from './config/settings.ts';
import type { CampusClock } from './core/campus-day.ts';
import { isRetriable, RollcallError } from './core/errors.ts';
import { createStepsCommitter } from './ingest/commit-in-steps.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';

export interface ServicesOptions {
  readonly settings: Settings;
  readonly campus: CampusClock;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Whether ingest is held up, for the beat; asked in processes that ingest. */
  readonly isPaused: () => boolean;
}

const SCHEMA_POLL_MS = 1_000;

/**
 * Every port over Pulsar, Redis and Cassandra. Connects in the background: what is away is retriable until it is there.
 * With ROLLCALL_MIGRATE=1 it first waits for Pulsar and Cassandra and brings both to this version.
 * @throws SETTING_INVALID, and what a migration can
 */
export async function openServices(options: ServicesOptions): Promise<Stores> {
  const { settings, campus, clock, log, metrics, isPaused } = options;
  const { allowedLatenessMs, redisPipeline } = settings;
  const topics = topicsOf(settings.pulsarTopic);
  const admin = adminOf(settings);
  if (settings.migrate === '1') await migrateServices(settings, clock, log);

  const session = createCassandraSession(cassandraOf(settings), log);
  const redis = createRedisConnection({
    url: settings.redisUrl ?? '',
    username: settings.redisUsername,
    password: settings.redisPassword ?? '',
    log,
  });
  const direct = await transportOf(settings, log);
  let isPrepared = false;
  let closed = false;
  let origin = 0;
  const transport = whenPrepared(direct, () => isPrepared);
  const swipeLog = createPulsarSwipeLog({
    transport,
    admin,
    topic: topics.swipes,
    subscription: settings.pulsarSubscription,
    prefetch: settings.pulsarPrefetch,
    backlogMax: settings.backlogMax,
    clock,
    log,
    metrics,
  });
  const { feed, announcer, ...feeds } = createPulsarFeeds({
    admin,
    transport,
    topics: { swipes: topics.accepted, invalidAttempts: topics.invalid },
    partitions: settings.pulsarPartitions,
    origin: () => origin,
    clock,
    log,
  });
  const simulations = createCassandraSimulations({ session, clock, owner: randomUUID() });
  const { acquireLease, releaseLease } = simulations;
  const sharedFilter = createRedisStudentFilter({
    redis,
    clock,
    log,
    key: settings.bloomKey,
    capacity: settings.bloomCapacity,
    errorRatio: settings.bloomErrorRatio,
    allStudentIds: () => roster.allStudentIds(),
    acquireLease,
    releaseLease,
  });
  const generation = createRosterGeneration(sharedFilter, clock);
  const batches = {
    batchBytesMax: settings.cassandraBatchBytes,
    batchesInFlightMax: settings.cassandraConcurrency,
  };
  const roster = createCassandraRoster({ session, generation, batches });
  const swipeStore = createCassandraSwipeStore({
    session,
    campus,
    allowedLatenessMs,
    isFinal: (day) => (feed.beat()?.processedThrough ?? 0) >= campus.startOf(day + 1) + allowedLatenessMs,
  });
  const claims = createRedisClaims({
    redis,
    clock,
    ttlMs: settings.claimTtlMs,
    pipelineMax: redisPipeline,
    unused: async () => (await swipeStore.lecturesSeen({ limit: 1, reverse: false })).length === 0,
  });
  const counter = createRedisUniqueCounter({ redis, pipelineMax: redisPipeline, attendance: swipeStore.attendance });
  const writer = createCassandraSwipeWriter({ session, campus, allowedLatenessMs, ...batches });
  const committer = createStepsCommitter({ writer, counter, announcer, outcomes: claims, acknowledger: swipeLog });

  const contextStream = createPulsarContextStream({ transport, topics, log });

  const prepare = async (): Promise<void> => {
    await Promise.all([redis.connected(), session.ready]);
    origin = await untilCurrent(session, settings, clock, log, () => closed);
    // How many partitions the feeds have is the broker's to say, before anything is read or written by it.
    await untilAnswered(
      () => Promise.all([feed.swipes.head(), feed.invalidAttempts.head()]),
      () => closed,
    );
    isPrepared = true;
    await swipeLog.connected();
    // Not waited for: until it is done every swipe is confirmed on the roster.
    sharedFilter.ensure().catch((error: unknown) => log.warn('filter.not_rebuilt', { reason: String(error) }));
  };
  const prepared = prepare();
  prepared.catch(() => {});
  const beats =
    settings.role === 'gateway'
      ? null
      : feeds.startBeats({
          acquireLease,
          releaseLease,
          processedThrough: swipeLog.processedThrough,
          paused: isPaused,
        });

  return {
    swipeLog,
    filter: generation.filter,
    roster,
    claims,
    swipeStore,
    counter,
    committer,
    feed,
    deadLetters: createCassandraDeadLetters(session),
    simulations,
    campusContext: createCassandraCampusContext({ session, batches }),
    contextStream,
    floorOf: announcer.floorOf,
    servedBy: {
      swipeLog: `pulsar (${transport.kind})`,
      studentFilter: 'redis',
      roster: 'cassandra',
      claims: 'redis',
      swipeStore: 'cassandra',
      uniqueCounter: 'redis',
      liveFeed: `pulsar (${transport.kind})`,
    },
    isPrepared: () => isPrepared,
    prepared,
    async close() {
      closed = true;
      await beats?.close();
      await contextStream.close();
      await sharedFilter.close();
      await Promise.allSettled([swipeLog.close(), feeds.close()]);
      await Promise.allSettled([direct.close(), redis.close(), session.close()]);
    },
  };
}

/** Asks again while what is asked is away. @throws what trying again does not cure */
async function untilAnswered(ask: () => Promise<unknown>, isClosed: () => boolean): Promise<void> {
  for (; !isClosed(); await delay(SCHEMA_POLL_MS)) {
    try {
      await ask();
      return;
    } catch (error) {
      if (!isRetriable(error)) throw error;
    }
  }
}

/**
 * Waits until somebody has brought the tables to this version. @returns the keyspace's origin
 * @throws STORE_NEWER, TIME_ZONE_CHANGED
 */
async function untilCurrent(
  session: CassandraSession,
  settings: Settings,
  clock: Clock,
  log: Log,
  isClosed: () => boolean,
): Promise<number> {
  let isCurrent = false;
  let origin = 0;
  for (let said = false; !isCurrent && !isClosed(); said = true) {
    await untilAnswered(async () => {
      isCurrent = await isSchemaCurrent(session);
      if (!isCurrent) return;
      origin = await keepOrigin(session);
      await keepTimeZone(session, settings.timeZone, clock);
    }, isClosed);
    if (isCurrent) return origin;
    if (!said) log.warn('migration.missing', { keyspace: settings.cassandraKeyspace, command: 'rollcall migrate' });
    await delay(SCHEMA_POLL_MS);
  }
  return origin;
}

/** A topic that is asked for before the migration would be made by the broker, without partitions. */
function whenPrepared(transport: PulsarTransport, isPrepared: () => boolean): PulsarTransport {
  const open = async <T>(opening: () => Promise<T>): Promise<T> => {
    if (!isPrepared()) throw new RollcallError('LOG_UNAVAILABLE');
    return opening();
  };
  return {
    ...transport,
    openProducer: (options) => open(() => transport.openProducer(options)),
    openConsumer: (options) => open(() => transport.openConsumer(options)),
    openReader: (options) => open(() => transport.openReader(options)),
  };
}
