import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { topicPath } from '../../src/adapters/pulsar/topics.ts';
import { makeMessage, textOf } from '../support/swipes.ts';
import {
  dropNamespace,
  type LogProcess,
  type LogTopic,
  makeLogTopic,
  testNamespace,
  testServices,
} from './support/pulsar-log.ts';

const [SERVICE = ''] = testServices();
const MIB = 1_024 * 1_024;

/** As a producer of other people's sends: several messages in one entry. */
async function sendBatched(topic: string, texts: readonly string[]): Promise<void> {
  const batching = `batchingEnabled=true&batchingMaxMessages=${texts.length}&batchingMaxPublishDelay=1000`;
  const socket = new WebSocket(`${SERVICE}/ws/v2/producer${topicPath(topic)}?${batching}`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let left = texts.length;
  const sent = new Promise<void>((resolve) => {
    socket.on('message', () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
  for (const text of texts) {
    socket.send(JSON.stringify({ payload: Buffer.from(text).toString('base64'), key: 'CS101', context: text }));
  }
  await sent;
  socket.terminate();
}

const namespace = testNamespace();
afterAll(() => dropNamespace(namespace));

describe.each(testServices())('messages of any kind, by %s', (service) => {
  let topic: LogTopic;
  let process: LogProcess;
  beforeEach(async () => {
    topic = await makeLogTopic(namespace);
    process = await topic.open({ service });
  });
  afterEach(async () => {
    await process.close();
    await topic.drop();
  });

  it('takes and hands out what is empty, of several megabytes, no text, without key', async () => {
    const { log } = process;
    const large = Buffer.alloc(4 * MIB, 7);
    await log.publish([
      { key: 'empty', payload: new Uint8Array() },
      { key: 'large', payload: large },
      { key: 'bytes', payload: Uint8Array.of(0, 255, 128, 10) },
      { key: 'quote " and \\ and ü', payload: Buffer.from('x') },
      { key: '', payload: Buffer.from('unkeyed') },
    ]);
    const consumer = await log.subscribe();
    const found = new Map<string, Uint8Array>();
    while (found.size < 5) for (const { key, payload } of await consumer.receive(5, 1_000)) found.set(key, payload);
    expect(found.get('empty')?.length).toBe(0);
    expect(large.equals(found.get('large') ?? Buffer.alloc(0))).toBe(true);
    expect([...(found.get('bytes') ?? [])]).toEqual([0, 255, 128, 10]);
    expect(textOf({ payload: found.get('quote " and \\ and ü') ?? large })).toBe('x');
    expect(textOf({ payload: found.get('') ?? large })).toBe('unkeyed');
  });

  it.each([6, 9])('refuses %d MiB for good, and goes on with others', async (sizeMib) => {
    const { log } = process;
    const refused = log.publish([{ key: 'large', payload: Buffer.alloc(sizeMib * MIB) }]);
    await expect(refused).rejects.toMatchObject({ code: 'MESSAGE_REJECTED', retriable: false });
    for (let isSent = false; !isSent; ) {
      isSent = await log.publish([makeMessage('small')]).then(
        () => true,
        () => false,
      );
    }
    const consumer = await log.subscribe();
    expect((await consumer.receive(1, 0)).map(textOf)).toEqual(['small']);
  });

  it('takes a batch of one entry apart, and is done with it when all of it is acknowledged', async () => {
    const { log } = process;
    const texts = ['a', 'b', 'c', 'd'];
    await sendBatched(topic.name, texts);
    const consumer = await log.subscribe();
    const messages = await consumer.receive(4, 5_000);
    expect(messages.map(textOf)).toEqual(texts);
    expect(messages.map(({ position }) => position.split(':').at(-1))).toEqual(['0', '1', '2', '3']);
    await log.acknowledge(messages.slice(0, 2).map(({ position }) => position));
    await consumer.close();
    const next = await log.subscribe();
    const again = await next.receive(4, 1_000);
    // The WebSocket API knows only whole entries.
    const left = process.transport.kind === 'native' ? messages.slice(2) : messages;
    expect(again.map(({ position }) => position)).toEqual(left.map(({ position }) => position));
    await log.acknowledge(again.map(({ position }) => position));
    expect(await log.backlog()).toBe(0);
  });

  it('receives more than the API holds ready while nothing is acknowledged', async () => {
    const { log } = process;
    const texts = Array.from({ length: 5_000 }, (_, index) => String(index));
    await log.publish(texts.map((text, index) => makeMessage(text, `L${index % 100}`)));
    const consumer = await log.subscribe();
    const seen = new Set<string>();
    while (seen.size < texts.length) for (const message of await consumer.receive(700, 20)) seen.add(textOf(message));
    expect(seen.size).toBe(5_000);
  });
});
