import type { Log } from '../../ports/log.ts';
import { encodeMessageId } from './message-place.ts';
import { loadNativeModule } from './native-client.ts';
import { nativeConsumer } from './native-consumer.ts';
import { createNativeLooks, type NativeLooks } from './native-looks.ts';
import { nativeProducer, PENDING_MAX } from './native-producer.ts';
import { nativeReader } from './native-reader.ts';
import type { Connection, PulsarTransport, ReaderOptions } from './transport.ts';
import { within } from './within.ts';

export interface NativeTransportOptions {
  /** PULSAR_SERVICE_URL: `pulsar://` or `pulsar+ssl://`. */
  readonly url: string;
  /** '' for none. */
  readonly token?: string;
  /** Messages of one key sent as one entry at most. */
  readonly batchMessagesMax: number;
  /** How long a batch waits for more. */
  readonly lingerMs: number;
  readonly log: Log;
}

const OPERATION_TIMEOUT_SECONDS = 5;
const CONNECT_TIMEOUT_MS = 5_000;
/** The client sends again by itself until then. */
const SEND_TIMEOUT_MS = 5_000;
const CONSUMERS_ADVISED = 1;
const RECEIVE_MESSAGES_MAX = 1_000;
const RECEIVE_BYTES_MAX = 8 * 1_024 * 1_024;
const RECEIVE_WITHIN_MS = 10;
/** The client's own scale: debug, info, warning, error. */
const ERROR_LEVEL = 3;
const CLOSE_WITHIN_MS = 2_000;
const PARTITION_PATTERN = /-partition-(\d+)$/;

/**
 * Pulsar by its native client: batches by key, acknowledges messages of a batch one by one. A broker that stands still is
 * noticed by what is sent within five seconds, by what only waits to receive within a minute.
 * @throws RollcallError SETTING_INVALID when the package pulsar-client cannot be loaded
 */
export async function createNativeTransport(options: NativeTransportOptions): Promise<PulsarTransport> {
  const { url, token = '', batchMessagesMax, lingerMs, log } = options;
  const { Client, AuthenticationToken, MessageId } = await loadNativeModule();
  // Else it writes to standard output.
  Client.setLogHandler((level, _file, _line, message) => {
    if (level >= ERROR_LEVEL) log.warn('pulsar.client', { message });
  });
  const client = new Client({
    serviceUrl: url,
    operationTimeoutSeconds: OPERATION_TIMEOUT_SECONDS,
    connectionTimeoutMs: CONNECT_TIMEOUT_MS,
    ...(token === '' ? {} : { authentication: new AuthenticationToken({ token }) }),
  });
  const open = new Set<Connection>();
  let looks: NativeLooks | null = null;
  const keep = <C extends Connection>(connection: C): C => {
    open.add(connection);
    void connection.lost.then(() => connection.close()).then(() => open.delete(connection));
    return connection;
  };
  const startOf = ({ after, topic }: ReaderOptions) => {
    if (after === 'earliest') return MessageId.earliest();
    if (after === 'latest') return MessageId.latest();
    // Compared with the broker's last id, partition and all: with another it seems that there is more when there is none.
    const partition = Number(PARTITION_PATTERN.exec(topic)?.[1] ?? -1);
    return MessageId.deserialize(encodeMessageId({ ...after, partition }));
  };

  return {
    kind: 'native',
    consumersAdvised: CONSUMERS_ADVISED,
    async openProducer({ topic, batching, name }) {
      const producer = await client.createProducer({
        topic,
        ...(name === undefined ? {} : { producerName: name }),
        sendTimeoutMs: SEND_TIMEOUT_MS,
        maxPendingMessages: 2 * PENDING_MAX,
        blockIfQueueFull: false,
        messageRoutingMode: 'RoundRobinDistribution',
        hashingScheme: 'Murmur3_32Hash',
        batchingEnabled: batching === 'key' && batchMessagesMax > 1,
        batchingType: 'KeyBasedBatching',
        batchingMaxMessages: Math.max(2, batchMessagesMax),
        batchingMaxPublishDelayMs: Math.max(1, lingerMs),
      });
      return keep(nativeProducer(producer));
    },
    async openConsumer({ topic, subscription, prefetch, deliver }) {
      const consumer = await client.subscribe({
        topic,
        subscription,
        subscriptionType: 'KeyShared',
        subscriptionInitialPosition: 'Earliest',
        receiverQueueSize: prefetch,
        receiverQueueSizeAcrossPartitions: prefetch,
        batchIndexAckEnabled: true,
        batchReceivePolicy: {
          maxNumMessages: RECEIVE_MESSAGES_MAX,
          maxNumBytes: RECEIVE_BYTES_MAX,
          timeoutMs: RECEIVE_WITHIN_MS,
        },
      });
      const readId = (id: string) => MessageId.deserialize(Buffer.from(id, 'base64'));
      return keep(nativeConsumer(consumer, { prefetch, deliver }, readId));
    },
    async openReader(options) {
      const { topic, prefetch } = options;
      const startMessageId = startOf(options);
      const reader = await client.createReader({ topic, startMessageId, receiverQueueSize: prefetch });
      looks ??= createNativeLooks(() => client.getPartitionsForTopic(topic));
      return keep(nativeReader(reader, looks));
    },
    async close() {
      const closing = Promise.all([...open].map((connection) => connection.close()));
      // One that waits for a broker that is away stays so: to close the client amid its read would end the process.
      await within(CLOSE_WITHIN_MS, closing)
        .then(() => client.close())
        .catch(() => {});
    },
  };
}
