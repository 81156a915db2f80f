import { errors } from 'cassandra-driver';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatchWriter, planBatches } from '../../../src/adapters/cassandra/batches.ts';
import { isBatchTooLarge, refusalOf, toPortError } from '../../../src/adapters/cassandra/cql-errors.ts';
import type { CqlSession, RowWrite } from '../../../src/adapters/cassandra/cql-session.ts';
import { driverOptions } from '../../../src/adapters/cassandra/driver-options.ts';
import { replicationOf, statementsOf } from '../../../src/adapters/cassandra/migrations.ts';
import { dateOf, dayIn, partitionOf } from '../../../src/adapters/cassandra/values.ts';
import { createLimiter } from '../../../src/core/limiter.ts';

const rowOf = (partition: string, bytes: number): RowWrite => ({
  query: 'INSERT',
  params: [Buffer.alloc(bytes)],
  partition: Buffer.from(partition),
});
/** As a ring of three nodes would say. */
const replicaOf = (partition: Buffer): string => String((partition[0] ?? 0) % 3);
/** What the plan takes a row to weigh: its value, its cell, its statement. */
const weightOf = ({ params }: RowWrite): number =>
  32 + params.reduce((sum: number, one) => sum + 12 + lengthOf(one), 0);
const lengthOf = (value: unknown): number => (Buffer.isBuffer(value) ? value.length : 0);

describe('batches', () => {
  const rows = fc.array(
    fc
      .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(400))
      .map(([partition, bytes]) => rowOf(partition, bytes)),
    { maxLength: 60 },
  );

  it('hold each row once, keep within the bound, and mix partitions of one replica only', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 100, max: 2_000 }), (given, bytesMax) => {
        const batches = planBatches(given, bytesMax, replicaOf);
        expect(new Set(batches.flat())).toEqual(new Set(given));
        expect(batches.flat()).toHaveLength(given.length);
        for (const batch of batches) {
          const weight = batch.reduce((sum, row) => sum + weightOf(row), 0);
          expect(batch.length === 1 || weight <= bytesMax).toBe(true);
          expect(new Set(batch.map((row) => replicaOf(row.partition))).size).toBe(1);
        }
      }),
    );
  });

  it('keep the rows of a partition together where they fit', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const batches = planBatches(given, Number.POSITIVE_INFINITY, (partition) => partition.toString());
        expect(batches).toHaveLength(new Set(given.map((row) => row.partition.toString())).size);
      }),
    );
  });

  it('are halved when refused for their size, down to the row that is too large by itself', async () => {
    const tooLarge = new errors.ResponseError(0x2200, 'Batch too large');
    const taken: number[] = [];
    const refusing: Pick<CqlSession, 'write' | 'writeBatch' | 'replicaOf'> = {
      replicaOf: () => '',
      async write(_, params = []) {
        if (lengthOf(params[0]) > 300) throw toPortError(tooLarge, 'STORE_UNAVAILABLE', true);
        taken.push(lengthOf(params[0]));
      },
      async writeBatch(statements) {
        const sizes = statements.map(({ params }) => lengthOf(params[0]));
        if (sizes.reduce((sum, one) => sum + one, 0) > 300) throw toPortError(tooLarge, 'STORE_UNAVAILABLE', true);
        taken.push(...sizes);
      },
    };
    const unused = () => Promise.reject(new Error('not asked for'));
    const session: CqlSession = {
      ...refusing,
      rows: unused,
      page: unused,
      transact: unused,
      healthy: unused,
      answering: () => session,
    };
    const sizes = [10, 200, 100, 50, 250, 299, 1];
    await createBatchWriter(session, { batchBytesMax: 1 << 20 }).write(sizes.map((bytes) => rowOf('a', bytes)));
    expect(taken).toEqual(sizes);
    const write = createBatchWriter(session).write([rowOf('a', 1), rowOf('a', 400), rowOf('b', 2)]);
    await expect(write).rejects.toMatchObject({ code: 'MESSAGE_REJECTED' });
    expect(taken.slice(sizes.length).sort()).toEqual([1]);
  });
});

describe('a batch that times out at the cluster', () => {
  const failing = (times: number, error: Error) => {
    let calls = 0;
    const unused = () => Promise.reject(new Error('not asked for'));
    const session: CqlSession = {
      rows: unused,
      page: unused,
      transact: unused,
      healthy: unused,
      replicaOf: () => '',
      answering: () => session,
      writeBatch: unused,
      async write() {
        calls += 1;
        if (calls <= times) throw toPortError(error, 'STORE_UNAVAILABLE', true);
      },
    };
    return { session, calls: () => calls };
  };
  const late = new errors.ResponseError(0x1100, 'Server timeout');

  it('is sent again by itself, and fails for good in the end', async () => {
    const twice = failing(2, late);
    await createBatchWriter(twice.session).write([rowOf('a', 1)]);
    expect(twice.calls()).toBe(3);
    const always = failing(99, late);
    const write = createBatchWriter(always.session).write([rowOf('a', 1)]);
    await expect(write).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(always.calls()).toBe(4);
  });

  it('is not sent again where nobody answered', async () => {
    const away = failing(99, new errors.NoHostAvailableError({}));
    await expect(createBatchWriter(away.session).write([rowOf('a', 1)])).rejects.toMatchObject({ retriable: true });
    expect(away.calls()).toBe(1);
  });
});

describe('what Cassandra answers', () => {
  const response = (code: number, message = '') => new errors.ResponseError(code, message);

  it.each([
    ['unavailable', response(0x1000)],
    ['overloaded', response(0x1001)],
    ['write timeout', response(0x1100)],
    ['read timeout', response(0x1200)],
    ['server error', response(0x0000)],
    ['not allowed to', response(0x2100)],
    ['no answer in time', new errors.OperationTimedOutError('')],
    ['too many requests', new errors.BusyConnectionError('', 1, 1)],
    ['nobody there', new errors.NoHostAvailableError({})],
    ['table not there', response(0x2200, 'table lectures does not exist')],
    ['column not there', response(0x2200, 'Undefined column name entered in table k.events_by_gate_day')],
    ['not connected', new Error('not connected')],
  ])('is worth another try: %s', (_, error) => {
    expect(toPortError(error, 'ROSTER_UNAVAILABLE', true)).toMatchObject({ code: 'ROSTER_UNAVAILABLE', cause: error });
  });

  it.each([
    ['invalid', response(0x2200, 'Expected 4 or 0 byte int')],
    ['no statement', response(0x2000)],
    ['a value of another type', new TypeError('Expected Number')],
  ])('is the fault of the statement: %s', (_, error) => {
    expect(toPortError(error, 'STORE_UNAVAILABLE', true).code).toBe('MESSAGE_REJECTED');
    expect(toPortError(error, 'STORE_UNAVAILABLE', false).code).toBe('INTERNAL');
  });

  it('tells a batch that is too large', () => {
    expect(isBatchTooLarge(toPortError(response(0x2200, 'Batch too large'), 'STORE_UNAVAILABLE', true))).toBe(true);
    expect(isBatchTooLarge(response(0x2200, 'Invalid'))).toBe(false);
  });

  it('is hopeless when the password is wrong on every node, or the keyspace is not there', () => {
    const wrong = new errors.AuthenticationError('Provided username u and/or password are incorrect');
    const all = new errors.NoHostAvailableError({ 'a:9042': wrong, 'b:9042': wrong });
    expect(refusalOf(all, 'k')).toBe('Cassandra refuses the user or password.');
    expect(refusalOf(new errors.NoHostAvailableError({ a: wrong, b: new Error('refused') }), 'k')).toBeNull();
    expect(refusalOf(new errors.NoHostAvailableError({}), 'k')).toBeNull();
    expect(refusalOf(response(0x2200, "Keyspace 'k' does not exist"), 'k')).toContain('no keyspace k');
    expect(refusalOf(response(0x1000), 'k')).toBeNull();
  });
});

describe('the rest', () => {
  it('lets only so many tasks run at once, and all in the end', async () => {
    let running = 0;
    let most = 0;
    const limiter = createLimiter(3);
    const done = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        limiter.run(async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise(setImmediate);
          running -= 1;
          return index;
        }),
      ),
    );
    expect([most, running, done.length]).toEqual([3, 0, 20]);
    await expect(limiter.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await limiter.run(async () => 'still')).toBe('still');
  });

  it('reads a cql file into statements', () => {
    const text = `-- says; nothing\nCREATE TABLE \${k}.a ( -- one\n  b int\n);\n\nSELECT 'x' FROM a;`;
    expect(statementsOf(text, { k: 'space' })).toEqual(['CREATE TABLE space.a ( b int )', "SELECT 'x' FROM a"]);
  });

  it('reads a replication', () => {
    expect(replicationOf('3')).toBe("{'class': 'SimpleStrategy', 'replication_factor': 3}");
    expect(replicationOf('dc1:3, dc-2:1')).toBe("{'class': 'NetworkTopologyStrategy', 'dc1': 3, 'dc-2': 1}");
    for (const wrong of ['', '0', 'three', 'dc1', "dc1:3,'"]) expect(() => replicationOf(wrong)).toThrow();
  });

  it('carries days there and back, and makes keys as Cassandra does', () => {
    for (const day of [-4_000_000, -1, 0, 20_166, 2_932_896]) expect(dayIn({ day: dateOf(day) }, 'day')).toBe(day);
    expect(partitionOf('ab')).toEqual(Buffer.from('ab'));
    expect(partitionOf('ab', { day: 1 })).toEqual(Buffer.from([0, 2, 97, 98, 0, 0, 4, 128, 0, 0, 1, 0]));
    expect(partitionOf({ int: -1 })).toEqual(Buffer.from([255, 255, 255, 255]));
  });
});

describe('the driver', () => {
  const options = { contactPoints: ['a:9042'], localDataCenter: 'dc1', keyspace: 'k' };

  it('checks certificates where TLS is asked for, and sends no user where none is named', () => {
    expect(driverOptions({ ...options, tls: {} }).sslOptions).toEqual({ rejectUnauthorized: true });
    expect(driverOptions(options)).not.toHaveProperty('sslOptions');
    expect(driverOptions({ ...options, username: '' })).not.toHaveProperty('credentials');
    expect(driverOptions({ ...options, username: 'u', password: 'p' }).credentials).toEqual({
      username: 'u',
      password: 'p',
    });
  });

  it('asks a second node for slow reads only', () => {
    const policy = driverOptions({ ...options, speculativeReadMs: 50 }).policies.speculativeExecution;
    expect(policy.newPlan('k', 'SELECT a FROM b').nextExecution()).toBe(50);
    expect(policy.newPlan('k', 'INSERT INTO b (a) VALUES (1)').nextExecution()).toBe(-1);
    expect(policy.newPlan('k', [{ query: 'INSERT' }]).nextExecution()).toBe(-1);
  });
});
