import type { LiveHub } from '../../src/live/frames.ts';
import { createLiveHub } from '../../src/live/hub.ts';
import { createRequestContext, withFreshLoaders } from '../../src/resolvers/context.ts';
import { OPERATOR } from '../../src/resolvers/scopes.ts';
import { forgetContext } from '../../src/schema/builder.ts';
import { toGraphQLError } from '../../src/schema/errors.ts';
import { schema } from '../../src/schema/schema.ts';
import type { ServerLimits } from '../../src/server/options.ts';
import { createServer } from '../../src/server/server.ts';
import type { ApiWorld } from './api-world.ts';
import { SILENT } from './embedded.ts';
import type { MemoryLiveFeed } from './memory-feed.ts';

export interface LiveEdgeOptions {
  readonly limits?: Partial<ServerLimits>;
  /** Streams open at once in the whole process. */
  readonly subscriptionsMax?: number;
}

export interface LiveEdge {
  /** Of the GraphQL endpoint. */
  readonly url: string;
  readonly wsUrl: string;
  readonly hub: LiveHub;
  /** Resolves when so many subscriptions are open; asks the server in between, so that it has its turn. */
  subscribers(count: number): Promise<void>;
  close(): Promise<void>;
}

/** The real server with the real schema and a hub of its own: over a world's stores, and a feed that a test fills. */
export async function openLiveEdge(
  world: ApiWorld,
  feed: MemoryLiveFeed,
  { limits, subscriptionsMax = 1_000 }: LiveEdgeOptions = {},
): Promise<LiveEdge> {
  const { campus, clock, simulator } = world.services;
  const hub = await createLiveHub({
    ...world.store,
    feed,
    campus,
    clock,
    simulator,
    log: SILENT,
    allowedLatenessMs: 20 * 60_000,
    limits: { queueFrames: 1_024, queueBytes: 1_048_576, subscriptionsMax },
  });
  const services = { ...world.services, feed, live: hub };
  const server = await createServer({
    host: '127.0.0.1',
    port: 0,
    schema,
    operator: OPERATOR,
    createContext: (viewer, connection) => createRequestContext(services, viewer, connection),
    freshContext: withFreshLoaders,
    endContext: forgetContext,
    hub,
    log: SILENT,
    clock,
    readiness: async () => [],
    metricsText: async () => '',
    webDir: 'web',
    limits,
    examples: [],
    toGraphQLError,
  });
  return {
    url: `${server.url}/graphql`,
    wsUrl: `${server.url.replace('http', 'ws')}/graphql`,
    hub,
    async subscribers(count) {
      while (hub.status().subscribers !== count) await (await fetch(`${server.url}/healthz`)).text();
    },
    close: server.close,
  };
}
