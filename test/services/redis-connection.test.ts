import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import {
  createRedisConnection,
  type RedisConnection,
  type RedisConnectionOptions,
} from '../../src/adapters/redis/client.ts';
import { readFacts } from '../../src/adapters/redis/server-facts.ts';
import { isRetriable } from '../../src/core/errors.ts';
import type { Log } from '../../src/ports/log.ts';
import { SILENT } from '../support/embedded.ts';
import { numberedUuid } from '../support/swipes.ts';
import { openRedisPorts, type RedisNeighbours } from './support/redis.ts';
import { type RedisServer, startRedisServer } from './support/redis-server.ts';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

async function server(...args: string[]): Promise<RedisServer> {
  const started = await startRedisServer(args);
  open.push(started.dispose);
  return started;
}

function connect(options: Omit<RedisConnectionOptions, 'log'> & { log?: Log }): RedisConnection {
  const redis = createRedisConnection({ log: SILENT, backoffMaxMs: 100, ...options });
  open.push(redis.close);
  return redis;
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
/** Tries until it is answered. */
async function answered(redis: RedisConnection): Promise<void> {
  while (!(await redis.healthy())) await turn();
}

function recorder(): { log: Log; text: () => string } {
  const lines: string[] = [];
  const write = (event: string, fields: unknown = {}) => void lines.push(event + JSON.stringify(fields));
  return { log: { debug: write, info: write, warn: write, error: write }, text: () => lines.join('\n') };
}

/** Stores with nothing in them. */
const none = async () => [];
const nobody: RedisNeighbours = {
  clock: { now: Date.now, setTimer: () => () => {} },
  roster: { async *allStudentIds() {} },
  swipeStore: { attendance: none, lecturesSeen: none },
  simulations: { acquireLease: async () => true, releaseLease: async () => {} },
};

const refused = async (redis: RedisConnection): Promise<string> => {
  const error: unknown = await redis.connected().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'SERVICE_REFUSED', retriable: false });
  return error instanceof Error ? error.message : '';
};

it('rejects at once while the server is away, and connects by itself when it comes', async () => {
  const redis = await server();
  await redis.kill();
  const connection = connect({ url: redis.url });
  await expect(connection.pipeline([['PING']])).rejects.toThrow('not connected');
  expect(await connection.healthy()).toBe(false);
  redis.start();
  await connection.connected();
  expect(await connection.pipeline([['PING'], ['ECHO', 'there']])).toEqual(['PONG', 'there']);
  await redis.kill();
  await expect(connection.pipeline([['PING']])).rejects.toThrow();
  redis.start();
  await answered(connection);
});

it('gives a server up that does not answer, and mistakes none of its late answers for another', async () => {
  const redis = await server();
  const connection = connect({ url: redis.url, answerTimeoutMs: 300 });
  await connection.connected();
  redis.signal('SIGSTOP');
  const startedAt = performance.now();
  await expect(connection.pipeline([['SET', 'late', '1', 'GET']])).rejects.toThrow('no answer within 300 ms');
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(await connection.healthy()).toBe(false);
  redis.signal('SIGCONT');
  await answered(connection);
  expect(
    await connection.pipeline([
      ['ECHO', 'mine'],
      ['GET', 'late'],
    ]),
  ).toEqual(['mine', '1']);
});

it('tells a port that is down by its retriable error', async () => {
  const redis = await server();
  const connection = connect({ url: redis.url });
  await connection.connected();
  const { claims, counter, filter } = openRedisPorts(connection, nobody);
  await redis.kill();
  const calls: [string, Promise<unknown>][] = [
    ['CLAIMS_UNAVAILABLE', claims.outcomes(['x'])],
    ['COUNTER_UNAVAILABLE', counter.count([{ lectureId: 'L', day: 1 }])],
    ['FILTER_UNAVAILABLE', filter.check(['S1'])],
  ];
  for (const [code, call] of calls) {
    const error = await call.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(isRetriable(error)).toBe(true);
  }
});

it('speaks for an ACL user that may do no more than it needs, named by the URL or beside it', async () => {
  const keys = ['~bf:students*', '~event:*', '~outcome:*', '~hll:*', '~claims:*'];
  const may = [...keys, '+@all', '-@dangerous', '+info'];
  const redis = await server('--user', 'rollcall', 'on', '>s3cret-word', ...may, '--requirepass', 'other');
  await connect({ url: redis.url.replace('//', '//rollcall:s3cret-word@') }).connected();
  await connect({ url: redis.url, password: 'other' }).connected();
  const connection = connect({ url: redis.url, username: 'rollcall', password: 's3cret-word' });
  await connection.connected();
  const { claims, counter, filter } = openRedisPorts(connection, nobody);
  const eventId = numberedUuid(1);
  expect(await claims.claim([{ eventId, contentHash: 1, position: '1', at: Date.now(), floor: '' }])).toEqual([null]);
  await claims.release([{ eventId, position: '1' }]);
  await claims.remember([{ eventId, outcome: { state: 'ACCEPTED' } }], Date.now());
  expect(await claims.outcomes([eventId])).toEqual([{ state: 'ACCEPTED' }]);
  await counter.add([{ session: { lectureId: 'L', day: 1 }, studentIds: ['S1'] }]);
  expect(await counter.count([{ lectureId: 'L', day: 1 }])).toEqual([0]);
  await filter.ensure();
  await filter.add(['S1']);
  await filter.raiseRosterGeneration();
  expect(await filter.check(['S1', 'S2'])).toMatchObject({ maybe: [true, false], trusted: true });
});

it('is refused with one line that tells what to set and no secret', async () => {
  const redis = await server('--user', 'rollcall', 'on', '>s3cret-word', '~*', '+ping', '--requirepass', 'other');
  const { log, text } = recorder();
  const url = redis.url;
  expect(await refused(connect({ url, log, username: 'rollcall', password: 'wr0ng-word' }))).toMatch(/REDIS_PASSWORD/);
  expect(await refused(connect({ url: url.replace('//', '//:wr0ng-word@'), log }))).toMatch(/REDIS_PASSWORD/);
  expect(await refused(connect({ url, log }))).toMatch(/wants a password/);
  expect(await refused(connect({ url, log, username: 'rollcall', password: 's3cret-word' }))).toMatch(/does not let/);
  expect(await refused(connect({ url: `${url}/99`, log, password: 'other' }))).toMatch(/no database/);
  expect(text()).not.toMatch(/wr0ng-word|s3cret-word|other/);
});

it('repeats no URL that it cannot read', () => {
  for (const url of ['http://u:hidden@h', 'redis://u:hidden@h/x', 'redis//u:hidden', 'redis://u:hid%den@h']) {
    expect(() => createRedisConnection({ url, log: SILENT })).toThrow(/^REDIS_URL: (?!.*hid)/);
  }
});

it('refuses a cluster, and a server older than 7.0', async () => {
  const cluster = await server('--cluster-enabled', 'yes');
  expect(await refused(connect({ url: cluster.url }))).toMatch(/cluster/);
  expect(() => readFacts(['redis_version:6.2.14\r\ncluster_enabled:0\r\n', []])).toThrow(/6\.2\.14 is too old/);
  expect(readFacts(['redis_version:7.0.0\r\n', [null]])).toMatchObject({ hasBloom: false, evictionPolicy: null });
});

it('warns of a server that evicts keys', async () => {
  const redis = await server('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru');
  const { log, text } = recorder();
  await connect({ url: redis.url, log }).connected();
  expect(text()).toMatch(/redis\.evicts.*allkeys-lru/);
});

it('speaks TLS, and refuses a certificate that it has no reason to trust', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-tls-'));
  open.push(() => rm(dir, { recursive: true, force: true }));
  const key = join(dir, 'key.pem');
  const certificate = join(dir, 'cert.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const form = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  execFileSync('openssl', [...form, '-keyout', key, '-out', certificate, ...subject], { stdio: 'ignore' });
  const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
  const redis = await server('--port', '0', '--tls-port', 'PORT', '--tls-auth-clients', 'no', ...files);
  const url = `rediss://localhost:${redis.port}`;
  expect(await refused(connect({ url }))).toMatch(/certificate.*NODE_EXTRA_CA_CERTS/);
  const connection = connect({ url, tlsAuthority: await readFile(certificate, 'utf8') });
  await connection.connected();
  expect(await connection.pipeline([['PING']])).toEqual(['PONG']);
});
