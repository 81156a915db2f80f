import { ApolloClient, CombinedProtocolErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { createClient as createEventClient } from 'graphql-sse';
import { createClient as createSocketClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { type LiveEdge, openLiveEdge } from '../support/live-edge.ts';
import { createMemoryLiveFeed, type MemoryLiveFeed } from '../support/memory-feed.ts';
import { swipeAt } from '../support/small-campus.ts';

const FEED = 'subscription ($after: Cursor) { swipes(after: $after) { cursor swipe { eventId } } }';
const RESTARTS = 5;

let world: ApiWorld;
let feed: MemoryLiveFeed;
let edge: LiveEdge;
beforeEach(async () => {
  world = await openApiWorld();
  feed = createMemoryLiveFeed();
  edge = await openLiveEdge(world, feed);
});
afterEach(async () => {
  await edge.close();
  await world.dispose();
});

/** What a client tells of one result: a frame, or why there are no more and where to go on. */
interface Told {
  readonly frame?: { readonly cursor: string; readonly swipe: { readonly eventId: string } } | undefined;
  readonly ending?: Readonly<Record<string, unknown>> | undefined;
}
interface Follower {
  /** Subscribes. @returns leaves */
  subscribe(after: string | undefined, tell: (told: Told) => void, over: () => void): () => void;
  dispose(): unknown;
}
interface Shown {
  readonly data?: { readonly swipes: Told['frame'] } | null;
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
}
const toldBy = ({ data, errors }: Shown): Told => ({ frame: data?.swipes, ending: errors?.[0]?.extensions });

const FOLLOWERS: Readonly<Record<string, () => Follower>> = {
  'graphql-ws': () => {
    const client = createSocketClient({ url: () => edge.wsUrl, webSocketImpl: WebSocket, retryWait: async () => {} });
    return {
      subscribe: (after, tell, over) =>
        client.subscribe<NonNullable<Shown['data']>>(
          { query: FEED, variables: { after } },
          { next: (result) => tell(toldBy(result)), error: over, complete: over },
        ),
      dispose: client.dispose,
    };
  },
  'graphql-sse': () => {
    const client = createEventClient({ url: () => edge.url, retry: async () => {} });
    return {
      subscribe: (after, tell, over) =>
        client.subscribe<NonNullable<Shown['data']>>(
          { query: FEED, variables: { after } },
          { next: (result) => tell(toldBy(result)), error: over, complete: over },
        ),
      dispose: client.dispose,
    };
  },
  'Apollo Client': () => {
    const client = new ApolloClient({ link: new HttpLink({ uri: () => edge.url }), cache: new InMemoryCache() });
    return {
      subscribe: (after, tell, over) => {
        const subscription = client
          .subscribe<NonNullable<Shown['data']>>({
            query: gql(FEED),
            variables: { after },
            fetchPolicy: 'no-cache',
            context: { queryDeduplication: false },
          })
          .subscribe({
            next: ({ data, error }) =>
              tell({
                frame: data?.swipes,
                ending: CombinedProtocolErrors.is(error) ? error.errors[0]?.extensions : undefined,
              }),
            complete: over,
          });
        return () => subscription.unsubscribe();
      },
      dispose: () => client.stop(),
    };
  },
};

/** Follows the feed as an application would: after each ending it subscribes again, after the last cursor. */
function follow(follower: Follower) {
  const seen: string[] = [];
  const endings: unknown[] = [];
  const watchers = new Set<() => void>();
  let cursor: string | undefined;
  let leave = (): void => {};
  let left = false;
  const again = (): void => {
    if (left) return;
    leave = follower.subscribe(
      cursor,
      ({ frame, ending }) => {
        if (ending !== undefined) endings.push(ending);
        cursor = frame?.cursor ?? (typeof ending?.cursor === 'string' ? ending.cursor : cursor);
        if (frame !== undefined) seen.push(frame.swipe.eventId);
        for (const watcher of watchers) watcher();
      },
      again,
    );
  };
  again();
  return {
    seen,
    endings,
    sees: (count: number): Promise<void> =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (seen.length < count) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
      }),
    leave: () => {
      left = true;
      leave();
    },
  };
}

describe.each(Object.keys(FOLLOWERS))('%s', (name) => {
  const open = (): Follower => {
    const make = FOLLOWERS[name];
    if (make === undefined) throw new TypeError(name);
    return make();
  };
  const sent: string[] = [];
  const append = (): void => {
    const swipe = swipeAt('2026-03-18T11:00:00Z', 'S1');
    sent.push(swipe.eventId);
    feed.swipes.append(swipe);
  };

  it('sees every swipe once and in order over restarts, those of the time between among them', async () => {
    sent.length = 0;
    const follower = open();
    const reader = follow(follower);
    await edge.subscribers(1);
    for (let restart = 1; restart <= RESTARTS; restart += 1) {
      append();
      append();
      await reader.sees(sent.length);
      const before = edge;
      edge = await openLiveEdge(world, feed);
      const closed = before.close();
      append();
      await closed;
      append();
      await reader.sees(sent.length);
    }
    expect(reader.seen).toEqual(sent);
    expect(reader.endings).toHaveLength(RESTARTS);
    for (const ending of reader.endings) {
      expect(ending).toEqual({ code: 'SERVER_RESTARTING', retriable: true, cursor: expect.any(String) });
    }
    reader.leave();
    await edge.subscribers(0);
    await follower.dispose();
  });

  it('leaves nothing behind in the hub when it unsubscribes', async () => {
    sent.length = 0;
    const follower = open();
    const readers = Array.from({ length: 5 }, () => follow(follower));
    await edge.subscribers(readers.length);
    append();
    await Promise.all(readers.map(({ sees }) => sees(1)));
    readers[0]?.leave();
    await edge.subscribers(readers.length - 1);
    append();
    await Promise.all(readers.slice(1).map(({ sees }) => sees(2)));
    for (const { leave } of readers) leave();
    await edge.subscribers(0);
    expect(edge.hub.status().groups).toBe(0);
    await follower.dispose();
  });
});
