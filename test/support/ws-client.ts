import { WebSocket } from 'ws';

export interface Message {
  readonly id?: string;
  readonly type: string;
  readonly payload?: {
    readonly data?: Record<string, { readonly swipe: number; readonly cursor: string; readonly fresh: number }> | null;
    readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
  };
}

/** A WebSocket that speaks graphql-transport-ws by hand, for what a well-behaved client would never do. */
export interface RawClient {
  readonly socket: WebSocket;
  /** Everything received so far. */
  readonly messages: Message[];
  send(message: unknown): void;
  /** The first message, received already or to come, that the test accepts. */
  wait(test: (message: Message) => boolean): Promise<Message>;
  /** The close code, when it closes. */
  readonly closed: Promise<number>;
}

export async function openRawClient(url: string, init = true): Promise<RawClient> {
  const socket = new WebSocket(url, 'graphql-transport-ws');
  const messages: Message[] = [];
  const watchers = new Set<() => void>();
  socket.on('message', (data) => {
    messages.push(JSON.parse(String(data)));
    for (const watcher of watchers) watcher();
  });
  socket.on('error', () => {});
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const client: RawClient = {
    socket,
    messages,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    wait: (test) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          const found = messages.find(test);
          if (found === undefined) return;
          watchers.delete(watcher);
          resolve(found);
        };
        watchers.add(watcher);
        watcher();
      }),
  };
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  if (init) {
    client.send({ type: 'connection_init' });
    await client.wait(({ type }) => type === 'connection_ack');
  }
  return client;
}

/** A subscribe message. */
export function subscribeMessage(id: string, query: string, variables?: Record<string, unknown>) {
  return { id, type: 'subscribe', payload: { query, variables } };
}
