import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogMessage, SwipeLogConsumer } from '../../src/ports/swipe-log.ts';
import { makeEffects, makeMessage, textOf } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

type Needed = 'swipeLog' | 'committer';

const LAST = 'the last';

/** What comes again and what does not, wherever a call, an acknowledgement or a process ended. */
export function describeSwipeLogRedeliveryContract(name: string, open: Open<Needed>): void {
  describe(`swipe log, redelivery: ${name}`, () => {
    const harness = eachTest(open);
    const log = () => harness().ports.swipeLog;
    const acknowledge = (messages: readonly LogMessage[]) =>
      harness().ports.committer.commit(makeEffects({ positions: messages.map(({ position }) => position) }));
    const receiveAll = async (consumer: SwipeLogConsumer, count: number): Promise<LogMessage[]> => {
      const messages: LogMessage[] = [];
      while (messages.length < count) messages.push(...(await consumer.receive(count - messages.length, 0)));
      return messages;
    };
    /** All that the next consumer is given, up to a message published now. */
    const receiveRest = async (): Promise<LogMessage[]> => {
      await log().publish([makeMessage(LAST)]);
      const consumer = await log().subscribe();
      const messages: LogMessage[] = [];
      while (!messages.some((message) => textOf(message) === LAST)) messages.push(...(await consumer.receive(3, 0)));
      await consumer.close();
      return messages;
    };

    it('hands out exactly 5 to 10, in order, when 1 to 4 of one call were acknowledged before a restart', async () => {
      const texts = Array.from({ length: 10 }, (_, index) => String(index + 1));
      await log().publish(texts.map((text) => makeMessage(text)));
      const messages = await receiveAll(await log().subscribe(), 10);
      await acknowledge(messages.slice(0, 4));
      await harness().reopen();
      const rest = await receiveRest();
      expect(rest.map(textOf)).toEqual([...texts.slice(4), LAST]);
      expect(rest.slice(0, 6).map(({ position }) => position)).toEqual(messages.slice(4).map((one) => one.position));
    });

    it('hands out again exactly what was not acknowledged, whatever was, to the next consumer or process', async () => {
      const calls = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 6 });
      const acknowledged = fc.array(fc.boolean(), { minLength: 36, maxLength: 36 });
      await fc.assert(
        fc.asyncProperty(calls, acknowledged, acknowledged, fc.boolean(), async (sizes, first, second, restart) => {
          const own = await open();
          try {
            let made = 0;
            for (const size of sizes) {
              const texts = Array.from({ length: size }, () => String(++made));
              await own.ports.swipeLog.publish(texts.map((text) => makeMessage(text)));
            }
            let left = Array.from({ length: made }, (_, index) => String(index + 1));
            for (const isAcknowledged of [first, second]) {
              const consumer = await own.ports.swipeLog.subscribe();
              const messages = await receiveAll(consumer, left.length);
              expect(messages.map(textOf)).toEqual(left);
              const positions = messages.filter((_, index) => isAcknowledged[index]).map(({ position }) => position);
              await own.ports.committer.commit(makeEffects({ positions }));
              left = left.filter((_, index) => !isAcknowledged[index]);
              await consumer.close();
              if (restart) await own.reopen();
            }
            const backlog = await own.ports.swipeLog.backlog();
            if (backlog !== null) expect(backlog).toBe(left.length);
            await own.ports.swipeLog.publish([makeMessage(LAST)]);
            const last = await receiveAll(await own.ports.swipeLog.subscribe(), left.length + 1);
            expect(last.map(textOf)).toEqual([...left, LAST]);
          } finally {
            await own.dispose();
          }
        }),
        { numRuns: 20 },
      );
    });

    it('tells the next consumer of one process that a message may have been handed out before', async () => {
      await log().publish(['a', 'b', 'c'].map((text) => makeMessage(text)));
      const first = await log().subscribe();
      await receiveAll(first, 3);
      await first.close();
      const rest = await receiveRest();
      expect(rest.map(textOf)).toEqual(['a', 'b', 'c', LAST]);
      expect(rest.slice(0, 3).map(({ redelivered }) => redelivered)).toEqual([true, true, true]);
    });

    it('hands to the next consumer what the one before had fetched and not handed out', async () => {
      await log().publish(['a', 'b', 'c'].map((text) => makeMessage(text)));
      const first = await log().subscribe();
      expect((await receiveAll(first, 1)).map(textOf)).toEqual(['a']);
      await first.close();
      expect((await receiveRest()).map(textOf)).toEqual(['a', 'b', 'c', LAST]);
    });

    it('ends a linger that is not filled when its time has passed', async () => {
      const consumer = await log().subscribe();
      await log().publish([makeMessage('a')]);
      let isOver = false;
      const received = consumer.receive(10, 500).then((messages) => {
        isOver = true;
        return messages;
      });
      while (!isOver) {
        await harness().pass(100);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      expect((await received).map(textOf)).toEqual(['a']);
    });

    it('loses nothing of a linger that close ended', async () => {
      const consumer = await log().subscribe();
      await log().publish([makeMessage('a')]);
      const received = consumer.receive(10, 60_000);
      await new Promise<void>((resolve) => setImmediate(resolve));
      await consumer.close();
      await received;
      expect(await consumer.receive(10, 60_000)).toEqual([]);
      expect((await receiveRest()).map(textOf)).toEqual(['a', LAST]);
    });
  });
}
