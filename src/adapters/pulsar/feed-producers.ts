import { randomBytes } from 'node:crypto';
import type { EpochMs } from '../../core/campus-day.ts';
import { RollcallError } from '../../core/errors.ts';
import type { EntryId } from './feed-place.ts';
import type { FeedTopic } from './feed-topic.ts';
import { partitionTopic } from './topics.ts';
import type { PulsarTransport, TransportProducer } from './transport.ts';

/** A connection whose end the broker has not noticed keeps its producer's name for so long at most. */
const NAME_KEPT_MS = 30_000;

/** A producer for each partition of a feed, opened when it is first needed and again when it was lost. */
export interface FeedProducers {
  /** In the order of the calls in a partition. @throws FEED_UNAVAILABLE: it may have been appended; MESSAGE_REJECTED */
  send(partition: number, payload: Uint8Array, properties: Readonly<Record<string, string>>): Promise<EntryId>;
  close(): Promise<void>;
}

interface Slot {
  producer: Promise<TransportProducer> | null;
  /** Changes the producer's name. */
  generation: number;
  /** When opening first failed since it last succeeded. */
  failingSince: EpochMs | null;
}

export function createFeedProducers(options: {
  readonly topic: Pick<FeedTopic, 'name'>;
  readonly transport: Pick<PulsarTransport, 'openProducer'>;
  readonly now: () => EpochMs;
}): FeedProducers {
  const { topic, transport, now } = options;
  const own = randomBytes(8).toString('hex');
  const slots = new Map<number, Slot>();
  let closed = false;

  const slotOf = (partition: number): Slot => {
    const slot = slots.get(partition) ?? { producer: null, generation: 0, failingSince: null };
    slots.set(partition, slot);
    return slot;
  };
  /** The next call opens another; what was sent on this one and not answered is told to have failed. */
  const drop = (slot: Slot, producer: Promise<TransportProducer>): void => {
    if (slot.producer !== producer) return;
    slot.producer = null;
    producer.then((open) => open.close()).catch(() => undefined);
  };
  const open = (slot: Slot, partition: number): Promise<TransportProducer> => {
    // One name: whatever a lost connection still had under way lands before the next is let in, so that what is announced
    // again never comes first.
    const name = `rollcall-${own}-${slot.generation}`;
    const opening = transport.openProducer({ topic: partitionTopic(topic.name, partition), batching: 'none', name });
    slot.producer = opening;
    opening.then(
      (producer) => {
        slot.failingSince = null;
        producer.lost.then(() => drop(slot, opening));
      },
      () => {
        slot.failingSince ??= now();
        if (now() - slot.failingSince < NAME_KEPT_MS) return;
        slot.failingSince = null;
        slot.generation += 1;
      },
    );
    return opening;
  };

  return {
    async send(partition, payload, properties) {
      if (closed) throw new RollcallError('FEED_UNAVAILABLE');
      const slot = slotOf(partition);
      const opened = slot.producer ?? open(slot, partition);
      try {
        const producer = await opened;
        return await producer.send({ key: '', payload, properties });
      } catch (error) {
        drop(slot, opened);
        if (error instanceof RollcallError) throw error;
        throw new RollcallError('FEED_UNAVAILABLE', undefined, { cause: error });
      }
    },
    async close() {
      closed = true;
      await Promise.all([...slots.values()].map(async ({ producer }) => (await producer?.catch(() => null))?.close()));
    },
  };
}
