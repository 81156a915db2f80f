import { decodeMessageId } from './message-place.ts';
import type { NativeConsumer, NativeMessage, NativeMessageId } from './native-client.ts';
import { watchConnection } from './native-connection.ts';
import type { ConsumerOptions, ReceivedMessage, TransportConsumer } from './transport.ts';

/** A message that the client had of another connection of this process, by its id. */
export type ReadId = (id: string) => NativeMessageId;

export function nativeConsumer(
  native: NativeConsumer,
  { prefetch, deliver }: Pick<ConsumerOptions, 'prefetch' | 'deliver'>,
  readId: ReadId,
): TransportConsumer {
  // Closing it amid a call is what the client takes badly.
  const connection = watchConnection(native, async () => {
    wake();
    await pulling;
  });
  /** Delivered and not acknowledged: an id that the client made itself knows its batch. */
  const ids = new Map<string, NativeMessageId>();
  let permits = prefetch;
  let wake: () => void = () => {};

  const permitted = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const pull = async (): Promise<void> => {
    while (connection.isOpen) {
      if (permits <= 0) {
        await permitted();
        continue;
      }
      // May be more than were permitted, by one call's.
      const messages = await native.batchReceive();
      if (!connection.isOpen) return;
      permits -= messages.length;
      if (messages.length > 0) deliver(messages.map(take));
    }
  };
  const take = (message: NativeMessage): ReceivedMessage => {
    const received = receivedOf(message);
    ids.set(received.id, message.getMessageId());
    return received;
  };
  const pulling: Promise<void> = pull().catch((error: unknown) =>
    connection.lose(error instanceof Error ? error : new Error(String(error))),
  );
  void connection.lost.then(() => ids.clear());

  return {
    lost: connection.lost,
    get isOpen() {
      return connection.isOpen;
    },
    close: () => connection.close(),
    permit(count) {
      permits += count;
      if (permits > 0) wake();
    },
    async acknowledge(acknowledged) {
      await Promise.all(acknowledged.map((id) => native.acknowledgeId(ids.get(id) ?? readId(id))));
      for (const id of acknowledged) ids.delete(id);
    },
  };
}

export function receivedOf(message: NativeMessage): ReceivedMessage {
  const bytes = message.getMessageId().serialize();
  return {
    id: bytes.toString('base64'),
    place: decodeMessageId(bytes),
    key: message.getPartitionKey(),
    payload: message.getData(),
    properties: message.getProperties(),
    publishedAt: message.getPublishTimestamp(),
    redeliveries: message.getRedeliveryCount(),
  };
}
