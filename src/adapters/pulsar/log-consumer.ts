import { RollcallError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { LogMessage, SwipeLogConsumer } from '../../ports/swipe-log.ts';
import type { EntrySizes } from './entry-sizes.ts';
import type { HeldMessages } from './held-messages.ts';
import { type Kept, keepOpen } from './keep-open.ts';
import { toLogMessage } from './log-message.ts';
import type { PulsarTransport, ReceivedMessage, TransportConsumer } from './transport.ts';

export interface LogConsumer extends SwipeLogConsumer {
  /** Those that are connected now. */
  connected(): TransportConsumer[];
}

interface Delivered {
  readonly message: ReceivedMessage;
  readonly consumer: TransportConsumer;
  readonly isRepeat: boolean;
}

/**
 * One consumer to its owner, several of the transport's beneath. What a lost connection had delivered and was not handed
 * out is dropped: it comes again, in order, behind what was handed out and not acknowledged.
 * @throws LOG_UNAVAILABLE
 */
export async function openLogConsumer(options: {
  readonly transport: PulsarTransport;
  readonly topic: string;
  readonly subscription: string;
  readonly prefetch: number;
  readonly held: HeldMessages;
  readonly sizes: EntrySizes;
  readonly onUnkeyed: (count: number) => void;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<LogConsumer> {
  const { transport, topic, subscription, held, sizes, onUnkeyed, clock, log } = options;
  const prefetch = Math.ceil(options.prefetch / transport.consumersAdvised);
  /** Delivered and not handed out, from `from` on. */
  let queue: Delivered[] = [];
  let from = 0;
  let closed = false;
  let wake: () => void = () => {};
  const used = new Set<TransportConsumer>();

  const open = async (): Promise<TransportConsumer> => {
    const openedAt = clock.now();
    const early: (readonly ReceivedMessage[])[] = [];
    let consumer: TransportConsumer | null = null;
    const deliver = (messages: readonly ReceivedMessage[]): void => {
      if (consumer === null) {
        early.push(messages);
        return;
      }
      for (const message of messages) {
        // The broker may have forgotten, in its own restart, what it delivered before.
        queue.push({ message, consumer, isRepeat: message.publishedAt < openedAt });
      }
      wake();
    };
    consumer = await transport.openConsumer({ topic, subscription, prefetch, deliver });
    used.add(consumer);
    for (const messages of early) deliver(messages);
    return consumer;
  };
  const onDown = (lost: TransportConsumer | null): void => {
    if (lost !== null) {
      queue = queue.slice(from).filter(({ consumer }) => consumer !== lost);
      from = 0;
    }
    wake();
  };
  const kept: readonly Kept<TransportConsumer>[] = Array.from({ length: transport.consumersAdvised }, (_, index) =>
    keepOpen({ what: `consumer ${index}`, open, log, onDown }),
  );
  const connected = (): TransportConsumer[] => kept.flatMap(({ current }) => current ?? []);
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    wake();
    await Promise.all(kept.map((one) => one.close()));
    held.release(used);
    queue = [];
    from = 0;
  };
  try {
    await Promise.all(kept.map((one) => one.now()));
  } catch (cause) {
    await close();
    if (cause instanceof RollcallError) throw cause;
    throw new RollcallError('LOG_UNAVAILABLE', undefined, { cause });
  }

  /** Until something comes, closes or breaks, or the time is over. */
  const change = (waitMs: number | null): Promise<void> =>
    new Promise((resolve) => {
      const cancel = waitMs === null ? () => {} : clock.setTimer(waitMs, () => wake());
      wake = () => {
        cancel();
        wake = () => {};
        resolve();
      };
    });
  const ready = (): number => queue.length - from;
  const arrival = async (): Promise<void> => {
    let wasConnected = connected().length > 0;
    while (ready() === 0 && !closed) {
      if (connected().length === 0) {
        if (wasConnected) throw new RollcallError('LOG_UNAVAILABLE');
        try {
          await Promise.any(kept.map((one) => one.now()));
        } catch (cause) {
          throw new RollcallError('LOG_UNAVAILABLE', undefined, { cause });
        }
        wasConnected = true;
      } else {
        await change(null);
      }
    }
  };
  const handOut = (max: number): LogMessage[] => {
    const due = queue.slice(from, from + max);
    from += due.length;
    if (from === queue.length || from > options.prefetch) {
      queue = queue.slice(from);
      from = 0;
    }
    const counts = new Map<TransportConsumer, number>();
    let unkeyed = 0;
    const messages = due.map(({ message, consumer, isRepeat }) => {
      const handed = toLogMessage(message, isRepeat);
      held.hold(handed.position, message.id, consumer);
      counts.set(consumer, (counts.get(consumer) ?? 0) + 1);
      sizes.saw(message.place);
      if (message.key === '') unkeyed += 1;
      return handed;
    });
    for (const [consumer, count] of counts) consumer.permit(count);
    if (unkeyed > 0) onUnkeyed(unkeyed);
    return messages;
  };

  return {
    connected,
    close,
    async receive(max, lingerMs) {
      await arrival();
      const until = performance.now() + lingerMs;
      for (let leftMs = lingerMs; ready() > 0 && ready() < max && leftMs > 0 && !closed; ) {
        await change(leftMs);
        leftMs = until - performance.now();
      }
      if (closed) return [];
      // The connection they came by was lost while it lingered.
      if (ready() === 0) throw new RollcallError('LOG_UNAVAILABLE');
      return handOut(max);
    },
  };
}
