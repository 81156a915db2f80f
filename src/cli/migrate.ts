import { migrateServices } from '../app-connections.ts';
import { loadSettings, runsOnServices } from '../config/load.ts';
import { RollcallError } from '../core/errors.ts';
import { settingFlags } from './setting-flags.ts';

/** Brings Pulsar's topics and Cassandra's tables to this version. Running it again changes nothing. */
export async function run(args: readonly string[]): Promise<number> {
  const settings = loadSettings(undefined, settingFlags(args));
  if (!runsOnServices(settings)) {
    throw new RollcallError(
      'SETTING_INVALID',
      'There is nothing to migrate: set PULSAR_SERVICE_URL, REDIS_URL and CASSANDRA_CONTACT_POINTS. The embedded store needs none.',
    );
  }
  await migrateServices(settings);
  process.stdout.write(`Topics and tables are those of this version: keyspace ${settings.cassandraKeyspace}.\n`);
  return 0;
}
