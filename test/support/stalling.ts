import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createWatch } from './watch.ts';

export interface SwipeFrame {
  readonly cursor: string;
  readonly gap: { readonly missed: number; readonly from: string } | null;
  readonly swipe: { readonly eventId: string; readonly lectureId: string } | null;
}

interface LiveResult {
  readonly data?: { readonly swipes: SwipeFrame } | null;
  readonly errors?: readonly { readonly extensions: Record<string, unknown> }[];
}

interface Message {
  readonly type: string;
  readonly payload?: LiveResult;
}

const SWIPES = `subscription ($after: Cursor, $onSlow: SlowPolicy!) {
  swipes(after: $after, onSlow: $onSlow) { cursor gap { missed from } swipe { eventId lectureId } }
}`;

const socketUrl = (url: string): string => `${url.replace('http', 'ws')}/graphql`;

/** A client as it should be: told that it is too slow, it comes again with the cursor it is given. */
export function followSwipes(url: string, after?: string) {
  const frames: SwipeFrame[] = [];
  const watch = createWatch();
  const client = createClient({ url: socketUrl(url), webSocketImpl: WebSocket, retryAttempts: 0 });
  let cursor = after;
  let resumed = 0;
  let open = true;
  let failure: unknown = null;
  const fail = (error: unknown): void => {
    if (open) failure = error;
    watch.check();
  };
  const subscribe = (): void => {
    client.subscribe<{ swipes: SwipeFrame }>(
      { query: SWIPES, variables: { after: cursor, onSlow: 'DISCONNECT' } },
      {
        next({ data, errors }) {
          if (data === null || data === undefined) {
            const extensions = errors?.[0]?.extensions;
            if (extensions?.code === 'SUBSCRIBER_TOO_SLOW') cursor = String(extensions.cursor);
            else fail(new Error(JSON.stringify(errors)));
            return;
          }
          cursor = data.swipes.cursor;
          frames.push(data.swipes);
          watch.check();
        },
        error: fail,
        complete() {
          if (!open || failure !== null) return;
          resumed += 1;
          subscribe();
        },
      },
    );
  };
  subscribe();
  return {
    frames,
    get resumed() {
      return resumed;
    },
    /** Resolves when so many frames have come. */
    async reached(count: number): Promise<void> {
      await watch.until(() => failure !== null || frames.length >= count);
      if (failure !== null) throw failure;
    },
    async close(): Promise<void> {
      open = false;
      await client.dispose();
    },
  };
}

/** A subscriber over a bare socket, which stops reading at its first frame until it is told to go on. */
export async function openStalling(url: string, onSlow: 'DROP' | 'DISCONNECT') {
  const socket = new WebSocket(socketUrl(url), 'graphql-transport-ws');
  const results: LiveResult[] = [];
  const watch = createWatch();
  let acknowledged = false;
  let stalled = false;
  let completed = false;
  socket.on('message', (data) => {
    const { type, payload }: Message = JSON.parse(String(data));
    if (type === 'connection_ack') acknowledged = true;
    if (type === 'complete') completed = true;
    if (type === 'next' && payload !== undefined) {
      results.push(payload);
      if (!stalled) socket.pause();
      stalled = true;
    }
    watch.check();
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await watch.until(() => acknowledged);
  socket.send(JSON.stringify({ id: 'stalling', type: 'subscribe', payload: { query: SWIPES, variables: { onSlow } } }));
  return {
    results,
    /** Frames received so far, in order. */
    frames: (): SwipeFrame[] => results.flatMap(({ data }) => (data ? [data.swipes] : [])),
    stalls: () => watch.until(() => stalled),
    goOn: () => socket.resume(),
    received: (test: (last: SwipeFrame | undefined) => boolean) =>
      watch.until(() => test(results.at(-1)?.data?.swipes)),
    completes: () => watch.until(() => completed),
    close: () => socket.terminate(),
  };
}
