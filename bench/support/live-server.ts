/**
 * One server of a live bench, as a process of its own: told over IPC what to publish, it says what it has done.
 * Kinds: rollcall; naive (Yoga and graphql-ws over the same schema, one execution a subscriber); raw and corked (ws alone,
 * sending bytes made before).
 */
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execute, subscribe } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createYoga } from 'graphql-yoga';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Swipe } from '../../src/core/swipe.ts';
import { matchesSwipe } from '../../src/core/swipe-filter.ts';
import type { FeedFrame, LiveHub } from '../../src/live/frames.ts';
import { createRequestContext } from '../../src/resolvers/context.ts';
import { OPERATOR } from '../../src/resolvers/scopes.ts';
import { schema } from '../../src/schema/schema.ts';
import { createBenchFeed } from './live-feed.ts';
import { openServices, serve } from './services-over-store.ts';

export type ServerKind = 'rollcall' | 'naive' | 'raw' | 'corked';

/** What the bench asks. `paced`: one at a time, every so often; else all in one run. */
export interface PublishOrder {
  readonly publish: readonly Swipe[];
  readonly everyMs: number | null;
  /** The message that raw servers send for each swipe, to the subscribers it is for. */
  readonly text: string;
}
export interface ServerNote {
  readonly port?: number;
  /** Monotonic milliseconds at which each swipe was published; of paced ones, at which it was due. */
  readonly publishedAt?: readonly number[];
  readonly rssBytes?: number;
  readonly cpuMs?: number;
  readonly subscribers?: number;
}

/** @param id of the order that is answered; 0: nobody asked */
const say = (id: number, note: ServerNote): void => void process.send?.({ id, note });
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

async function startRollcall(dir: string) {
  const { feed, publish } = createBenchFeed();
  const { services } = await openServices(dir, () => feed);
  const server = await serve(services);
  return { port: server.port, publish, subscribers: () => services.live.status().subscribers };
}

/** What one would write first: a pub-sub, an iterator for each subscriber, and an execution for each of its frames. */
async function startNaive(dir: string) {
  const { services } = await openServices(dir, () => createBenchFeed().feed);
  const pubsub = createPubSub<{ swipe: [FeedFrame<Swipe>] }>();
  let subscribers = 0;
  const swipes: LiveHub['swipes'] = async ({ filter }) => {
    const source = pubsub.subscribe('swipe');
    subscribers += 1;
    return (async function* filtered() {
      for await (const frame of source) if (frame.value !== null && matchesSwipe(filter, frame.value)) yield frame;
    })();
  };
  const context = createRequestContext({ ...services, live: { ...services.live, swipes } }, OPERATOR);
  const yoga = createYoga({ schema, context: () => context, logging: false });
  const http = createHttpServer(yoga);
  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  useServer({ schema, execute, subscribe, context: () => context }, sockets);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  let sent = 0;
  return {
    port: (http.address() as AddressInfo).port,
    subscribers: () => subscribers,
    publish(values: readonly Swipe[]) {
      for (const value of values) {
        sent += 1;
        pubsub.publish('swipe', { kind: 'FRAME', cursor: `c${sent}`, value, gap: null, progress: null });
      }
    },
  };
}

/** The least that any server on ws can do. A subscriber's second message says which lecture it wants, if any. */
async function startRaw(isCorked: boolean) {
  const http = createHttpServer();
  const sockets = new WebSocketServer({ server: http, path: '/graphql' });
  const wanted = new Map<WebSocket, string | null>();
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; payload?: { variables?: { lecture?: string } } };
      if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}');
      else wanted.set(socket, message.payload?.variables?.lecture ?? null);
    });
    socket.on('close', () => wanted.delete(socket));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    port: (http.address() as AddressInfo).port,
    subscribers: () => wanted.size,
    publish(values: readonly Swipe[], text: string) {
      const bytes = Buffer.from(text);
      const options = { binary: false };
      if (!isCorked) {
        for (const { lectureId } of values) {
          for (const [socket, lecture] of wanted)
            if (lecture === null || lecture === lectureId) socket.send(bytes, options);
        }
        return;
      }
      for (const [socket, lecture] of wanted) {
        const stream = (socket as unknown as { _socket: { cork(): void; uncork(): void } })._socket;
        stream.cork();
        for (const { lectureId } of values) if (lecture === null || lecture === lectureId) socket.send(bytes, options);
        stream.uncork();
      }
    },
  };
}

const [kind, dir = ''] = process.argv.slice(2);
const server: { port: number; subscribers(): number; publish(values: readonly Swipe[], text: string): void } =
  kind === 'rollcall'
    ? await startRollcall(dir)
    : kind === 'naive'
      ? await startNaive(dir)
      : await startRaw(kind === 'corked');

/** Collects all garbage: what is found by a first collection may free more in the next turn. */
async function collect(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

process.on('message', async ({ id, order }: { id: number; order: PublishOrder | 'rss' | 'collect' }) => {
  const tell = (note: ServerNote): void => say(id, note);
  if (order === 'rss' || order === 'collect') {
    if (order === 'collect') await collect();
    const { user, system } = process.cpuUsage();
    const cpuMs = (user + system) / 1_000;
    tell({ rssBytes: process.memoryUsage().rss, cpuMs, subscribers: server.subscribers() });
    return;
  }
  const { publish, everyMs, text } = order;
  if (everyMs === null) {
    const at = now();
    server.publish(publish, text);
    tell({ publishedAt: publish.map(() => at) });
    return;
  }
  const publishedAt: number[] = [];
  const begin = now();
  const next = (): void => {
    while (publishedAt.length < publish.length && now() >= begin + publishedAt.length * everyMs) {
      const value = publish[publishedAt.length];
      publishedAt.push(begin + publishedAt.length * everyMs);
      if (value !== undefined) server.publish([value], text);
    }
    if (publishedAt.length < publish.length) setTimeout(next, 1);
    else tell({ publishedAt });
  };
  next();
});
process.on('disconnect', () => process.exit(0));
say(0, { port: server.port });
