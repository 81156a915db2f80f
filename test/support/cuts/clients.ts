import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { readEvents } from '../event-stream.ts';
import type { Watch } from '../watch.ts';
import type { Asked } from './load.ts';

const SWIPES = `subscription ($after: Cursor, $filter: SwipeFilter) {
  swipes(after: $after, filter: $filter, progressEvery: "PT0.5S") { cursor swipe { eventId lectureId } gap { missed } }
}`;

interface Frame {
  readonly cursor: string;
  readonly swipe: { readonly eventId: string; readonly lectureId: string } | null;
  readonly gap: { readonly missed: number } | null;
}

interface Result {
  readonly data?: { readonly swipes?: Frame } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

/** How a connection ended. */
export interface Parting {
  /** Of the error that the subscription's last result carried; null: it was cut. */
  readonly code: string | null;
  readonly cursor: string | null;
  /** Of a WebSocket. */
  readonly closeCode: number | null;
}

/** A client app: all that it remembers of a connection is the last cursor it was given. */
export interface Follower {
  readonly name: string;
  readonly asked: Asked;
  readonly isWebSocket: boolean;
  /** Event ids by lecture, in the order they were shown. */
  readonly seen: ReadonlyMap<string, readonly string[]>;
  readonly seenCount: number;
  readonly frameCount: number;
  /** Frames of progress since the last swipe. */
  readonly quietCount: number;
  readonly partings: readonly Parting[];
  /** What no client should be told. */
  readonly complaints: readonly string[];
  close(): void;
}

export interface FollowOptions {
  readonly name: string;
  readonly asked: Asked;
  readonly url: string;
  readonly cursor: string;
  readonly watch: Watch;
  onShown(): void;
}

/** What the three have in common: what a result does to what is remembered. */
function createMemory({ name, asked, cursor: start, watch, onShown }: FollowOptions, isWebSocket: boolean) {
  const seen = new Map<string, string[]>();
  const complaints: string[] = [];
  const partings: Parting[] = [];
  const counts = { seen: 0, frames: 0, quiet: 0 };
  let cursor = start;
  let ending: { readonly code: string; readonly cursor: string | null } | null = null;

  const show = ({ cursor: place, swipe, gap }: Frame): void => {
    cursor = place;
    counts.frames += 1;
    counts.quiet += 1;
    if (gap !== null) complaints.push(`a gap of ${gap.missed}`);
    if (swipe !== null) {
      counts.seen += 1;
      counts.quiet = 0;
      const ofLecture = seen.get(swipe.lectureId) ?? [];
      ofLecture.push(swipe.eventId);
      seen.set(swipe.lectureId, ofLecture);
    }
    onShown();
  };
  return {
    get cursor() {
      return cursor;
    },
    /** The code with which the subscription was refused, or ended by the server. */
    get endedBy() {
      return ending?.code ?? null;
    },
    take({ data, errors }: Result): void {
      if (data?.swipes !== undefined) show(data.swipes);
      for (const { message, extensions = {} } of errors ?? []) {
        const place = typeof extensions.cursor === 'string' ? extensions.cursor : null;
        ending = { code: String(extensions.code), cursor: place };
        cursor = place ?? cursor;
        if (extensions.retriable !== true) complaints.push(`${String(extensions.code)}: ${message}`);
      }
      watch.check();
    },
    parted(closeCode: number | null): void {
      partings.push({ code: ending?.code ?? null, cursor: ending?.cursor ?? null, closeCode });
      ending = null;
      watch.check();
    },
    complain(text: string): void {
      complaints.push(text);
      watch.check();
    },
    follower: (close: () => void): Follower => ({
      name,
      asked,
      isWebSocket,
      seen,
      partings,
      complaints,
      get seenCount() {
        return counts.seen;
      },
      get frameCount() {
        return counts.frames;
      },
      get quietCount() {
        return counts.quiet;
      },
      close,
    }),
  };
}

/** graphql-ws's client over `ws`, which connects and subscribes again by itself. */
export function followByWebSocket(options: FollowOptions): Follower {
  const memory = createMemory(options, true);
  // Read by the client whenever it subscribes.
  const variables = {
    filter: options.asked,
    get after() {
      return memory.cursor;
    },
  };
  let isOpen = true;
  const client = createWsClient({
    url: `${options.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: async () => undefined,
    shouldRetry: () => true,
    // Whose subscription has ended waits for what the server makes of the socket.
    lazyCloseTimeout: 60_000,
    on: {
      closed(event) {
        const code = typeof event === 'object' && event !== null && 'code' in event ? Number(event.code) : null;
        const mustAskAgain = memory.endedBy !== null;
        memory.parted(code);
        // Not at once: the client itself hears of it only now.
        if (mustAskAgain && isOpen) queueMicrotask(subscribe);
      },
    },
  });
  const subscribe = (): void => {
    client.subscribe<NonNullable<Result['data']>>(
      { query: SWIPES, variables },
      {
        next: (result) => memory.take(result),
        error: (error) => memory.complain(`the client gave up: ${tell(error)}`),
        complete() {
          if (!isOpen) return;
          if (memory.endedBy === null) memory.complain('completed without a word');
          if (memory.endedBy === 'SERVER_RESTARTING') return;
          memory.parted(null);
          subscribe();
        },
      },
    );
  };
  subscribe();
  return memory.follower(() => {
    isOpen = false;
    void client.dispose();
  });
}

/** graphql-sse's client, which connects again by itself. */
export function followByGraphqlSse(options: FollowOptions): Follower {
  const memory = createMemory(options, false);
  const variables = {
    filter: options.asked,
    get after() {
      return memory.cursor;
    },
  };
  let isOpen = true;
  const client = createSseClient({
    url: `${options.url}/graphql`,
    retryAttempts: Number.POSITIVE_INFINITY,
    retry: async () => undefined,
  });
  const subscribe = (): void => {
    client.subscribe<NonNullable<Result['data']>>(
      { query: SWIPES, variables },
      {
        next: (result) => memory.take(result),
        error: (error) => memory.complain(`the client gave up: ${tell(error)}`),
        complete() {
          if (!isOpen) return;
          if (memory.endedBy === null) memory.complain('completed without a word');
          memory.parted(null);
          subscribe();
        },
      },
      {
        connecting(isAgain) {
          if (isAgain) memory.parted(null);
        },
      },
    );
  };
  subscribe();
  return memory.follower(() => {
    isOpen = false;
    client.dispose();
  });
}

/** As a browser's EventSource does it: the same URL each time, and the id of the last whole event. */
export function followByEventSource(options: FollowOptions): Follower {
  const memory = createMemory(options, false);
  const variables = JSON.stringify({ filter: options.asked, after: options.cursor });
  const url = `${options.url}/graphql?${new URLSearchParams({ query: SWIPES, variables })}`;
  const leave = new AbortController();
  const listen = async (lastEventId: string | null): Promise<string | null> => {
    let last = lastEventId;
    try {
      const headers = { accept: 'text/event-stream', ...(last === null ? {} : { 'last-event-id': last }) };
      const response = await fetch(url, { headers, signal: leave.signal });
      if (!response.ok) memory.complain(`status ${response.status}`);
      for await (const { event, id, data } of readEvents(response)) {
        last = id ?? last;
        if (event === 'next') memory.take(JSON.parse(data));
      }
    } catch {
      // Cut.
    }
    return last;
  };
  const follow = async (): Promise<void> => {
    for (let last: string | null = null; !leave.signal.aborted; memory.parted(null)) last = await listen(last);
  };
  void follow();
  return memory.follower(() => leave.abort());
}

function tell(error: unknown): string {
  return error instanceof Error ? error.message : JSON.stringify(error);
}
