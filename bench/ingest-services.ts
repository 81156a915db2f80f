import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'cassandra-driver';
import { createClient } from 'redis';
import { DAY_MS } from '../src/core/campus-day.ts';
import { tableOf } from './support/harness.ts';
import { rawInserts, rawPfadd, rawReceive } from './support/services/ceilings.ts';
import { type RawPulsar, rawPulsar } from './support/services/raw-pulsar.ts';
import { openKeyspace, seedLoop } from './support/services/seed-loop.ts';
import { type ServiceSettings, serviceSettings } from './support/services/settings.ts';
import { buildProgram, startWorker } from './support/services/worker.ts';
import { benchMessages, lectureId, studentId, UNIFORM } from './support/swipes.ts';

const SWIPES = Number(process.env.BENCH_SWIPES ?? 100_000);
const SEED_EVENTS = Number(process.env.BENCH_SEED_EVENTS ?? 3_000);
const RAW_COMMANDS = 200_000;
const PARTITIONS = 8;
const PUBLISHED_AT_ONCE = 10_000;
const IMPORT_MAX = 5_000;
const POLL_MS = 100;

const dayStart = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;

/** A database, a keyspace and a namespace that nothing else uses. */
interface Place {
  readonly settings: ServiceSettings;
  readonly pulsar: RawPulsar;
  readonly cassandra: Client;
  readonly namespace: string;
  readonly topic: string;
  readonly env: Readonly<Record<string, string>>;
}

async function withPlace<T>(use: (place: Place) => Promise<T>): Promise<T> {
  const settings = serviceSettings();
  const name = `bench${randomBytes(4).toString('hex')}`;
  const namespace = `public/${name}`;
  const topic = `${namespace}/attendance-events`;
  const pulsar = rawPulsar(settings);
  const redis = createClient({ url: settings.redisUrl });
  await redis.connect();
  await redis.flushDb();
  await pulsar.makeNamespace(namespace);
  const seedTables = await openKeyspace(settings, `${name}_seed`);
  const tables = await openKeyspace(settings, name, []);
  const env = {
    PULSAR_SERVICE_URL: settings.pulsarUrl,
    PULSAR_ADMIN_URL: settings.pulsarAdminUrl,
    PULSAR_TOPIC: `persistent://${topic}`,
    PULSAR_PARTITIONS: String(PARTITIONS),
    REDIS_URL: settings.redisUrl,
    CASSANDRA_CONTACT_POINTS: settings.contactPoints.join(','),
    CASSANDRA_LOCAL_DC: settings.localDataCenter,
    CASSANDRA_KEYSPACE: name,
    ROLLCALL_MIGRATE: '1',
  };
  try {
    return await use({ settings, pulsar, cassandra: seedTables.client, namespace, topic, env });
  } finally {
    await seedTables.drop();
    await tables.drop();
    await redis.flushDb();
    redis.destroy();
    await pulsar.dropNamespace(namespace);
  }
}

/** A gateway makes topics and tables and takes the roster. */
async function prepare({ env }: Place): Promise<void> {
  const gateway = await startWorker({ ...env, ROLLCALL_ROLE: 'gateway' });
  const students = Array.from({ length: UNIFORM.students }, (_, index) => ({ studentId: studentId(index) }));
  for (let from = 0; from < students.length; from += IMPORT_MAX) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'mutation ($students: [StudentInput!]!) { importStudents(students: $students) { __typename } }',
        variables: { students: students.slice(from, from + IMPORT_MAX) },
      }),
    });
    const answer: { errors?: unknown } = await response.json();
    if (answer.errors !== undefined) throw new Error(`the roster was not taken: ${JSON.stringify(answer.errors)}`);
  }
  await gateway.stop();
}

/** Runs an ingest process until nothing is left. @returns messages a second while there was work, and the process's memory */
async function ingest({ pulsar, topic, env }: Place): Promise<{ rate: number; rssBytes: number }> {
  const worker = await startWorker({ ...env, ROLLCALL_ROLE: 'ingest' });
  let left = SWIPES;
  let startedAt = performance.now();
  while (left > 0) {
    const now = performance.now();
    left = await pulsar.backlog(topic, 'attendance-sub');
    if (left === SWIPES) startedAt = now;
    await delay(POLL_MS);
  }
  const rate = SWIPES / ((performance.now() - startedAt) / 1_000);
  const rssBytes = await worker.peakRssBytes();
  await worker.stop();
  return { rate, rssBytes };
}

/** @throws unless each swipe stands exactly once in the canonical rows */
async function check({ cassandra, env }: Place): Promise<void> {
  const query = `SELECT count(*) AS rows FROM ${env.CASSANDRA_KEYSPACE}.events_by_lecture_day WHERE lecture_id = ? AND day = ?`;
  const day = new Date(dayStart).toISOString().slice(0, 10);
  let rows = 0;
  for (let lecture = 0; lecture < UNIFORM.lectures; lecture += 1) {
    const result = await cassandra.execute(query, [lectureId(lecture), day], { prepare: true });
    rows += Number(result.first()?.rows ?? 0);
  }
  if (rows !== SWIPES) throw new Error(`${rows} rows of ${SWIPES} swipes`);
}

export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  const rows: string[][] = [['what', 'value']];
  const note = (what: string, value: string): void => {
    rows.push([what, value]);
    process.stderr.write(`${what}: ${value}\n`);
  };
  const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')} /s`;
  buildProgram();

  return withPlace(async (place) => {
    const { settings, pulsar, cassandra, topic } = place;
    await prepare(place);
    for (const name of ['attendance-sub', 'seed-sub', 'raw-sub']) await pulsar.makeSubscription(topic, name);
    let seconds = 0;
    for (let from = 0; from < SWIPES; from += PUBLISHED_AT_ONCE) {
      const messages = benchMessages(from, Math.min(from + PUBLISHED_AT_ONCE, SWIPES), dayStart);
      const startedAt = performance.now();
      await pulsar.publish(topic, messages);
      seconds += (performance.now() - startedAt) / 1_000;
    }
    note('raw publish, a message an entry', perSecond(SWIPES / seconds));
    const seedBefore = await seedLoop(settings, pulsar, cassandra, topic, SEED_EVENTS);
    note("the seed's loop, before", perSecond(seedBefore));
    const { rate, rssBytes } = await ingest(place);
    note('Rollcall, one ingest process, all tables', perSecond(rate));
    note('its largest RSS', `${Math.round(rssBytes / 1e6)} MB`);
    await check(place);
    const seedAfter = await seedLoop(settings, pulsar, cassandra, topic, SEED_EVENTS);
    note("the seed's loop, after", perSecond(seedAfter));
    note('ceiling: raw receive and acknowledge', perSecond(await rawReceive(pulsar, topic, SWIPES)));
    note('ceiling: raw PFADD, pipelines of 2,000', perSecond(await rawPfadd(settings, RAW_COMMANDS)));
    note('ceiling: raw inserts, batches of 50 rows', perSecond(await rawInserts(cassandra, RAW_COMMANDS)));
    const ratio = Number((rate / ((seedBefore + seedAfter) / 2)).toFixed(1));
    note("Rollcall over the seed's loop", `${ratio} ×`);
    return { table: tableOf(rows), ratios: { vsSeedLoop: ratio } };
  });
}
