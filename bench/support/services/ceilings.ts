import { type Client, types } from 'cassandra-driver';
import { createClient } from 'redis';
import { numberedId, UNIFORM } from '../swipes.ts';
import type { RawPulsar } from './raw-pulsar.ts';
import type { ServiceSettings } from './settings.ts';

const CONSUMERS = 4;
const PIPELINE = 2_000;
const BATCH = 50;
const BATCHES_IN_FLIGHT = 32;

/** What Pulsar gives to somebody who only receives and acknowledges. @returns messages a second */
export async function rawReceive(pulsar: RawPulsar, topic: string, messages: number): Promise<number> {
  const consumers = await Promise.all(
    Array.from({ length: CONSUMERS }, () => pulsar.subscribe(topic, 'raw-sub', 'Key_Shared')),
  );
  let received = 0;
  const startedAt = performance.now();
  await new Promise<void>((resolve, reject) => {
    const work = async (at: number): Promise<void> => {
      for (const consumer = consumers[at]; consumer !== undefined && received < messages; ) {
        consumer.acknowledge(await consumer.receive());
        received += 1;
      }
      resolve();
    };
    for (let at = 0; at < CONSUMERS; at += 1) work(at).catch(reject);
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  await Promise.all(consumers.map((consumer) => consumer.close()));
  return received / seconds;
}

/** PFADD of one student each, 2,000 a pipeline, one pipeline after another. @returns commands a second */
export async function rawPfadd({ redisUrl }: ServiceSettings, commands: number): Promise<number> {
  const redis = createClient({ url: redisUrl, commandOptions: { timeout: undefined } });
  await redis.connect();
  const startedAt = performance.now();
  for (let from = 0; from < commands; from += PIPELINE) {
    await Promise.all(
      Array.from({ length: PIPELINE }, (_, index) =>
        redis.sendCommand(['PFADD', `raw:hll:${index % UNIFORM.lectures}`, `S${from + index}`]),
      ),
    );
  }
  const rate = commands / ((performance.now() - startedAt) / 1_000);
  redis.destroy();
  return rate;
}

/** Unlogged batches of 50 rows in one partition, 32 in flight. @returns rows a second */
export async function rawInserts(cassandra: Client, rows: number): Promise<number> {
  const query =
    'INSERT INTO events_by_lecture_day (lecture_id, day, ts, student_id, gate_id, action, event_id) VALUES (?, ?, ?, ?, ?, ?, ?)';
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < rows) {
      const from = next;
      next += BATCH;
      const lecture = `RAW${(from / BATCH) % UNIFORM.lectures}`;
      const statements = Array.from({ length: BATCH }, (_, index) => ({
        query,
        params: [
          lecture,
          '2026-01-01',
          new Date(1_767_225_600_000 + from + index),
          `S${index}`,
          'GATE-01',
          'enter',
          types.Uuid.fromString(numberedId(from + index)),
        ],
      }));
      await cassandra.batch(statements, { prepare: true, logged: false });
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: BATCHES_IN_FLIGHT }, work));
  return rows / ((performance.now() - startedAt) / 1_000);
}
