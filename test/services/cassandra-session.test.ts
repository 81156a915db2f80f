import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBatchWriter } from '../../src/adapters/cassandra/batches.ts';
import type { RowWrite } from '../../src/adapters/cassandra/cql-session.ts';
import { type CassandraSession, createCassandraSession } from '../../src/adapters/cassandra/session.ts';
import { partitionOf } from '../../src/adapters/cassandra/values.ts';
import { SILENT } from '../support/embedded.ts';
import { cassandraOptions, fileKeyspace } from './support/cassandra.ts';
import { openStallingProxy, type StallingProxy } from './support/stalling-proxy.ts';

const ADD = 'INSERT INTO lectures (bucket, lecture_id, title) VALUES (?, ?, ?)';
const READ = 'SELECT lecture_id FROM lectures WHERE bucket = ?';
const WITHIN = { timeout: 20_000, interval: 50 };
const TIMEOUT_MS = 1_000;

describe('Cassandra session', () => {
  const keyspace = fileKeyspace();
  let proxy: StallingProxy;
  let session: CassandraSession;

  beforeEach(async () => {
    const [host = '', port = '9042'] = (cassandraOptions().contactPoints[0] ?? '').split(':');
    proxy = await openStallingProxy({ host, port: Number(port) });
    const contactPoints = [`127.0.0.1:${proxy.port}`];
    session = createCassandraSession({ ...keyspace().options, contactPoints, requestTimeoutMs: TIMEOUT_MS }, SILENT);
  });
  afterEach(async () => {
    await session.close();
    await proxy.close();
    await keyspace().clear();
  });
  const answers = () => vi.waitFor(() => session.rows(READ, [0]), WITHIN);
  const row = (bucket: number, id: string, title: string): RowWrite => ({
    query: ADD,
    params: [bucket, id, title],
    partition: partitionOf({ int: bucket }),
  });

  it('says at once that it cannot answer while nobody is there, and connects by itself once somebody is', async () => {
    await expect(session.rows(READ, [0])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await expect(session.answering('ROSTER_UNAVAILABLE').write(ADD, [0, 'CS101', null])).rejects.toMatchObject({
      code: 'ROSTER_UNAVAILABLE',
      retriable: true,
    });
    expect(await session.healthy()).toBe(false);
    await proxy.listen();
    await session.ready;
    expect(await session.healthy()).toBe(true);
    expect(await session.rows(READ, [0])).toEqual([]);
  });

  it('gives up on a node that answers nothing, retriably and in time, and goes on when it does', async () => {
    await proxy.listen();
    await session.ready;
    proxy.stall();
    const asked = Array.from({ length: 50 }, (_, id) => session.write(ADD, [1, `L${id}`, null]));
    for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retriable: true });
    expect(await session.healthy()).toBe(false);
    proxy.resume();
    await answers();
    expect(await session.healthy()).toBe(true);
  });

  it('connects again after its connections were cut and refused for a while', async () => {
    await proxy.listen();
    await session.ready;
    await session.write(ADD, [0, 'CS101', null]);
    await proxy.cut();
    await expect(session.rows(READ, [0])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await proxy.listen();
    expect(await answers()).toHaveLength(1);
  });

  it('takes more requests at once than a connection does', async () => {
    const open = await keyspace().open();
    const read = await Promise.all(Array.from({ length: 5_000 }, () => open.rows(READ, [0])));
    expect(read).toHaveLength(5_000);
    await open.close();
  });

  it('refuses a statement that will never be taken, and blames no message for a table or column that is missing', async () => {
    await proxy.listen();
    await session.ready;
    await expect(session.write(ADD, [0, 'CS101'])).rejects.toMatchObject({ code: 'MESSAGE_REJECTED' });
    await expect(session.write(ADD, ['no number', 'CS101', ''])).rejects.toMatchObject({ code: 'MESSAGE_REJECTED' });
    await expect(session.rows('SELECT FROM')).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(session.rows('SELECT nothing FROM lectures')).rejects.toMatchObject({ retriable: true });
    await expect(session.write('INSERT INTO later (id) VALUES (?)', ['a'])).rejects.toMatchObject({ retriable: true });
  });

  it('says in one line that a keyspace is missing', async () => {
    await proxy.listen();
    const options = { ...keyspace().options, keyspace: 'nowhere' };
    const other = createCassandraSession(options, SILENT);
    await expect(other.ready).rejects.toMatchObject({
      code: 'SERVICE_REFUSED',
      retriable: false,
      message: 'Cassandra has no keyspace nowhere; `rollcall migrate` makes it.',
    });
    await expect(other.rows(READ, [0])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await other.close();
  });

  it('halves a batch that is refused for its size, until it is taken', async () => {
    await proxy.listen();
    await session.ready;
    const rows = Array.from({ length: 400 }, (_, id) => row(id, 'CS101', 'x'.repeat(1_000)));
    await createBatchWriter(session, { batchBytesMax: 8 << 20 }).write(rows);
    const found = await Promise.all(rows.map((_, bucket) => session.rows(READ, [bucket])));
    expect(found.filter((one) => one.length === 1)).toHaveLength(400);
  });

  it('writes a large partition in batches that are taken as they are', async () => {
    await proxy.listen();
    await session.ready;
    const rows = Array.from({ length: 3_000 }, (_, id) => row(0, `L${id}`, 'x'.repeat(200)));
    await createBatchWriter(session).write(rows);
    expect(await session.rows(READ, [0])).toHaveLength(3_000);
  });
});
