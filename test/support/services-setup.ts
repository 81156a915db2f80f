import { mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICE_NAMES, type ServiceName } from '../../tools/services/kind.ts';
import { type ServiceSet, startServices, stopServices } from '../../tools/services/set.ts';

/** The setting that says where a service is, when it is somebody else's to run. */
const GIVEN_BY: Readonly<Record<ServiceName, string>> = {
  pulsar: 'PULSAR_SERVICE_URL',
  redis: 'REDIS_URL',
  cassandra: 'CASSANDRA_CONTACT_POINTS',
};
const CONNECT_WITHIN_MS = 5_000;

/** SERVICES=redis,cassandra picks; everything otherwise. @throws on a name that is none */
export function namedServices(): ServiceName[] {
  const asked = (process.env.SERVICES ?? '').split(',').filter((name) => name !== '');
  const unknown = asked.filter((name) => !SERVICE_NAMES.some((known) => known === name));
  if (unknown.length > 0) throw new Error(`SERVICES names ${unknown.join(', ')}: there is ${SERVICE_NAMES.join(', ')}`);
  return SERVICE_NAMES.filter((name) => asked.length === 0 || asked.includes(name));
}

function reach(setting: string, value: string): Promise<void> {
  const first = value.split(',')[0] ?? '';
  const url = new URL(first.includes('://') ? first : `tcp://${first}`);
  const defaults: Readonly<Record<string, number>> = { 'redis:': 6379, 'tcp:': 9042, 'ws:': 80, 'pulsar:': 6650 };
  const port = url.port === '' ? (defaults[url.protocol] ?? 443) : Number(url.port);
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`${setting}: nothing answers at ${url.hostname}:${port} (${why})`));
    const socket = connect({ host: url.hostname, port, timeout: CONNECT_WITHIN_MS });
    socket.once('connect', () => resolve(void socket.destroy()));
    socket.once('error', ({ message }) => fail(message));
    socket.once('timeout', () => fail(`waited ${CONNECT_WITHIN_MS} ms`));
  });
}

/** Which of Pulsar's two transports this run can try: the native client is an optional package. */
async function tellTransports(): Promise<void> {
  const name = 'pulsar-client';
  const native = await import(name).then(
    () => true,
    () => false,
  );
  const { PULSAR_SERVICE_URL = '', PULSAR_NATIVE_URL = '' } = process.env;
  const tested = [PULSAR_SERVICE_URL, ...(native ? [PULSAR_NATIVE_URL] : [])].filter((url) => url !== '');
  // Tests of the native transport run exactly where this is set.
  if (!native) delete process.env.PULSAR_NATIVE_URL;
  const schemes = [...new Set(tested.map((url) => new URL(url).protocol.replace(':', '://')))];
  process.stdout.write(`Pulsar transports tested: ${schemes.join(', ')}\n`);
  if (!native) process.stdout.write('Not tested: pulsar://, as the pulsar-client package is not installed here\n');
}

/**
 * The services that the tests run on: those whose settings the environment holds are used as they are, the others are
 * started and stopped again. One that is named and absent fails the run.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const names = namedServices();
  const given = names.filter((name) => (process.env[GIVEN_BY[name]] ?? '') !== '');
  await Promise.all(given.map((name) => reach(GIVEN_BY[name], process.env[GIVEN_BY[name]] ?? '')));
  const own = names.filter((name) => !given.includes(name));
  let set: ServiceSet | null = null;
  if (own.length > 0) {
    const dir = await mkdtemp(join(tmpdir(), 'rollcall-services-'));
    const progress = (line: string) => void process.stderr.write(`${line}\n`);
    set = await startServices({ dir, names: own, progress }).catch(async (error: unknown) => {
      await stopServices(dir);
      throw error;
    });
    Object.assign(process.env, set.settings);
  }
  if (names.includes('pulsar')) {
    const { PULSAR_SERVICE_URL = '' } = process.env;
    if (PULSAR_SERVICE_URL.startsWith('ws')) process.env.PULSAR_ADMIN_URL ??= PULSAR_SERVICE_URL.replace('ws', 'http');
    await tellTransports();
  }
  return async () => set?.stop(true);
}
