import type { EpochMs } from '../../core/campus-day.ts';
import { RollcallError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { LogAcknowledger, OutgoingMessage, SwipeLog } from '../../ports/swipe-log.ts';
import type { PulsarAdmin } from './admin.ts';
import { createEntrySizes } from './entry-sizes.ts';
import { createHeldMessages } from './held-messages.ts';
import { keepOpen } from './keep-open.ts';
import { createLogBacklog } from './log-backlog.ts';
import { type LogConsumer, openLogConsumer } from './log-consumer.ts';
import { toSent } from './log-message.ts';
import { createSubscriptionStats } from './subscription-stats.ts';
import type { PulsarTransport } from './transport.ts';

export interface PulsarSwipeLogOptions {
  readonly transport: PulsarTransport;
  readonly admin: PulsarAdmin;
  /** PulsarTopics.swipes */
  readonly topic: string;
  readonly subscription: string;
  /** Messages a consumer holds ready. */
  readonly prefetch: number;
  /** Messages not acknowledged, above which publishing answers BUSY. */
  readonly backlogMax: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface PulsarSwipeLog extends SwipeLog, LogAcknowledger {
  /** Resolves once the topic can be published to. @throws SERVICE_REFUSED: trying again would not help, and is not done */
  connected(): Promise<void>;
  /** Closes its connections; the transport is its owner's. */
  close(): Promise<void>;
}

/** Begins to connect; while Pulsar is away every call rejects with LOG_UNAVAILABLE, within the transport's patience. */
export function createPulsarSwipeLog(options: PulsarSwipeLogOptions): PulsarSwipeLog {
  const { transport, admin, topic, subscription, backlogMax, clock, log } = options;
  const held = createHeldMessages();
  const sizes = createEntrySizes();
  const stats = createSubscriptionStats({ admin, topic, subscription, clock });
  const ask = async () => {
    const { entries, ...rest } = await stats();
    return { messages: Math.round(entries * sizes.messagesPerEntry()), ...rest };
  };
  const backlog = createLogBacklog({ messagesMax: backlogMax, ask });
  const producer = keepOpen({
    what: 'producer',
    open: () => transport.openProducer({ topic, batching: 'key' }),
    log,
  });
  const consumers = new Set<LogConsumer>();
  const onUnkeyed = warnOfUnkeyed(options.metrics, log);
  let processed: EpochMs = 0;
  /** Publishing has an order: whoever calls first is first in the topic. */
  let turn: Promise<unknown> = Promise.resolve();

  const enqueue = async (messages: readonly OutgoingMessage[]): Promise<Promise<unknown>[]> => {
    const open = await producer.now().catch((cause: unknown) => {
      throw unavailable(cause);
    });
    await backlog.take(messages.length);
    return messages.map(async (message) => {
      try {
        sizes.saw(await open.send(toSent(message)));
      } finally {
        backlog.settle(1);
      }
    });
  };
  const fresh = () =>
    backlog.fresh().catch((cause: unknown) => {
      throw unavailable(cause);
    });

  return {
    connected: () => producer.first,
    async publish(messages) {
      if (messages.length === 0) return;
      const mine = turn.then(() => enqueue(messages));
      turn = mine.catch(() => {});
      const sent = await Promise.allSettled(await mine);
      for (const one of sent) if (one.status === 'rejected') throw unavailable(one.reason);
    },
    async subscribe() {
      const { prefetch } = options;
      const consumer = await openLogConsumer({
        transport,
        topic,
        subscription,
        prefetch,
        held,
        sizes,
        onUnkeyed,
        clock,
        log,
      });
      consumers.add(consumer);
      return {
        receive: consumer.receive,
        async close() {
          consumers.delete(consumer);
          await consumer.close();
        },
      };
    },
    async acknowledge(positions) {
      const others = [...consumers].flatMap((consumer) => consumer.connected());
      backlog.acknowledged(await held.acknowledge(positions, others));
    },
    mayComeAgain: held.mayComeAgain,
    async backlog() {
      return (await fresh()).messages;
    },
    async processedThrough() {
      const { messages, earliest, askedAt } = await fresh();
      if (messages === 0) processed = Math.max(processed, askedAt);
      else if (earliest !== null) processed = Math.max(processed, earliest);
      // There are some, and it is not told since when.
      else if (processed === 0) throw new RollcallError('LOG_UNAVAILABLE');
      return processed;
    },
    async healthy() {
      const isConnected = await producer.now().then(
        () => true,
        () => false,
      );
      return (
        isConnected &&
        producer.current?.isOpen === true &&
        [...consumers].every((consumer) => consumer.connected().length > 0)
      );
    },
    async close() {
      await Promise.all([producer.close(), ...[...consumers].map((consumer) => consumer.close())]);
      await backlog.passedOn();
    },
  };
}

function unavailable(cause: unknown): RollcallError {
  return cause instanceof RollcallError ? cause : new RollcallError('LOG_UNAVAILABLE', undefined, { cause });
}

/** Warns of the first, the tenth, the hundredth … */
function warnOfUnkeyed(metrics: Metrics, log: Log): (count: number) => void {
  const counter = metrics.counter('rollcall_log_unkeyed_total', 'Messages without a key, whose order is not kept.');
  let total = 0;
  let warnAt = 1;
  return (count) => {
    counter.add(count);
    total += count;
    if (total < warnAt) return;
    log.warn('messages without a key: no order is kept among them', { total });
    while (warnAt <= total) warnAt *= 10;
  };
}
