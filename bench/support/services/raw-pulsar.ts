import { once } from 'node:events';
import WebSocket from 'ws';
import type { BenchMessage } from '../swipes.ts';
import type { ServiceSettings } from './settings.ts';

/** Pulsar with nothing between: its admin API and its WebSocket API. */
export interface RawPulsar {
  makeNamespace(namespace: string): Promise<void>;
  /** Deletes a namespace of partitioned topics. */
  dropNamespace(namespace: string): Promise<void>;
  /** Makes a subscription, unless there is one, that keeps everything from the topic's beginning. */
  makeSubscription(topic: string, name: string): Promise<void>;
  /** Messages not acknowledged. */
  backlog(topic: string, subscription: string): Promise<number>;
  /** Resolves when all are durable. */
  publish(topic: string, messages: readonly BenchMessage[]): Promise<void>;
  subscribe(topic: string, subscription: string, type: 'Shared' | 'Key_Shared'): Promise<RawConsumer>;
}

export interface RawConsumer {
  /** One message; the server sends up to 1,000 ahead. */
  receive(): Promise<RawMessage>;
  acknowledge(message: RawMessage): void;
  close(): Promise<void>;
}

export interface RawMessage {
  readonly messageId: string;
  /** base64 */
  readonly payload: string;
}

/** Messages under way at most: the broker's queue takes no more. */
const WINDOW = 900;
const PRODUCERS = 4;

/** @param topic names are `tenant/namespace/name` */
export function rawPulsar({ pulsarUrl, pulsarAdminUrl }: ServiceSettings): RawPulsar {
  const admin = async (method: string, path: string, body?: unknown): Promise<string> => {
    const response = await fetch(`${pulsarAdminUrl}/admin/v2/${path}`, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  };
  const socketTo = (path: string): WebSocket =>
    new WebSocket(`${pulsarUrl}/ws/v2/${path}`, { perMessageDeflate: false });
  return {
    async makeNamespace(namespace) {
      const retention = { retentionTimeInMinutes: -1, retentionSizeInMB: -1 };
      await admin('PUT', `namespaces/${namespace}`, { retention_policies: retention });
    },
    async dropNamespace(namespace) {
      const topics: string[] = JSON.parse(await admin('GET', `persistent/${namespace}/partitioned`));
      for (const topic of topics) await admin('DELETE', `${topic.replace('://', '/')}/partitions?force=true`);
      await admin('DELETE', `namespaces/${namespace}`);
    },
    async makeSubscription(topic, name) {
      await admin('PUT', `persistent/${topic}/subscription/${name}`, 'earliest').catch((error: unknown) => {
        if (!String(error).includes(': 409')) throw error;
      });
    },
    async backlog(topic, subscription) {
      const stats: { subscriptions: Record<string, { msgBacklog: number }> } = JSON.parse(
        await admin('GET', `persistent/${topic}/partitioned-stats?perPartition=false`),
      );
      return stats.subscriptions[subscription]?.msgBacklog ?? Number.NaN;
    },
    async publish(topic, messages) {
      // A key keeps to one producer, so that its messages keep their order.
      const lanes: BenchMessage[][] = Array.from({ length: PRODUCERS }, () => []);
      for (const message of messages) lanes[hashOf(message.key) % PRODUCERS]?.push(message);
      await Promise.all(
        lanes.map(async (lane) => {
          const socket = socketTo(`producer/persistent/${topic}`);
          await once(socket, 'open');
          await sendAll(socket, lane);
          socket.close();
        }),
      );
    },
    async subscribe(topic, subscription, type) {
      const query = `subscriptionType=${type}&receiverQueueSize=1000`;
      const socket = socketTo(`consumer/persistent/${topic}/${subscription}?${query}`);
      // Listened to at once: the first messages may come together with the answer to the handshake.
      const consumer = consumerOn(socket);
      await once(socket, 'open');
      return consumer;
    },
  };
}

function hashOf(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) hash = (hash * 31 + key.charCodeAt(at)) >>> 0;
  return hash;
}

function sendAll(socket: WebSocket, messages: readonly BenchMessage[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let acknowledged = 0;
    const sendMore = (): void => {
      while (sent < messages.length && sent - acknowledged < WINDOW) {
        const message = messages[sent];
        if (message === undefined) break;
        sent += 1;
        const payload = Buffer.from(message.payload).toString('base64');
        socket.send(JSON.stringify({ payload, key: message.key, context: '' }));
      }
    };
    socket.on('message', (data) => {
      const answer: { result: string; errorMsg?: string } = JSON.parse(String(data));
      if (answer.result !== 'ok') return reject(new Error(`Pulsar refuses a message: ${answer.errorMsg}`));
      acknowledged += 1;
      if (acknowledged === messages.length) resolve();
      else sendMore();
    });
    socket.on('error', reject);
    if (messages.length === 0) resolve();
    sendMore();
  });
}

function consumerOn(socket: WebSocket): RawConsumer {
  const ready: RawMessage[] = [];
  let taken = 0;
  let waiting: ((message: RawMessage) => void) | null = null;
  socket.on('message', (data) => {
    const message: RawMessage = JSON.parse(String(data));
    if (waiting === null) ready.push(message);
    else {
      const give = waiting;
      waiting = null;
      give(message);
    }
  });
  return {
    receive() {
      const message = ready[taken];
      if (message === undefined) {
        return new Promise((resolve) => {
          waiting = resolve;
        });
      }
      taken += 1;
      if (taken === ready.length) {
        ready.length = 0;
        taken = 0;
      }
      return Promise.resolve(message);
    },
    acknowledge({ messageId }) {
      socket.send(JSON.stringify({ messageId }));
    },
    async close() {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}
