import { beforeEach, describe, expect, it } from 'vitest';
import type { LogMessage, SwipeLogConsumer } from '../../src/ports/swipe-log.ts';
import { makeEffects, makeMessage, textOf } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

export function describeSwipeLogContract(name: string, open: Open<'swipeLog' | 'committer'>): void {
  describe(`swipe log: ${name}`, () => {
    const harness = eachTest(open);
    const log = () => harness().ports.swipeLog;
    const acknowledge = (messages: readonly LogMessage[]) =>
      harness().ports.committer.commit(makeEffects({ positions: messages.map(({ position }) => position) }));
    const receiveAll = async (consumer: SwipeLogConsumer, count: number): Promise<LogMessage[]> => {
      const messages: LogMessage[] = [];
      while (messages.length < count) messages.push(...(await consumer.receive(count - messages.length, 0)));
      return messages;
    };

    it('hands out what was published before anyone subscribed', async () => {
      await log().publish([makeMessage('a'), makeMessage('b')]);
      const messages = await receiveAll(await log().subscribe(), 2);
      expect(messages.map(textOf)).toEqual(['a', 'b']);
    });

    it('carries key, bytes, publish time and simulation tag unchanged', async () => {
      const payload = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      await log().publish([
        { key: 'CS101', payload, simulation: { simulation: 'sim-1', index: 41 } },
        { key: '', payload: new Uint8Array() },
      ]);
      const messages = await receiveAll(await log().subscribe(), 2);
      const tagged = messages.find(({ key }) => key === 'CS101');
      const plain = messages.find(({ key }) => key === '');
      expect([...(tagged?.payload ?? [])]).toEqual([...payload]);
      expect(tagged).toMatchObject({ simulation: { simulation: 'sim-1', index: 41 }, publishedAt: harness().start });
      expect(plain).toMatchObject({ simulation: null });
      expect(plain?.payload.length).toBe(0);
      for (const { payload: own, payloadIn } of messages) {
        if (payloadIn !== undefined) expect(payloadIn.bytes.subarray(payloadIn.from, payloadIn.to)).toEqual(own);
      }
    });

    it('gives each message a position of its own', async () => {
      await log().publish(Array.from({ length: 100 }, (_, index) => makeMessage(String(index))));
      const messages = await receiveAll(await log().subscribe(), 100);
      expect(new Set(messages.map(({ position }) => position)).size).toBe(100);
    });

    it('takes an empty publish and hands out nothing for it', async () => {
      await log().publish([]);
      await log().publish([makeMessage('only')]);
      expect((await (await log().subscribe()).receive(10, 0)).map(textOf)).toEqual(['only']);
    });

    it('keeps the order of each key over calls made before the earlier resolved', async () => {
      const keys = ['A', 'B', 'C'];
      const calls = Array.from({ length: 40 }, (_, call) =>
        log().publish(keys.flatMap((key) => [makeMessage(`${call}.0`, key), makeMessage(`${call}.1`, key)])),
      );
      await Promise.all(calls);
      const messages = await receiveAll(await log().subscribe(), 240);
      const expected = Array.from({ length: 40 }, (_, call) => [`${call}.0`, `${call}.1`]).flat();
      for (const key of keys) expect(messages.filter((one) => one.key === key).map(textOf)).toEqual(expected);
    });

    it('hands out at most the number asked for', async () => {
      await log().publish([makeMessage('a'), makeMessage('b'), makeMessage('c')]);
      const consumer = await log().subscribe();
      expect(await consumer.receive(2, 0)).toHaveLength(2);
      expect(await consumer.receive(2, 0)).toHaveLength(1);
    });

    it('goes on to later messages while earlier ones are not acknowledged', async () => {
      const consumer = await log().subscribe();
      await log().publish([makeMessage('a')]);
      expect((await consumer.receive(10, 0)).map(textOf)).toEqual(['a']);
      await log().publish([makeMessage('b')]);
      expect((await consumer.receive(10, 0)).map(textOf)).toEqual(['b']);
    });

    it('waits for the first message', async () => {
      const consumer = await log().subscribe();
      const received = consumer.receive(10, 0);
      await log().publish([makeMessage('a')]);
      expect((await received).map(textOf)).toEqual(['a']);
    });

    it('lingers for more, and ends the linger when it is full', async () => {
      const consumer = await log().subscribe();
      const received = consumer.receive(3, 1_000);
      await log().publish([makeMessage('a')]);
      await log().publish([makeMessage('b')]);
      await log().publish([makeMessage('c')]);
      expect((await received).map(textOf)).toEqual(['a', 'b', 'c']);
    });

    it('ends a waiting receive when it is closed', async () => {
      const consumer = await log().subscribe();
      const received = consumer.receive(10, 1_000);
      await consumer.close();
      expect(await received).toEqual([]);
    });

    it('hands what was not acknowledged to the next consumer, at the same positions', async () => {
      const first = await log().subscribe();
      await log().publish(['a', 'b', 'c', 'd'].map((text) => makeMessage(text)));
      const messages = await receiveAll(first, 4);
      await acknowledge(messages.slice(0, 2));
      await first.close();
      const again = await receiveAll(await log().subscribe(), 2);
      expect(again.map(({ position }) => position)).toEqual(messages.slice(2).map(({ position }) => position));
      expect(again.map(textOf)).toEqual(['c', 'd']);
    });

    it('says after a restart that a message may have been handed out before, and not of a fresh one', async () => {
      await log().publish([makeMessage('old')]);
      const [before] = await receiveAll(await log().subscribe(), 1);
      await harness().reopen();
      const consumer = await log().subscribe();
      const [old] = await receiveAll(consumer, 1);
      expect(old).toMatchObject({ position: before?.position, publishedAt: before?.publishedAt, redelivered: true });
      await log().publish([makeMessage('new')]);
      expect(await receiveAll(consumer, 1)).toMatchObject([{ redelivered: false }]);
    });

    it('does not hand out again what was acknowledged in any order, over a restart', async () => {
      const consumer = await log().subscribe();
      await log().publish(['a', 'b', 'c', 'd', 'e'].map((text) => makeMessage(text)));
      const messages = await receiveAll(consumer, 5);
      await acknowledge(messages.slice(3));
      await acknowledge(messages.slice(0, 1));
      await harness().reopen();
      expect((await receiveAll(await log().subscribe(), 2)).map(textOf)).toEqual(['b', 'c']);
    });

    it('gives positions not used before after a restart with an empty log', async () => {
      await log().publish([makeMessage('a')]);
      const before = await receiveAll(await log().subscribe(), 1);
      await acknowledge(before);
      await harness().reopen();
      await log().publish([makeMessage('b')]);
      const after = await receiveAll(await log().subscribe(), 1);
      expect(after.map(textOf)).toEqual(['b']);
      expect(after[0]?.position).not.toBe(before[0]?.position);
    });

    it('counts what is not acknowledged', async () => {
      if ((await log().backlog()) === null) return;
      await log().publish([makeMessage('a'), makeMessage('b'), makeMessage('c')]);
      expect(await log().backlog()).toBe(3);
      const messages = await receiveAll(await log().subscribe(), 3);
      expect(await log().backlog()).toBe(3);
      await acknowledge(messages.slice(0, 2));
      expect(await log().backlog()).toBe(1);
      await harness().reopen();
      expect(await log().backlog()).toBe(1);
    });

    it('has processed through now when nothing is left, else through the earliest message left', async () => {
      const { start } = harness();
      expect(await log().processedThrough()).toBe(start);
      await harness().pass(1_000);
      await log().publish([makeMessage('a')]);
      await harness().pass(1_000);
      await log().publish([makeMessage('b')]);
      await harness().pass(1_000);
      expect(await log().processedThrough()).toBe(start + 1_000);
      const messages = await receiveAll(await log().subscribe(), 2);
      await acknowledge(messages.slice(0, 1));
      expect(await log().processedThrough()).toBe(start + 2_000);
      await acknowledge(messages.slice(1));
      expect(await log().processedThrough()).toBe(start + 3_000);
    });

    it('holds processed-through back at a message acknowledged out of turn', async () => {
      await log().publish([makeMessage('a')]);
      await harness().pass(1_000);
      await log().publish([makeMessage('b')]);
      await harness().pass(1_000);
      const messages = await receiveAll(await log().subscribe(), 2);
      await acknowledge(messages.slice(1));
      expect(await log().processedThrough()).toBe(harness().start);
      await acknowledge(messages.slice(0, 1));
      expect(await log().processedThrough()).toBe(harness().start + 2_000);
    });

    it('answers for its health', async () => {
      expect(await log().healthy()).toBe(true);
    });
  });

  describe(`swipe log with room for three: ${name}`, () => {
    const harness = eachTest(open, { backlogMax: 3 });
    beforeEach(async () => {
      await harness().ports.swipeLog.publish([makeMessage('a'), makeMessage('b')]);
    });

    it('answers BUSY, takes nothing, and takes it once there is room', async () => {
      const { swipeLog, committer } = harness().ports;
      const refused = [makeMessage('c'), makeMessage('d')];
      await expect(swipeLog.publish(refused)).rejects.toMatchObject({ code: 'BUSY', retriable: true });
      expect(await swipeLog.backlog()).toBe(2);
      const consumer = await swipeLog.subscribe();
      const messages = await consumer.receive(10, 0);
      expect(messages.map(textOf)).toEqual(['a', 'b']);
      await committer.commit(makeEffects({ positions: messages.map(({ position }) => position) }));
      await swipeLog.publish(refused);
      expect((await consumer.receive(10, 0)).map(textOf)).toEqual(['c', 'd']);
    });

    it('does not let calls made at once pass the limit together', async () => {
      const { swipeLog, committer } = harness().ports;
      const messages = await (await swipeLog.subscribe()).receive(10, 0);
      await committer.commit(makeEffects({ positions: messages.map(({ position }) => position) }));
      const calls = ['c', 'd', 'e', 'f', 'g', 'h'].map((text) => swipeLog.publish([makeMessage(text)]));
      const results = await Promise.allSettled(calls);
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
      expect(await swipeLog.backlog()).toBe(3);
    });
  });
}
