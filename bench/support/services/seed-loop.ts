import { Client, types } from 'cassandra-driver';
import { createClient } from 'redis';
import { studentId, UNIFORM } from '../swipes.ts';
import type { RawPulsar } from './raw-pulsar.ts';
import type { ServiceSettings } from './settings.ts';

interface SeedEvent {
  readonly event_id: string;
  readonly student_id: string;
  readonly lecture_id: string;
  readonly gate_id: string;
  readonly timestamp: string;
  readonly action: string;
}

/** The seed's two tables, as it has them. */
const TABLES = [
  'CREATE TABLE IF NOT EXISTS events_by_lecture_day (lecture_id text, day date, ts timestamp, student_id text, gate_id text, action text, event_id uuid, PRIMARY KEY ((lecture_id, day), ts, student_id)) WITH CLUSTERING ORDER BY (ts ASC)',
  'CREATE TABLE IF NOT EXISTS events_by_student_day (student_id text, day date, ts timestamp, lecture_id text, gate_id text, action text, event_id uuid, PRIMARY KEY ((student_id, day), ts, lecture_id)) WITH CLUSTERING ORDER BY (ts ASC)',
];
const INSERTS = [
  'INSERT INTO events_by_lecture_day (lecture_id, day, ts, student_id, gate_id, action, event_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
  'INSERT INTO events_by_student_day (student_id, day, ts, lecture_id, gate_id, action, event_id) VALUES (?, ?, ?, ?, ?, ?, ?)',
] as const;

/** A keyspace for a bench, by default with the seed's tables; everything in it goes with `drop`. */
export async function openKeyspace(
  { contactPoints, localDataCenter }: ServiceSettings,
  keyspace: string,
  tables: readonly string[] = TABLES,
) {
  const client = new Client({ contactPoints: [...contactPoints], localDataCenter });
  await client.connect();
  await client.execute(
    `CREATE KEYSPACE IF NOT EXISTS ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
  );
  await client.execute(`USE ${keyspace}`);
  for (const table of tables) await client.execute(table);
  return {
    client,
    async drop(): Promise<void> {
      await client.execute(`DROP KEYSPACE ${keyspace}`, [], { readTimeout: 60_000 });
      await client.shutdown();
    },
  };
}

/**
 * The seed's processor: receive, look the student up, PFADD, two inserts, acknowledge; the next event only then. The look-up is
 * BF.EXISTS where the server has it, else EXISTS on a key of the student.
 * @returns events a second, connecting not counted
 */
export async function seedLoop(
  settings: ServiceSettings,
  pulsar: RawPulsar,
  cassandra: Client,
  topic: string,
  events: number,
): Promise<number> {
  const redis = createClient({ url: settings.redisUrl });
  await redis.connect();
  const ids = Array.from({ length: UNIFORM.students }, (_, index) => studentId(index));
  const known = await redis.sendCommand<unknown[]>(['COMMAND', 'INFO', 'BF.EXISTS']);
  const hasBloom = Array.isArray(known[0]);
  if (hasBloom) await redis.sendCommand(['BF.MADD', 'seed:bf:students', ...ids]);
  else for (const id of ids) redis.set(`seed:student:${id}`, '1');
  const consumer = await pulsar.subscribe(topic, 'seed-sub', 'Shared');

  let seconds = 0;
  for (let done = -1; done < events; done += 1) {
    const startedAt = performance.now();
    const message = await consumer.receive();
    const event: SeedEvent = JSON.parse(Buffer.from(message.payload, 'base64').toString());
    const { student_id: student, lecture_id: lecture, gate_id: gate, action } = event;
    const day = event.timestamp.slice(0, 10);
    const isKnown = hasBloom
      ? await redis.sendCommand(['BF.EXISTS', 'seed:bf:students', student])
      : await redis.exists(`seed:student:${student}`);
    if (isKnown !== 1) throw new Error(`an event of a student who is not known: ${student}`);
    await redis.pfAdd(`seed:hll:unique:${lecture}:${day}`, student);
    const ts = new Date(event.timestamp);
    const id = types.Uuid.fromString(event.event_id);
    const [byLecture, byStudent] = INSERTS;
    await cassandra.execute(byLecture, [lecture, day, ts, student, gate, action, id], { prepare: true });
    await cassandra.execute(byStudent, [student, day, ts, lecture, gate, action, id], { prepare: true });
    consumer.acknowledge(message);
    // The first prepares the statements.
    if (done >= 0) seconds += (performance.now() - startedAt) / 1_000;
  }
  await consumer.close();
  redis.destroy();
  return events / seconds;
}
