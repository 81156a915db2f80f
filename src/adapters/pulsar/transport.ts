import type { EpochMs } from '../../core/campus-day.ts';
import type { MessagePlace } from './message-place.ts';

/**
 * What Rollcall needs of Pulsar, as both its WebSocket API and its native client can do it. What is opened lasts while its
 * connection does: when that is lost everything under way rejects, `lost` resolves, and its owner opens another.
 */
export interface PulsarTransport {
  readonly kind: 'websocket' | 'native';
  /**
   * How many consumers a process that wants to receive fast should open. All of them share the subscription, each is given
   * the messages of keys of its own.
   */
  readonly consumersAdvised: number;
  /** @throws RollcallError SERVICE_REFUSED where trying again is no use, anything else where it may be */
  openProducer(options: ProducerOptions): Promise<TransportProducer>;
  /** Joins the Key_Shared subscription, made at the earliest message when there is none. @throws as openProducer */
  openConsumer(options: ConsumerOptions): Promise<TransportConsumer>;
  /** @throws as openProducer */
  openReader(options: ReaderOptions): Promise<TransportReader>;
  /** Closes everything that is open. */
  close(): Promise<void>;
}

export interface Connection {
  /** Resolves when the connection is of no more use, with the reason; also after `close`. */
  readonly lost: Promise<Error>;
  readonly isOpen: boolean;
  /** Resolves once the other side has been told, or cannot be. Harmless when repeated. */
  close(): Promise<void>;
}

export interface ProducerOptions {
  /** `persistent://tenant/namespace/name`; partitioned, or one partition of such a topic. */
  readonly topic: string;
  /** `key`: messages of one key may be batched by the client, where it can. `none`: each message is an entry of its own. */
  readonly batching: 'none' | 'key';
  /**
   * The broker has one producer of a name at a time: another is refused until all that the one before it sent has landed or
   * is lost. Absent: a name of its own.
   */
  readonly name?: string;
}

export interface SentMessage {
  /** '' for none: then it goes to any partition, in no order with others. */
  readonly key: string;
  readonly payload: Uint8Array;
  readonly properties: Readonly<Record<string, string>>;
}

/** Messages of one key stand in the topic in the order of the calls. */
export interface TransportProducer extends Connection {
  /**
   * Resolves when the message is durable. Any number may be under way: those beyond what the broker takes at once wait here.
   * @throws when it cannot be known to be: it may stand in the topic all the same
   */
  send(message: SentMessage): Promise<MessagePlace>;
}

export interface ReceivedMessage {
  /** What `acknowledge` of the consumer that delivered it takes. */
  readonly id: string;
  readonly place: MessagePlace;
  /** '' when it has none. */
  readonly key: string;
  readonly payload: Uint8Array;
  readonly properties: Readonly<Record<string, string>>;
  /** As its producer, or the WebSocket API in its stead, stamped it. */
  readonly publishedAt: EpochMs;
  /** How often the broker remembers to have delivered it before. */
  readonly redeliveries: number;
}

export interface ConsumerOptions {
  readonly topic: string;
  readonly subscription: string;
  /** Messages delivered at most beyond those that `permit` was called for. */
  readonly prefetch: number;
  /** Called as messages come, in the order of each key; never again once `lost` has resolved. */
  readonly deliver: (messages: readonly ReceivedMessage[]) => void;
}

export interface TransportConsumer extends Connection {
  /** That many more may be delivered: its owner has handed them on. */
  permit(count: number): void;
  /**
   * Resolves when the broker has taken it in. Ids of another consumer are ignored.
   * @throws when that cannot be known: the messages may come again
   */
  acknowledge(ids: readonly string[]): Promise<void>;
}

export interface ReaderOptions {
  /** One that is not partitioned, or one partition. */
  readonly topic: string;
  /** Where to begin: a place is that of the last message not wanted, and need not exist. */
  readonly after: MessagePlace | 'earliest' | 'latest';
  /** Messages held ready at most. */
  readonly prefetch: number;
}

/** Reads one partition in its order. */
export interface TransportReader extends Connection {
  /**
   * The next message; null when none came in time. One call at a time.
   * @throws when the connection is lost and all that came before has been handed out
   */
  next(waitMs: number): Promise<ReceivedMessage | null>;
}
