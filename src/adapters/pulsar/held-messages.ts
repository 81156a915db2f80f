import { RollcallError } from '../../core/errors.ts';
import type { TransportConsumer } from './transport.ts';

/** Messages handed out and not acknowledged: how to acknowledge each. */
export interface HeldMessages {
  hold(position: string, id: string, consumer: TransportConsumer): void;
  /** @param others consumers that may acknowledge for one that is lost @throws LOG_UNAVAILABLE @returns how many there were */
  acknowledge(positions: readonly string[], others: readonly TransportConsumer[]): Promise<number>;
  /** LogAcknowledger.mayComeAgain */
  mayComeAgain(positions: readonly string[]): boolean;
  /** They are others' now. */
  release(consumers: ReadonlySet<TransportConsumer>): void;
}

interface Held {
  readonly id: string;
  readonly consumer: TransportConsumer;
  /** It had been handed out before, and in between others may have had it. */
  readonly isRepeat: boolean;
}

export function createHeldMessages(): HeldMessages {
  const messages = new Map<string, Held>();
  return {
    hold(position, id, consumer) {
      messages.set(position, { id, consumer, isRepeat: messages.has(position) });
    },
    async acknowledge(positions, others) {
      const [substitute] = others;
      const found = new Map<TransportConsumer, string[]>();
      const taken = new Map<string, Held>();
      for (const position of positions) {
        const held = messages.get(position);
        if (held === undefined || taken.has(position)) continue;
        const consumer = held.consumer.isOpen ? held.consumer : substitute;
        if (consumer === undefined) throw new RollcallError('LOG_UNAVAILABLE');
        taken.set(position, held);
        const ids = found.get(consumer);
        if (ids === undefined) found.set(consumer, [held.id]);
        else ids.push(held.id);
      }
      try {
        await Promise.all([...found].map(([consumer, ids]) => consumer.acknowledge(ids)));
      } catch (cause) {
        throw new RollcallError('LOG_UNAVAILABLE', undefined, { cause });
      }
      // One that came again meanwhile is held anew.
      for (const [position, held] of taken) if (messages.get(position) === held) messages.delete(position);
      return taken.size;
    },
    mayComeAgain: (positions) =>
      positions.some((position) => {
        const held = messages.get(position);
        return held === undefined || held.isRepeat || !held.consumer.isOpen;
      }),
    release(consumers) {
      for (const [position, { consumer }] of messages) if (consumers.has(consumer)) messages.delete(position);
    },
  };
}
