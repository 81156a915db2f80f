import { encodeMessageId } from './message-place.ts';
import { topicPath } from './topics.ts';
import type { Connection, PulsarTransport, ReaderOptions } from './transport.ts';
import { openSocket, type SocketLink } from './web-socket.ts';
import { openWebSocketConsumer } from './websocket-consumer.ts';
import { openWebSocketProducer, PENDING_MAX } from './websocket-producer.ts';
import { openWebSocketReader } from './websocket-reader.ts';

export interface WebSocketTransportOptions {
  /** PULSAR_SERVICE_URL: `ws://` or `wss://`. */
  readonly url: string;
  /** '' for none. */
  readonly token?: string;
  /** How long nothing may be heard of the broker before a connection is given up. */
  readonly silenceMs?: number;
}

/** The most that the API's own queues hold. */
const QUEUE_MAX = 1_000;
const CONSUMERS_ADVISED = 2;
const SEND_TIMEOUT_MS = 10_000;

/**
 * Pulsar by its WebSocket API. Its producer batches messages of different keys together, which Key_Shared would then give
 * to whom the first belongs; so none batches, and each message is an entry of its own.
 */
export function createWebSocketTransport(options: WebSocketTransportOptions): PulsarTransport {
  const { token = '', silenceMs = 5_000 } = options;
  const base = options.url.replace(/\/+$/, '');
  const open = new Set<Connection>();
  let closed = false;

  const connect = async (path: string, query: Readonly<Record<string, string>>, onText: (text: string) => void) => {
    const url = `${base}/ws/v2${path}?${new URLSearchParams(query)}`;
    const link: SocketLink = await openSocket({ url, token, onText, silenceMs });
    open.add(link);
    void link.lost.then(() => open.delete(link));
    if (closed) await link.close();
    return link;
  };

  return {
    kind: 'websocket',
    consumersAdvised: CONSUMERS_ADVISED,
    openProducer: ({ topic, name }) =>
      openWebSocketProducer((onText) =>
        connect(
          `/producer${topicPath(topic)}`,
          {
            batchingEnabled: 'false',
            ...(name === undefined ? {} : { producerName: name }),
            hashingScheme: 'Murmur3_32Hash',
            maxPendingMessages: String(2 * PENDING_MAX),
            sendTimeoutMillis: String(SEND_TIMEOUT_MS),
          },
          onText,
        ),
      ),
    openConsumer: ({ topic, subscription, ...rest }) =>
      openWebSocketConsumer(rest, (onText) =>
        connect(
          `/consumer${topicPath(topic)}/${encodeURIComponent(subscription)}`,
          {
            subscriptionType: 'Key_Shared',
            subscriptionInitialPosition: 'Earliest',
            receiverQueueSize: String(QUEUE_MAX),
            pullMode: 'true',
          },
          onText,
        ),
      ),
    openReader: ({ topic, after, prefetch }) =>
      openWebSocketReader((onText) =>
        connect(
          `/reader${topicPath(topic)}`,
          { messageId: startOf(after), receiverQueueSize: String(Math.min(prefetch, QUEUE_MAX)) },
          onText,
        ),
      ),
    async close() {
      closed = true;
      await Promise.all([...open].map((link) => link.close()));
    },
  };
}

function startOf(after: ReaderOptions['after']): string {
  return typeof after === 'string' ? after : encodeMessageId(after).toString('base64');
}
