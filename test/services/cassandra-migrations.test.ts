import { randomBytes } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { isSchemaCurrent, migrateCassandra, schemaVersion } from '../../src/adapters/cassandra/migrations.ts';
import { type CassandraSession, createCassandraSession } from '../../src/adapters/cassandra/session.ts';
import { keepOrigin, keepTimeZone } from '../../src/adapters/cassandra/store-facts.ts';
import { SILENT } from '../support/embedded.ts';
import { cassandraOptions } from './support/cassandra.ts';

describe('Cassandra migrations', () => {
  const keyspace = `t${randomBytes(6).toString('hex')}`;
  const options = { ...cassandraOptions(), keyspace, replication: '1' };
  const clock = { now: Date.now };
  const migrate = (over: Partial<typeof options> = {}) => migrateCassandra({ ...options, ...over }, SILENT, clock);
  let session: CassandraSession | undefined;
  const open = async () => {
    session ??= createCassandraSession(options, SILENT);
    await session.ready;
    return session;
  };
  afterAll(async () => {
    await (await open()).define(`DROP KEYSPACE IF EXISTS ${keyspace}`);
    await session?.close();
  });

  it('makes everything once, however many begin at once, and again without harm', async () => {
    const versions = await Promise.all([migrate(), migrate(), migrate()]);
    expect(new Set(versions).size).toBe(1);
    expect(await migrate()).toBe(versions[0]);
    expect(await schemaVersion(await open())).toBe(versions[0]);
    expect(await isSchemaCurrent(await open())).toBe(true);
  }, 120_000);

  it('draws one origin for all who begin at once, and 0 for a keyspace of before there was one', async () => {
    const own = await open();
    const origins = await Promise.all([keepOrigin(own), keepOrigin(own), keepOrigin(own)]);
    expect(new Set([...origins, await keepOrigin(own)]).size).toBe(1);
    await own.transact('DELETE FROM store_facts WHERE name = ? IF EXISTS', ['origin']);
    await keepTimeZone(own, 'Europe/Zurich', clock);
    expect(await keepOrigin(own)).toBe(0);
    expect(await keepOrigin(own)).toBe(0);
  });

  it('keeps the time zone it was first used with, and refuses another', async () => {
    const own = await open();
    await keepTimeZone(own, 'Europe/Zurich', clock);
    await keepTimeZone(own, 'Europe/Zurich', clock);
    await expect(keepTimeZone(own, 'UTC', clock)).rejects.toMatchObject({ code: 'TIME_ZONE_CHANGED' });
  });

  it('is not current before the last step, and refuses what a newer one wrote', async () => {
    const own = await open();
    const last = await schemaVersion(own);
    await own.write('DELETE FROM schema_migrations WHERE scope = ? AND version = ?', ['rollcall', last]);
    expect(await isSchemaCurrent(own)).toBe(false);
    expect(await migrate()).toBe(last);
    await own.write('INSERT INTO schema_migrations (scope, version, name) VALUES (?, ?, ?)', [
      'rollcall',
      999,
      'later',
    ]);
    await expect(isSchemaCurrent(own)).rejects.toMatchObject({ code: 'STORE_NEWER', retriable: false });
    await expect(migrate()).rejects.toMatchObject({ code: 'STORE_NEWER' });
  }, 120_000);

  it('refuses a keyspace or a replication that is none', async () => {
    await expect(migrate({ keyspace: 'a"b' })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
    await expect(migrate({ replication: 'three' })).rejects.toMatchObject({ code: 'SETTING_INVALID' });
  });
});
