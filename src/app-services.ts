import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { createCassandraDeadLetters } from './adapters/cassandra/dead-letters.ts';
import { isSchemaCurrent, migrateCassandra } from './adapters/cassandra/migrations.ts';
import { createCassandraRoster } from './adapters/cassandra/roster.ts';
import { createRosterGeneration } from './adapters/cassandra/roster-generation.ts';
import { type CassandraSession, createCassandraSession } from './adapters/cassandra/session.ts';
import { createCassandraSimulations } from './adapters/cassandra/simulations.ts';
import { keepTimeZone } from './adapters/cassandra/store-facts.ts';
import { createCassandraSwipeStore } from './adapters/cassandra/swipe-store.ts';
import { createCassandraSwipeWriter } from './adapters/cassandra/swipe-writer.ts';
import { createSystemClock } from './adapters/node/clock.ts';
import { createNodeLog } from './adapters/node/log.ts';
import { createPulsarAdmin, type PulsarAdmin } from './adapters/pulsar/admin.ts';
import { createPulsarFeeds } from './adapters/pulsar/feeds.ts';
import { migratePulsar } from './adapters/pulsar/migrate.ts';
import { createPulsarSwipeLog } from './adapters/pulsar/swipe-log.ts';
import { topicsOf } from './adapters/pulsar/topics.ts';
import type { PulsarTransport } from './adapters/pulsar/transport.ts';
import { createWebSocketTransport } from './adapters/pulsar/websocket-transport.ts';
import { createRedisClaims } from './adapters/redis/claims.ts';
import { createRedisConnection } from './adapters/redis/client.ts';
import { createRedisStudentFilter } from './adapters/redis/student-filter.ts';
import { createRedisUniqueCounter } from './adapters/redis/unique-counter.ts';
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
/** So that reads are not starved by batches in flight. */
const READS_IN_FLIGHT_MIN = 128;

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

  const prepare = async (): Promise<void> => {
    await Promise.all([redis.connected(), session.ready]);
    await untilCurrent(session, settings, clock, log, () => closed);
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
      await sharedFilter.close();
      await Promise.allSettled([swipeLog.close(), feeds.close()]);
      await Promise.allSettled([direct.close(), redis.close(), session.close()]);
    },
  };
}

/**
 * Brings topics and tables to this version; the tables last, so that they tell of both.
 * @throws STORE_NEWER, SERVICE_REFUSED, SETTING_INVALID; a service that is away is waited for
 */
export async function migrateServices(
  settings: Settings,
  clock: Clock = createSystemClock(),
  log: Log = createNodeLog({ level: settings.logLevel }),
): Promise<void> {
  const migration = {
    admin: adminOf(settings),
    topic: settings.pulsarTopic,
    subscription: settings.pulsarSubscription,
    partitions: settings.pulsarPartitions,
    feedRetentionMs: settings.feedRetentionMs,
  };
  for (const note of await patiently(() => migratePulsar(migration), log)) log.warn('pulsar.migrated', { note });
  const cassandra = {
    ...cassandraOf(settings),
    keyspace: settings.cassandraKeyspace,
    replication: settings.cassandraReplication,
  };
  await patiently(() => migrateCassandra(cassandra, log, clock), log);
}

/** Tries again what fails because a service is away. */
async function patiently<T>(attempt: () => Promise<T>, log: Log): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof RollcallError && !error.retriable) throw error;
      log.warn('migration.waits', { reason: String(error) });
      await delay(SCHEMA_POLL_MS);
    }
  }
}

/** Waits until somebody has brought the tables to this version. @throws STORE_NEWER, TIME_ZONE_CHANGED */
async function untilCurrent(
  session: CassandraSession,
  settings: Settings,
  clock: Clock,
  log: Log,
  isClosed: () => boolean,
): Promise<void> {
  for (let said = false; !isClosed(); await delay(SCHEMA_POLL_MS)) {
    try {
      if (await isSchemaCurrent(session)) return await keepTimeZone(session, settings.timeZone, clock);
      if (!said) log.warn('migration.missing', { keyspace: settings.cassandraKeyspace, command: 'rollcall migrate' });
      said = true;
    } catch (error) {
      if (!isRetriable(error)) throw error;
    }
  }
}

function adminOf({ pulsarServiceUrl, pulsarAdminUrl, pulsarToken }: Settings): PulsarAdmin {
  return createPulsarAdmin({ url: pulsarAdminUrl ?? adminUrlOf(pulsarServiceUrl ?? ''), token: pulsarToken ?? '' });
}

/** Where Pulsar's HTTP API is by default: the WebSocket API's own port, or the ones it has beside the binary protocol's. */
export function adminUrlOf(serviceUrl: string): string {
  const [, scheme = '', host = '', port = ''] = /^([a-z+]+):\/\/([^/:,]+|\[[^\]]+\])(?::(\d+))?/.exec(serviceUrl) ?? [];
  if (scheme === 'ws' || scheme === 'wss') {
    return `${scheme === 'ws' ? 'http' : 'https'}://${host}${port === '' ? '' : `:${port}`}`;
  }
  return scheme === 'pulsar+ssl' ? `https://${host}:8443` : `http://${host}:8080`;
}

function cassandraOf(settings: Settings) {
  const contactPoints = (settings.cassandraContactPoints ?? '').split(',').map((point) => point.trim());
  return {
    contactPoints: contactPoints.filter((point) => point !== ''),
    localDataCenter: settings.cassandraLocalDc,
    keyspace: settings.cassandraKeyspace,
    ...(settings.cassandraUsername === ''
      ? {}
      : { username: settings.cassandraUsername, password: settings.cassandraPassword ?? '' }),
    ...(settings.cassandraTls === '1' ? { tls: {} } : {}),
    requestsInFlightMax: Math.max(2 * settings.cassandraConcurrency, READS_IN_FLIGHT_MIN),
  };
}

/** @throws SETTING_INVALID */
async function transportOf(settings: Settings, log: Log): Promise<PulsarTransport> {
  const url = settings.pulsarServiceUrl ?? '';
  const token = settings.pulsarToken ?? '';
  if (/^wss?:\/\//.test(url)) return createWebSocketTransport({ url, token });
  if (/^pulsar(\+ssl)?:\/\//.test(url)) {
    const { createNativeTransport } = await import('./adapters/pulsar/native-transport.ts');
    const { pulsarBatchMessages: batchMessagesMax, pulsarLingerMs: lingerMs } = settings;
    return createNativeTransport({ url, token, batchMessagesMax, lingerMs, log });
  }
  throw new RollcallError(
    'SETTING_INVALID',
    'PULSAR_SERVICE_URL must begin with ws://, wss://, pulsar:// or pulsar+ssl://.',
  );
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
