import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'cassandra-driver';
import { createClient } from 'redis';
import { DAY_MS } from '../src/core/campus-day.ts';
import { median, tableOf } from './support/harness.ts';
import { rawInserts, rawPfadd, rawReceive } from './support/services/ceilings.ts';
import { type RawPulsar, rawPulsar } from './support/services/raw-pulsar.ts';
import { openKeyspace, seedLoop } from './support/services/seed-loop.ts';
import { type ServiceSettings, serviceSettings } from './support/services/settings.ts';
import { buildProgram, startWorker } from './support/services/worker.ts';
import { benchMessages, lectureId, studentId, UNIFORM } from './support/swipes.ts';

/** Rounds that count for nothing: services just started have compiled little of what they run. */
const WARM_UP_ROUNDS = 2;
/** Turns of the two, so that whatever else the machine does meets both. */
const ROUNDS = WARM_UP_ROUNDS + Math.max(1, Number(process.env.BENCH_ROUNDS ?? 3));
/** In each round. */
const SWIPES = Number(process.env.BENCH_SWIPES ?? 50_000);
const SEED_EVENTS = Number(process.env.BENCH_SEED_EVENTS ?? 1_000);
const RAW_COMMANDS = 200_000;
const SUBSCRIPTION = 'attendance-sub';
const PARTITIONS = 8;
const PUBLISHED_AT_ONCE = 10_000;
const IMPORT_MAX = 5_000;
const POLL_MS = 250;

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

/** Publishes a round's swipes. @returns messages a second, making them not counted */
async function publish({ pulsar, topic }: Place, round: number): Promise<number> {
  let seconds = 0;
  for (let from = round * SWIPES; from < (round + 1) * SWIPES; from += PUBLISHED_AT_ONCE) {
    const messages = benchMessages(from, Math.min(from + PUBLISHED_AT_ONCE, (round + 1) * SWIPES), dayStart);
    const startedAt = performance.now();
    await pulsar.publish(topic, messages);
    seconds += (performance.now() - startedAt) / 1_000;
  }
  return SWIPES / seconds;
}

/** Runs an ingest process until nothing is left. @returns messages a second from its first batch's end on, and its memory */
async function ingest({ pulsar, topic, env }: Place): Promise<{ rate: number; rssBytes: number }> {
  const worker = await startWorker({ ...env, ROLLCALL_ROLE: 'ingest' });
  const all = await pulsar.backlog(topic, SUBSCRIPTION);
  let first = all;
  let firstAt = 0;
  for (let left = all; left > 0; ) {
    await delay(POLL_MS);
    left = await pulsar.backlog(topic, SUBSCRIPTION);
    if (left === all || first !== all) continue;
    first = left;
    firstAt = performance.now();
  }
  const rate = first / ((performance.now() - firstAt) / 1_000);
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
  if (rows !== ROUNDS * SWIPES) throw new Error(`${rows} rows of ${ROUNDS * SWIPES} swipes`);
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
    for (const name of [SUBSCRIPTION, 'seed-sub', 'raw-sub']) await pulsar.makeSubscription(topic, name);
    const published: number[] = [];
    const seed: number[] = [];
    const rates: number[] = [];
    const ratios: number[] = [];
    let rssBytes = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      published.push(await publish(place, round));
      const before = await seedLoop(settings, pulsar, cassandra, topic, SEED_EVENTS);
      const { rate, ...memory } = await ingest(place);
      const after = await seedLoop(settings, pulsar, cassandra, topic, SEED_EVENTS);
      const turns = [before, rate, after].map(perSecond).join(', ');
      process.stderr.write(`round ${round}: the seed's loop, Rollcall, the seed's loop: ${turns}\n`);
      rssBytes = Math.max(rssBytes, memory.rssBytes);
      if (round < WARM_UP_ROUNDS) continue;
      seed.push(before, after);
      rates.push(rate);
      ratios.push(rate / ((before + after) / 2));
    }
    await check(place);
    note('raw publish, a message an entry', perSecond(median(published)));
    note("the seed's loop, one event at a time", perSecond(median(seed)));
    note('Rollcall, one ingest process, all tables', perSecond(median(rates)));
    note('its largest RSS', `${Math.round(rssBytes / 1e6)} MB`);
    note('ceiling: raw receive and acknowledge', perSecond(await rawReceive(pulsar, topic, ROUNDS * SWIPES)));
    note('ceiling: raw PFADD, pipelines of 2,000', perSecond(await rawPfadd(settings, RAW_COMMANDS)));
    note('ceiling: raw inserts, batches of 50 rows', perSecond(await rawInserts(cassandra, RAW_COMMANDS)));
    const ratio = Number(median(ratios).toFixed(1));
    note(`Rollcall over the seed's loop, median of ${ROUNDS - WARM_UP_ROUNDS} rounds`, `${ratio} ×`);
    return { table: tableOf(rows), ratios: { vsSeedLoop: ratio } };
  });
}
