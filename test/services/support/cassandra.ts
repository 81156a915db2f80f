import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll } from 'vitest';
import { migrateCassandra } from '../../../src/adapters/cassandra/migrations.ts';
import { createCassandraRoster } from '../../../src/adapters/cassandra/roster.ts';
import { type CassandraSession, createCassandraSession } from '../../../src/adapters/cassandra/session.ts';
import type { Harness, Open, Ports } from '../../contract/harness.ts';
import { SILENT, START } from '../../support/embedded.ts';

/** A keyspace of its own, with all the tables. */
export interface TestKeyspace {
  readonly keyspace: string;
  readonly options: ReturnType<typeof cassandraOptions> & { readonly keyspace: string };
  /** A session on it; closed by whoever asked for it. */
  open(): Promise<CassandraSession>;
  /** Empties every table that has a row. */
  clear(): Promise<void>;
  /** Drops the keyspace. */
  drop(): Promise<void>;
}

/** Bookkeeping of the schema, which a test does not write. */
const KEPT: ReadonlySet<string> = new Set(['schema_migrations', 'store_facts']);

/** Where the cluster under test is. @throws when none is named: asked for and absent is a failure */
export function cassandraOptions() {
  const points = process.env.CASSANDRA_CONTACT_POINTS;
  if (points === undefined || points === '') throw new Error('CASSANDRA_CONTACT_POINTS names no cluster to test on');
  return {
    contactPoints: points.split(','),
    localDataCenter: process.env.CASSANDRA_LOCAL_DC ?? 'datacenter1',
    username: process.env.CASSANDRA_USERNAME,
    password: process.env.CASSANDRA_PASSWORD,
  };
}

/** Makes a keyspace for one test file. Cost: some seconds. */
export async function openTestKeyspace(): Promise<TestKeyspace> {
  const keyspace = `t${randomBytes(6).toString('hex')}`;
  const options = { ...cassandraOptions(), keyspace };
  await migrateCassandra({ ...options, replication: '1' }, SILENT, { now: Date.now });
  const own = createCassandraSession(options, SILENT);
  await own.ready;
  const tables = (await own.rows('SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?', [keyspace]))
    .map((row) => String(row.table_name))
    .filter((table) => !KEPT.has(table));
  return {
    keyspace,
    options,
    async open() {
      const session = createCassandraSession(options, SILENT);
      await session.ready;
      return session;
    },
    async clear() {
      // A truncation costs a flush and a snapshot, a look costs nothing.
      await Promise.all(
        tables.map(async (table) => {
          const { rows } = await own.page(`SELECT * FROM ${table} LIMIT 1`, [], 1);
          if (rows.length > 0) await own.define(`TRUNCATE ${table}`);
        }),
      );
    },
    async drop() {
      await own.define(`DROP KEYSPACE IF EXISTS ${keyspace}`);
      await own.close();
    },
  };
}

/** Drops a keyspace that something else made. */
export async function dropKeyspace(keyspace: string): Promise<void> {
  const session = createCassandraSession(cassandraOptions(), SILENT);
  try {
    await session.ready;
    await session.define(`DROP KEYSPACE IF EXISTS ${keyspace}`);
  } finally {
    await session.close();
  }
}

/** A keyspace for all the tests of a file, made before the first and dropped after the last. */
export function fileKeyspace(): () => TestKeyspace {
  let keyspace: TestKeyspace | undefined;
  beforeAll(async () => {
    keyspace = await openTestKeyspace();
  });
  afterAll(async () => keyspace?.drop());
  return () => {
    if (keyspace === undefined) throw new Error('no test is running');
    return keyspace;
  };
}

/** Nobody else changes this roster. */
const ALONE = { latest: () => 0, current: async () => 0 };

export function cassandraRosterHarness(): Open<'roster'> {
  return cassandraHarness((session) => ({ roster: createCassandraRoster({ session, generation: ALONE }) }));
}

/** A harness of ports that need nothing but a session, over the file's keyspace, which is emptied between tests. */
export function cassandraHarness<Port extends keyof Ports>(
  portsOver: (session: CassandraSession) => Harness<Port>['ports'],
): Open<Port> {
  const keyspace = fileKeyspace();
  return async () => {
    let session = await keyspace().open();
    let ports = portsOver(session);
    return {
      get ports() {
        return ports;
      },
      start: START,
      position: String,
      pass: () => Promise.reject(new Error('no clock of these ports can be moved')),
      async reopen() {
        await session.close();
        session = await keyspace().open();
        ports = portsOver(session);
      },
      expireFeeds: () => Promise.reject(new Error('these ports have no feeds')),
      async dispose() {
        await session.close();
        await keyspace().clear();
      },
    };
  };
}
