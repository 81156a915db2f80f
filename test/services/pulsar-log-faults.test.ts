import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogMessage, OutgoingMessage, SwipeLogConsumer } from '../../src/ports/swipe-log.ts';
import { makeMessage, textOf } from '../support/swipes.ts';
import { type CutProxy, openCutProxy } from './support/cut-proxy.ts';
import {
  dropNamespace,
  type LogProcess,
  type LogTopic,
  makeLogTopic,
  testNamespace,
  testServices,
} from './support/pulsar-log.ts';
import { openStallingProxy } from './support/stalling-proxy.ts';

const [SERVICE = ''] = testServices();
const KEYS = Array.from({ length: 40 }, (_, index) => `L${index}`);
/** Silence that a transport takes for a dead connection, and what a busy machine adds. */
const NOTICED_MS = 10_000;

describe('the swipe log in bad times', () => {
  const namespace = testNamespace();
  let topic: LogTopic;
  let processes: LogProcess[] = [];
  const open = async (options: Parameters<LogTopic['open']>[0] = {}): Promise<LogProcess> => {
    const process = await topic.open(options);
    processes.push(process);
    return process;
  };
  beforeEach(async () => {
    topic = await makeLogTopic(namespace);
  });
  afterEach(async () => {
    await Promise.all(processes.map((process) => process.close()));
    processes = [];
    await topic.drop();
  });
  afterAll(() => dropNamespace(namespace));

  /** Rounds of a message a key; the text of each says its place in its key. */
  const rounds = (from: number, to: number): OutgoingMessage[] =>
    Array.from({ length: to - from }, (_, round) => KEYS.map((key) => makeMessage(String(from + round), key))).flat();
  const patiently = async <T>(work: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        expect(error).toMatchObject({ code: 'LOG_UNAVAILABLE', retriable: true });
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }
  };
  const drain = async (log: LogProcess['log'], consumer: SwipeLogConsumer, seen: (message: LogMessage) => void) => {
    for (;;) {
      const messages = await patiently(() => consumer.receive(200, 5));
      if (messages.length === 0) return;
      for (const message of messages) seen(message);
      await patiently(() => log.acknowledge(messages.map(({ position }) => position)));
    }
  };

  it.each(testServices())('gives each key to one of two processes at a time, in its order, by %s', async (service) => {
    const options = { service, batchMessagesMax: 100 };
    const [publisher, ...others] = [await open(options), await open(options), await open(options)];
    const seen = new Map<string, { readonly process: number; readonly text: string }[]>();
    let total = 0;
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const consumers = await Promise.all(others.map(({ log }) => log.subscribe()));
    const drained = consumers.map((consumer, process) =>
      drain(others[process]?.log ?? publisher.log, consumer, (message) => {
        seen.set(message.key, [...(seen.get(message.key) ?? []), { process, text: textOf(message) }]);
        total += 1;
        if (total === 50 * KEYS.length) finish();
      }),
    );
    await publisher.log.publish(rounds(0, 50));
    await finished;
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await Promise.all(drained);
    const expected = Array.from({ length: 50 }, (_, round) => String(round));
    for (const key of KEYS) expect(seen.get(key)?.map(({ text }) => text)).toEqual(expected);
    for (const key of KEYS) expect(new Set(seen.get(key)?.map(({ process }) => process)).size).toBe(1);
    expect(new Set([...seen.values()].flat().map(({ process }) => process)).size).toBe(2);
  });

  describe('on a line that is cut', () => {
    let proxy: CutProxy;
    beforeEach(async () => {
      proxy = await openCutProxy(SERVICE);
    });
    afterEach(() => proxy.close());

    it('loses nothing and keeps the order of what was not seen before, however often it is cut', async () => {
      const { log } = await open({ service: proxy.url });
      const consumer = await log.subscribe();
      const newest = new Map<string, number>();
      const strayed: string[] = [];
      let total = 0;
      let finish = () => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const drained = drain(log, consumer, (message) => {
        const round = Number(textOf(message));
        const before = newest.get(message.key) ?? -1;
        if (round > before + 1) strayed.push(`${message.key}: ${round} after ${before}`);
        newest.set(message.key, Math.max(before, round));
        total += 1;
        if (total % 300 === 0) proxy.cut();
        if (KEYS.every((key) => newest.get(key) === 39)) finish();
      });
      for (let round = 0; round < 40; round += 5) await patiently(() => log.publish(rounds(round, round + 5)));
      await finished;
      await consumer.close();
      await drained;
      expect(strayed).toEqual([]);
    });

    it('hands what a process held to another as soon as its line is gone', async () => {
      const dying = await open({ service: proxy.url });
      const living = await open();
      const held = await dying.log.subscribe();
      await living.log.publish(rounds(0, 5));
      expect((await held.receive(1_000, 2_000)).length).toBe(5 * KEYS.length);
      const consumer = await living.log.subscribe();
      proxy.shut();
      await expect(held.receive(1, 0)).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
      const found = new Map<string, string[]>();
      for (let total = 0; total < 5 * KEYS.length; ) {
        const messages = await consumer.receive(1_000, 0);
        for (const message of messages) {
          expect(message.redelivered).toBe(true);
          found.set(message.key, [...(found.get(message.key) ?? []), textOf(message)]);
        }
        total += messages.length;
      }
      for (const key of KEYS) expect(found.get(key)).toEqual(['0', '1', '2', '3', '4']);
      // What the first still works on is the other's now.
      await expect(dying.log.acknowledge(['0:1:2:-1'])).resolves.toBeUndefined();
    });

    it('acknowledges over a new connection what came by the one before', async () => {
      const { log } = await open({ service: proxy.url });
      const consumer = await log.subscribe();
      await log.publish([makeMessage('a'), makeMessage('b')]);
      const messages = await consumer.receive(2, 2_000);
      proxy.cut();
      const again = await patiently(() => consumer.receive(2, 2_000));
      expect(again.map(({ position }) => position)).toEqual(messages.map(({ position }) => position));
      expect(again.map(({ redelivered }) => redelivered)).toEqual([true, true]);
      await log.acknowledge(messages.map(({ position }) => position));
      expect(await log.backlog()).toBe(0);
    });
  });

  it('says within seconds that a broker stands still, and goes on by itself once it moves', async () => {
    const { hostname, port } = new URL(SERVICE);
    const proxy = await openStallingProxy({ host: hostname, port: Number(port) });
    await proxy.listen();
    const { log } = await open({ service: `ws://127.0.0.1:${proxy.port}` });
    const consumer = await log.subscribe();
    await log.publish([makeMessage('before')]);
    const received = await consumer.receive(1, 0);
    proxy.stall();
    const startedAt = performance.now();
    const [published, waited, acknowledged] = await Promise.allSettled([
      log.publish([makeMessage('amid')]),
      consumer.receive(1, 0),
      log.acknowledge(received.map(({ position }) => position)),
    ]);
    for (const one of [published, waited, acknowledged]) {
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'LOG_UNAVAILABLE', retriable: true } });
    }
    expect(performance.now() - startedAt).toBeLessThan(NOTICED_MS);
    expect(await log.healthy()).toBe(false);
    proxy.resume();
    await patiently(() => log.publish([makeMessage('after')]));
    const texts = new Set<string>();
    while (!texts.has('after')) {
      const messages = await patiently(() => consumer.receive(10, 0));
      for (const message of messages) texts.add(textOf(message));
      await patiently(() => log.acknowledge(messages.map(({ position }) => position)));
    }
    await patiently(() => log.acknowledge(received.map(({ position }) => position)));
    expect(await log.healthy()).toBe(true);
    expect(await log.backlog()).toBe(0);
    await proxy.close();
  });

  it('is unavailable while nobody answers, and available once somebody does', async () => {
    const { hostname, port } = new URL(SERVICE);
    const proxy = await openStallingProxy({ host: hostname, port: Number(port) });
    const { log } = await open({ service: `ws://127.0.0.1:${proxy.port}` });
    const absent: Promise<unknown>[] = [log.publish([makeMessage('a')]), log.subscribe()];
    for (const one of absent) await expect(one).rejects.toMatchObject({ code: 'LOG_UNAVAILABLE' });
    expect(await log.healthy()).toBe(false);
    await proxy.listen();
    await log.connected();
    await log.publish([makeMessage('a')]);
    await proxy.close();
  });
});
