import { afterEach, describe, expect, it } from 'vitest';
import { createPulsarContextStream } from '../../src/adapters/pulsar/context-stream.ts';
import { migratePulsar } from '../../src/adapters/pulsar/migrate.ts';
import { topicsOf } from '../../src/adapters/pulsar/topics.ts';
import { RollcallError } from '../../src/core/errors.ts';
import type { ContextKind, ContextTaker } from '../../src/ports/context-stream.ts';
import { SILENT } from '../support/embedded.ts';
import { dropNamespace, testAdmin, testNamespace, testServices, testTransport } from './support/pulsar-log.ts';

const DAY_MS = 86_400_000;

describe.each(testServices())('weather and incidents by Pulsar: %s', (service) => {
  const admin = testAdmin();
  const namespace = testNamespace();
  const topics = topicsOf(`persistent://${namespace}/swipes`);
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await dropNamespace(namespace).catch(() => {});
  });
  const migrate = () =>
    migratePulsar({ admin, topic: topics.swipes, subscription: 'sub', partitions: 1, feedRetentionMs: 7 * DAY_MS });

  it('are given as they were published, before anybody followed too, again until they are taken, and then no more', async () => {
    await migrate();
    const transport = await testTransport(service);
    closing.push(() => transport.close());
    const publish = async (topic: string, ...texts: string[]) => {
      const producer = await transport.openProducer({ topic, batching: 'none' });
      for (const text of texts) await producer.send({ key: '', payload: Buffer.from(text), properties: {} });
      await producer.close();
    };
    await publish(topics.weather, 'w1', 'w2');
    await publish(topics.incidents, 'i1');

    const taken: string[] = [];
    let failures = 2;
    const followed = (until: number) =>
      new Promise<void>((resolve) => {
        const take: ContextTaker = async (kind: ContextKind, messages) => {
          if (failures > 0) {
            failures -= 1;
            throw new RollcallError('ROSTER_UNAVAILABLE');
          }
          taken.push(...messages.map(({ payload }) => `${kind} ${Buffer.from(payload)}`));
          if (taken.length >= until) resolve();
        };
        const stream = createPulsarContextStream({ transport, topics, log: SILENT });
        stream.follow(take);
        closing.push(() => stream.close());
      });
    await followed(3);
    expect(failures).toBe(0);
    expect([...taken].sort()).toEqual(['INCIDENTS i1', 'WEATHER w1', 'WEATHER w2']);
    expect(taken.filter((one) => one.startsWith('WEATHER'))).toEqual(['WEATHER w1', 'WEATHER w2']);
    await closing.pop()?.();

    await publish(topics.weather, 'w3');
    await publish(topics.incidents, 'i2');
    await followed(5);
    expect(taken.slice(3).sort()).toEqual(['INCIDENTS i2', 'WEATHER w3']);
  });
});
