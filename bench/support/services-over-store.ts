import type { EmbeddedAdapters } from '../../src/adapters/embedded/store.ts';
import { createContextImports } from '../../src/ingest/context-imports.ts';
import { createRosterImports } from '../../src/ingest/roster-imports.ts';
import { createLiveHub } from '../../src/live/hub.ts';
import type { LiveFeed } from '../../src/ports/live-feed.ts';
import { createRequestContext, withFreshLoaders } from '../../src/resolvers/context.ts';
import { OPERATOR } from '../../src/resolvers/scopes.ts';
import type { Services } from '../../src/resolvers/services.ts';
import { forgetContext } from '../../src/schema/builder.ts';
import { toGraphQLError } from '../../src/schema/errors.ts';
import { schema } from '../../src/schema/schema.ts';
import type { Server } from '../../src/server/options.ts';
import { createServer } from '../../src/server/server.ts';
import { createSimulator } from '../../src/simulation/simulator.ts';
import { CAMPUS, CLOCK, openStore, SILENT } from './harness.ts';

/** Everything a gateway answers from, over an embedded store of its own. @param feedOf the feed that is followed live */
export async function openServices(
  dir: string,
  feedOf: (store: EmbeddedAdapters) => LiveFeed,
): Promise<{ readonly services: Services; readonly store: EmbeddedAdapters }> {
  const store = await openStore(dir);
  const feed = feedOf(store);
  const shared = { clock: CLOCK, campus: CAMPUS, log: SILENT };
  const imports = createRosterImports({ ...store, ...shared });
  const simulator = await createSimulator({ ...store, ...shared, imports });
  const live = await createLiveHub({
    ...store,
    ...shared,
    feed,
    simulator,
    allowedLatenessMs: 20 * 60_000,
    limits: { queueFrames: 1_024, queueBytes: 1_048_576, subscriptionsMax: 20_000 },
  });
  const services: Services = {
    ...store,
    ...shared,
    feed,
    imports,
    contextImports: createContextImports({ ...store, ...shared, allowedSkewMs: 300_000 }),
    simulator,
    live,
    about: {
      version: 'bench',
      role: 'all',
      startedAt: CLOCK.now(),
      allowedLatenessMs: 20 * 60_000,
      feedRetentionMs: 7 * 86_400_000,
      outcomeRetentionMs: 48 * 3_600_000,
      defaultGraceMs: 600_000,
      ports: async () => [],
      ingest: () => null,
    },
  };
  return { services, store };
}

/** Rollcall's own edge over them, on any free port. */
export function serve(services: Services): Promise<Server> {
  return createServer({
    host: '127.0.0.1',
    port: 0,
    schema,
    operator: OPERATOR,
    createContext: (viewer, connection) => createRequestContext(services, viewer, connection),
    freshContext: withFreshLoaders,
    endContext: forgetContext,
    hub: services.live,
    log: SILENT,
    clock: CLOCK,
    readiness: async () => [],
    metricsText: async () => '',
    webDir: 'web',
    examples: [],
    toGraphQLError,
  });
}
