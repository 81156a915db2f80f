import { fileURLToPath } from 'node:url';
import { openEmbeddedStore } from './adapters/embedded/store.ts';
import { createSystemClock } from './adapters/node/clock.ts';
import { createNodeLog } from './adapters/node/log.ts';
import { createNodeMetrics } from './adapters/node/metrics.ts';
import type { Settings } from './config/settings.ts';
import { readVersion } from './config/version.ts';
import { createCampusClock } from './core/campus-day.ts';
import { RollcallError } from './core/errors.ts';
import type { PortStatus } from './core/status.ts';
import { createPipeline, type Pipeline } from './ingest/pipeline.ts';
import { createRosterImports } from './ingest/roster-imports.ts';
import { createLiveHub } from './live/hub.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import { createRequestContext, withFreshLoaders } from './resolvers/context.ts';
import { OPERATOR } from './resolvers/scopes.ts';
import type { Services } from './resolvers/services.ts';
import { toGraphQLError } from './schema/errors.ts';
import { schema } from './schema/schema.ts';
import { EXAMPLES } from './server/examples.ts';
import { createServer } from './server/server.ts';
import { createSimulator } from './simulation/simulator.ts';

/** What a caller may put in place of its own. */
export interface AppParts {
  readonly clock?: Clock;
  readonly log?: Log;
}

/** A running Rollcall. */
export interface Rollcall {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  readonly services: Services;
  /** Finishes what is in flight, ends subscriptions with their cursor, closes the store. Calling it again waits for the same. */
  close(): Promise<void>;
}

/**
 * Opens the stores, starts ingest, the simulator and the server.
 * @throws SETTING_INVALID, DATA_FOLDER_LOCKED, DATA_FOLDER_UNUSABLE, DATA_FOLDER_NEWER, TIME_ZONE_CHANGED, PORT_TAKEN;
 * nothing is left open then
 */
export async function startRollcall(settings: Settings, parts: AppParts = {}): Promise<Rollcall> {
  if (settings.role !== 'all') {
    throw new RollcallError(
      'SETTING_INVALID',
      `ROLLCALL_ROLE: the embedded store serves the role all only, not ${settings.role}: one process owns its folder.`,
    );
  }
  const clock = parts.clock ?? createSystemClock();
  const log = parts.log ?? createNodeLog({ level: settings.logLevel });
  const metrics = createNodeMetrics();
  const campus = createCampusClock(settings.timeZone);
  const closing: (() => Promise<void>)[] = [];
  /** Runs once, last opened first closed; one that fails does not keep the others open. */
  let closed: Promise<void> | null = null;
  const closeAll = async (): Promise<void> => {
    for (const close of closing.toReversed()) {
      try {
        await close();
      } catch (error) {
        log.error('stop.failed', { error });
      }
    }
  };

  try {
    let pipeline: Pipeline | null = null;
    const store = await openEmbeddedStore({
      ...settings,
      campus,
      clock,
      log,
      isPaused: () => pipeline?.status().paused ?? true,
    });
    closing.push(store.close);
    pipeline = createPipeline({
      ...store,
      clock,
      campus,
      log,
      metrics,
      random: Math.random,
      limits: { ...settings, lingerMs: settings.batchLingerMs },
    });
    const ingest = pipeline;
    closing.push(ingest.stop);
    const imports = createRosterImports({ ...store, clock, campus, log });
    const simulator = await createSimulator({ ...store, imports, clock, campus, log });
    closing.push(simulator.close);
    const live = await createLiveHub({
      ...store,
      simulator,
      clock,
      campus,
      log,
      allowedLatenessMs: settings.allowedLatenessMs,
      limits: {
        queueFrames: settings.subscriberQueueFrames,
        queueBytes: settings.subscriberQueueBytes,
        subscriptionsMax: settings.subscriptionsMax,
      },
    });
    closing.push(live.close);
    const ports = async (): Promise<readonly PortStatus[]> => {
      const { swipeLog, filter, roster, claims, swipeStore, counter, feed } = store;
      const probes = {
        swipeLog,
        studentFilter: filter,
        roster,
        claims,
        swipeStore,
        uniqueCounter: counter,
        liveFeed: feed,
      };
      return Promise.all(
        Object.entries(probes).map(async ([port, adapter]) => {
          const healthy = await adapter.healthy().catch(() => false);
          return { port, adapter: 'embedded', healthy };
        }),
      );
    };
    const services: Services = {
      ...store,
      clock,
      campus,
      log,
      imports,
      simulator,
      live,
      about: {
        version: readVersion(),
        role: settings.role,
        startedAt: clock.now(),
        allowedLatenessMs: settings.allowedLatenessMs,
        feedRetentionMs: settings.feedRetentionMs,
        outcomeRetentionMs: settings.claimTtlMs,
        defaultGraceMs: settings.graceMs,
        ports,
        ingest: ingest.status,
      },
    };
    const server = await createServer({
      host: settings.host,
      port: settings.port,
      schema,
      operator: OPERATOR,
      createContext: (viewer, connection) => createRequestContext(services, viewer, connection),
      freshContext: withFreshLoaders,
      hub: live,
      log,
      clock,
      readiness: ports,
      metricsText: metrics.scrape,
      webDir: fileURLToPath(new URL('../web', import.meta.url)),
      limits: settings,
      examples: EXAMPLES,
      toGraphQLError: (error) => toGraphQLError(error, log),
    });
    closing.push(server.close);
    await ingest.start();
    log.info('rollcall.ready', { url: server.url });
    return {
      url: server.url,
      services,
      close() {
        closed ??= closeAll();
        return closed;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
