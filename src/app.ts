import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openEmbeddedStore } from './adapters/embedded/store.ts';
import { createSystemClock } from './adapters/node/clock.ts';
import { createNodeLog } from './adapters/node/log.ts';
import { createNodeMetrics } from './adapters/node/metrics.ts';
import { openServices } from './app-services.ts';
import { PORT_NAMES, type Stores } from './app-stores.ts';
import { runsOnServices } from './config/load.ts';
import type { Settings } from './config/settings.ts';
import { readVersion } from './config/version.ts';
import { type CampusClock, createCampusClock } from './core/campus-day.ts';
import { RollcallError } from './core/errors.ts';
import type { PortStatus } from './core/status.ts';
import { createContextImports } from './ingest/context-imports.ts';
import { createContextIntake } from './ingest/context-intake.ts';
import { createPipeline, type Pipeline } from './ingest/pipeline.ts';
import { createRosterImports } from './ingest/roster-imports.ts';
import { createLiveHub } from './live/hub.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import { createRequestContext, withFreshLoaders } from './resolvers/context.ts';
import { OPERATOR } from './resolvers/scopes.ts';
import type { Services } from './resolvers/services.ts';
import { forgetContext } from './schema/builder.ts';
import { toGraphQLError } from './schema/errors.ts';
import { schema } from './schema/schema.ts';
import { EXAMPLES } from './server/examples.ts';
import { createHealthServer } from './server/health-server.ts';
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
  /** Everything a question is answered from; null in a process that only ingests. */
  readonly services: Services | null;
  /** Rejects when the process can never do its work, with one line for the operator; otherwise pending. */
  readonly failed: Promise<never>;
  /** Finishes what is in flight, ends subscriptions with their cursor, closes the store. Calling it again waits for the same. */
  close(): Promise<void>;
}

/** How long a start waits for services, so that what is refused is told at once and the first answers are whole. */
const START_GRACE_MS = 5_000;

const EMBEDDED: Stores['servedBy'] = {
  swipeLog: 'embedded',
  studentFilter: 'embedded',
  roster: 'embedded',
  claims: 'embedded',
  swipeStore: 'embedded',
  uniqueCounter: 'embedded',
  liveFeed: 'embedded',
};

/** What every part is made with. */
interface Base {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: ReturnType<typeof createNodeMetrics>;
  readonly campus: CampusClock;
  readonly startedAt: number;
  /** Takes what must be closed at the end; the last opened is closed first. */
  closeLater(close: () => Promise<void>): void;
}

/**
 * Opens the stores, starts ingest, the simulator and the server, as far as the role has them.
 * @throws SETTING_INVALID, DATA_FOLDER_LOCKED, DATA_FOLDER_UNUSABLE, DATA_FOLDER_NEWER, TIME_ZONE_CHANGED, STORE_NEWER,
 * SERVICE_REFUSED, PORT_TAKEN; nothing is left open then
 */
export async function startRollcall(settings: Settings, parts: AppParts = {}): Promise<Rollcall> {
  const clock = parts.clock ?? createSystemClock();
  const log = parts.log ?? createNodeLog({ level: settings.logLevel });
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
  const base: Base = {
    settings,
    clock,
    log,
    metrics: createNodeMetrics(),
    campus: createCampusClock(settings.timeZone),
    startedAt: clock.now(),
    closeLater: (close) => void closing.push(close),
  };

  try {
    let pipeline: Pipeline | null = null;
    const stores = await openStores(base, () => pipeline?.status().paused ?? true);
    const failed = stores.prepared.then(() => new Promise<never>(() => {}));
    failed.catch(() => {});
    await within(START_GRACE_MS, stores.prepared);
    if (settings.role !== 'gateway') pipeline = openPipeline(base, stores);
    const ingest = pipeline;
    const server = settings.role === 'ingest' ? null : await openGateway(base, stores, ingest);
    const url = server?.url ?? (await openHealth(base, stores));
    const starting = stores.prepared.then(() => ingest?.start());
    if (stores.isPrepared()) await starting;
    else starting.catch((error: unknown) => log.error('ingest.not_started', { reason: String(error) }));
    log.info('rollcall.ready', { url, role: settings.role });
    return {
      url,
      services: server?.services ?? null,
      failed,
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

/** Resolves with the work, or after that time without it. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const done = new AbortController();
  const waited = delay(ms, undefined, { signal: done.signal }).catch(() => {});
  try {
    await Promise.race([work, waited]);
  } finally {
    done.abort();
  }
}

async function openStores(base: Base, isPaused: () => boolean): Promise<Stores> {
  const { settings, closeLater } = base;
  if (runsOnServices(settings)) {
    const stores = await openServices({ ...base, isPaused });
    closeLater(stores.close);
    return stores;
  }
  if (settings.role !== 'all') {
    throw new RollcallError(
      'SETTING_INVALID',
      `ROLLCALL_ROLE: the embedded store serves the role all only, not ${settings.role}: one process owns its folder.`,
    );
  }
  const store = await openEmbeddedStore({ ...settings, ...base, isPaused });
  closeLater(store.close);
  return {
    ...store,
    servedBy: EMBEDDED,
    isPrepared: () => true,
    prepared: Promise.resolve(),
  };
}

function openPipeline({ settings, closeLater, ...base }: Base, stores: Stores): Pipeline {
  const pipeline = createPipeline({
    ...stores,
    ...base,
    random: Math.random,
    limits: { ...settings, lingerMs: settings.batchLingerMs },
  });
  closeLater(pipeline.stop);
  const contextImports = createContextImports({ ...stores, ...base, allowedSkewMs: settings.allowedSkewMs });
  stores.contextStream?.follow(createContextIntake({ imports: contextImports, log: base.log }));
  return pipeline;
}

function portsOf(stores: Stores): () => Promise<readonly PortStatus[]> {
  const { swipeLog, filter, roster, claims, swipeStore, counter, feed } = stores;
  const probes = {
    swipeLog,
    studentFilter: filter,
    roster,
    claims,
    swipeStore,
    uniqueCounter: counter,
    liveFeed: feed,
  };
  return () =>
    Promise.all(
      PORT_NAMES.map(async (port) => {
        const healthy = stores.isPrepared() && (await probes[port].healthy().catch(() => false));
        return { port, adapter: stores.servedBy[port], healthy };
      }),
    );
}

/** Health and metrics alone. @returns its URL */
async function openHealth({ settings, log, metrics, closeLater }: Base, stores: Stores): Promise<string> {
  const { host, port } = settings;
  const server = await createHealthServer({ host, port, log, readiness: portsOf(stores), metricsText: metrics.scrape });
  closeLater(server.close);
  return server.url;
}

async function openGateway(
  base: Base,
  stores: Stores,
  ingest: Pipeline | null,
): Promise<{ readonly url: string; readonly services: Services }> {
  const { settings, clock, log, campus, closeLater } = base;
  const imports = createRosterImports({ ...stores, clock, campus, log });
  const contextImports = createContextImports({ ...stores, ...base, allowedSkewMs: settings.allowedSkewMs });
  const simulator = await createSimulator({ ...stores, imports, clock, campus, log });
  closeLater(simulator.close);
  const live = await createLiveHub({
    ...stores,
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
  closeLater(live.close);
  const ports = portsOf(stores);
  const services: Services = {
    ...stores,
    clock,
    campus,
    log,
    imports,
    contextImports,
    simulator,
    live,
    about: {
      version: readVersion(),
      role: settings.role,
      startedAt: base.startedAt,
      allowedLatenessMs: settings.allowedLatenessMs,
      feedRetentionMs: settings.feedRetentionMs,
      outcomeRetentionMs: settings.claimTtlMs,
      defaultGraceMs: settings.graceMs,
      ports,
      ingest: () => ingest?.status() ?? null,
    },
  };
  const server = await createServer({
    host: settings.host,
    port: settings.port,
    schema,
    operator: OPERATOR,
    createContext: (viewer, connection) => createRequestContext(services, viewer, connection),
    freshContext: withFreshLoaders,
    endContext: forgetContext,
    hub: live,
    log,
    clock,
    readiness: ports,
    metricsText: base.metrics.scrape,
    webDir: fileURLToPath(new URL('../web', import.meta.url)),
    limits: settings,
    examples: EXAMPLES,
    toGraphQLError: (error) => toGraphQLError(error, log),
  });
  closeLater(server.close);
  return { url: server.url, services };
}
