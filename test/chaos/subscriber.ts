import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { Random } from '../../src/core/random.ts';
import type { Deployment } from './deployment.ts';

const AGAIN_AFTER_MS = 250;
const QUIET_BEATS = 3;

const SWIPES = `subscription ($after: Cursor) {
  swipes(after: $after, progressEvery: "PT1S") { cursor swipe { eventId lectureId } gap { missed } }
}`;

interface Frame {
  readonly cursor: string;
  readonly swipe: { readonly eventId: string; readonly lectureId: string } | null;
  readonly gap: { readonly missed: number } | null;
}

/** A client app: it keeps the last cursor, and goes on from it at the next gateway whenever its connection ends. */
export interface Subscriber {
  readonly name: string;
  /** Event ids by lecture, in the order they were shown. */
  readonly seen: ReadonlyMap<string, readonly string[]>;
  readonly seenCount: number;
  readonly connections: number;
  /** What no client should be told. */
  readonly complaints: readonly string[];
  /** Resolves once so many swipes were shown. */
  reached(count: number): Promise<void>;
  /** Resolves after signs of life and nothing else. */
  quiet(): Promise<void>;
  close(): void;
}

export interface SubscriberOptions {
  readonly name: string;
  readonly deployment: Deployment;
  readonly cursor: string;
  readonly random: Random;
  /** Leaves its gateway for the other after some frames, at most so many; null: stays as long as it can. */
  readonly hopAfterMax: number | null;
}

/** Starts to listen. */
export function subscribe(options: SubscriberOptions): Subscriber {
  const { name, deployment, random, hopAfterMax } = options;
  const seen = new Map<string, string[]>();
  const complaints: string[] = [];
  const watchers = new Set<() => void>();
  let cursor = options.cursor;
  let [seenCount, beats, connections] = [0, 0, 0];
  let closed = false;
  let leave = () => {};

  function take({ cursor: place, swipe, gap }: Frame): void {
    cursor = place;
    if (gap !== null) complaints.push(`a gap of ${gap.missed}`);
    if (swipe === null) beats += 1;
    else {
      beats = 0;
      seenCount += 1;
      const ofLecture = seen.get(swipe.lectureId) ?? [];
      ofLecture.push(swipe.eventId);
      seen.set(swipe.lectureId, ofLecture);
    }
    for (const watcher of watchers) watcher();
  }

  function once(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const watcher = (): void => {
        if (!condition()) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
      watcher();
    });
  }

  /** One connection, from its first frame to its end. */
  async function listen(url: string, frames: number): Promise<void> {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    let left = frames;
    let over = false;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        over = true;
        resolve();
      };
      leave = end;
      client.subscribe<{ swipes: Frame }>(
        { query: SWIPES, variables: { after: cursor } },
        {
          next({ data, errors }) {
            if (over) return;
            const codes = (errors ?? []).map(({ extensions }) => extensions?.code);
            if (codes.includes('CURSOR_EXPIRED')) complaints.push('CURSOR_EXPIRED');
            if (data === null || data === undefined) return;
            take(data.swipes);
            left -= 1;
            if (left === 0) end();
          },
          error: end,
          complete: end,
        },
      );
    });
    await client.dispose();
  }

  async function keepListening(): Promise<void> {
    for (let gateway = random.below(2); !closed; gateway += 1) {
      connections += 1;
      const before = seenCount;
      await listen(deployment.gatewayUrl(gateway), hopAfterMax === null ? 0 : 1 + random.below(hopAfterMax));
      // A gateway in trouble ends a subscription at once.
      if (seenCount === before && !closed) await delay(AGAIN_AFTER_MS);
    }
  }
  void keepListening();

  return {
    name,
    seen,
    complaints,
    get seenCount() {
      return seenCount;
    },
    get connections() {
      return connections;
    },
    reached: (count) => once(() => seenCount >= count),
    quiet() {
      beats = 0;
      return once(() => beats >= QUIET_BEATS);
    },
    close() {
      closed = true;
      leave();
    },
  };
}
