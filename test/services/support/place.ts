import { randomBytes } from 'node:crypto';
import { createSystemClock } from '../../../src/adapters/node/clock.ts';
import { createRedisConnection } from '../../../src/adapters/redis/client.ts';
import { migrateServices } from '../../../src/app-connections.ts';
import { loadSettings } from '../../../src/config/load.ts';
import type { Settings } from '../../../src/config/settings.ts';
import { SILENT } from '../../support/embedded.ts';
import { dropKeyspace } from './cassandra.ts';
import { dropNamespace, testAdmin, testNamespace } from './pulsar-log.ts';
import { testRedisUrl } from './redis.ts';

/** A namespace, a keyspace and a Redis database that no other file of the run uses. */
export interface Place {
  readonly env: Readonly<Record<string, string>>;
  readonly settings: Settings;
  drop(): Promise<void>;
}

/** Migrated, and empty. Cost: some seconds. @param env more settings, by their names */
export async function makePlace(env: Readonly<Record<string, string>> = {}): Promise<Place> {
  const namespace = testNamespace();
  const redisUrl = testRedisUrl();
  const all: Record<string, string> = {
    PULSAR_SERVICE_URL: process.env.PULSAR_SERVICE_URL ?? '',
    PULSAR_ADMIN_URL: process.env.PULSAR_ADMIN_URL ?? '',
    PULSAR_TOPIC: `persistent://${namespace}/attendance-events`,
    PULSAR_PARTITIONS: '3',
    REDIS_URL: redisUrl,
    CASSANDRA_CONTACT_POINTS: process.env.CASSANDRA_CONTACT_POINTS ?? '',
    CASSANDRA_LOCAL_DC: process.env.CASSANDRA_LOCAL_DC ?? '',
    CASSANDRA_KEYSPACE: `t${randomBytes(6).toString('hex')}`,
    ROLLCALL_PORT: '0',
    ...env,
  };
  const settings = loadSettings(all);
  await testAdmin().change('PUT', `/namespaces/${namespace}`);
  await migrateServices(settings, createSystemClock(), SILENT);
  const redis = createRedisConnection({ url: redisUrl, log: SILENT });
  await redis.connected();
  await redis.pipeline([['FLUSHDB']]);
  return {
    env: all,
    settings,
    async drop() {
      await redis.close();
      await dropNamespace(namespace);
      await dropKeyspace(settings.cassandraKeyspace);
    },
  };
}
