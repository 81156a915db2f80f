import { setTimeout as delay } from 'node:timers/promises';
import { migrateCassandra } from './adapters/cassandra/migrations.ts';
import { createSystemClock } from './adapters/node/clock.ts';
import { createNodeLog } from './adapters/node/log.ts';
import { createPulsarAdmin, type PulsarAdmin } from './adapters/pulsar/admin.ts';
import { migratePulsar } from './adapters/pulsar/migrate.ts';
import type { PulsarTransport } from './adapters/pulsar/transport.ts';
import { createWebSocketTransport } from './adapters/pulsar/websocket-transport.ts';
import type { Settings } from './config/settings.ts';
import { RollcallError } from './core/errors.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';

const RETRY_MS = 1_000;
/** So that reads are not starved by batches in flight. */
const READS_IN_FLIGHT_MIN = 128;

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
      await delay(RETRY_MS);
    }
  }
}

/** Pulsar's HTTP API. */
export function adminOf({ pulsarServiceUrl, pulsarAdminUrl, pulsarToken }: Settings): PulsarAdmin {
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

/** Cassandra, as its session wants it told. */
export function cassandraOf(settings: Settings) {
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

/** Pulsar, by the transport that the URL's scheme names. @throws SETTING_INVALID; SERVICE_REFUSED: the native client is not installed */
export async function transportOf(settings: Settings, log: Log): Promise<PulsarTransport> {
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
