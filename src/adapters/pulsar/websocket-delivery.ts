import { decodeMessageId } from './message-place.ts';
import type { ReceivedMessage } from './transport.ts';

/** A message as the WebSocket API writes it. */
interface Frame {
  readonly messageId: string;
  readonly payload: string;
  readonly properties?: Readonly<Record<string, string>> | null;
  readonly publishTime: string;
  readonly redeliveryCount?: number;
  readonly key?: string;
}

/** Reads messages and delivers together those that came in one turn of the event loop. */
export function createDelivery(deliver: (messages: readonly ReceivedMessage[]) => void): { take(text: string): void } {
  let messages: ReceivedMessage[] = [];
  return {
    take(text) {
      messages.push(messageOf(text));
      if (messages.length > 1) return;
      setImmediate(() => {
        const due = messages;
        messages = [];
        deliver(due);
      });
    },
  };
}

export function messageOf(text: string): ReceivedMessage {
  const { messageId, payload, properties, publishTime, redeliveryCount, key }: Frame = JSON.parse(text);
  return {
    id: messageId,
    place: decodeMessageId(Buffer.from(messageId, 'base64')),
    key: key ?? '',
    payload: Buffer.from(payload, 'base64'),
    properties: properties ?? {},
    publishedAt: Date.parse(publishTime),
    redeliveries: redeliveryCount ?? 0,
  };
}
