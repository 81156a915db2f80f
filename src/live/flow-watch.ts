import { createFlow, type Flow } from '../analytics/windows/flow.ts';
import type { FlowContext, FlowWindow, WindowShape } from '../analytics/windows/window.ts';
import type { EpochMs } from '../core/campus-day.ts';
import type { Swipe } from '../core/swipe.ts';
import type { Clock } from '../ports/clock.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { Log } from '../ports/log.ts';
import { type FlowScope, type FlowStores, flowContext, flowRow, gatesOf, scopeSwipes } from './flow-source.ts';
import type { LiveStream, SnapshotFrame, WatchedWindow } from './frames.ts';
import { createSnapshotStream, type SnapshotSource } from './snapshot-stream.ts';

/** How often the clock and ingest's progress are looked at while anybody watches, and how soon swipes are. */
const LOOK_MS = 1_000;
const SWIPED_MS = 100;
/** Weather and incidents are read again so often. */
const CONTEXT_MS = 5_000;

export interface FlowWatchOptions extends FlowStores {
  readonly clock: Clock;
  readonly log: Log;
  readonly feed: Pick<LiveFeed, 'beat'>;
  readonly onDelivered: () => void;
}

/** Streams of windows that changed, began or became final; those who watch alike share one computation. */
export interface FlowWatch {
  readonly size: number;
  /** The current windows now, then each again when it changes or becomes final. @throws STORE_UNAVAILABLE, ROSTER_UNAVAILABLE */
  watch(scope: FlowScope, shape: WindowShape, intervalMs: number): Promise<LiveStream<SnapshotFrame<WatchedWindow>>>;
  swiped(swipe: Swipe): void;
  close(): void;
}

interface Watched {
  readonly scope: FlowScope;
  readonly shape: WindowShape;
  readonly sources: Set<SnapshotSource<WatchedWindow>>;
  /** null: to be made from the store, or made again. */
  flow: Flow | null;
  /** By where they begin. */
  readonly windows: Map<EpochMs, FlowWindow>;
  /** What came while the store was being read. */
  arrived: Swipe[] | null;
  /** Event ids that the store had already, and that the feed may still bring; null: none. */
  known: Set<string> | null;
  /** The newest receipt among these. */
  knownUntil: EpochMs;
  gateIds: Set<string>;
  contextAt: EpochMs;
  loading: Promise<void> | null;
  cancel: (() => void) | null;
  dueAt: EpochMs;
}

export function createFlowWatch(options: FlowWatchOptions): FlowWatch {
  const { clock, log, feed, onDelivered } = options;
  const all = new Map<string, Watched>();
  let size = 0;
  let closed = false;

  const progress = () => ({ now: clock.now(), processedThrough: feed.beat()?.processedThrough ?? null });

  const tell = (watched: Watched, windows: readonly FlowWindow[]): void => {
    for (const window of windows) {
      watched.windows.set(window.from, window);
      for (const source of watched.sources) mark(watched, source, window.from);
    }
  };
  const mark = (watched: Watched, source: SnapshotSource<WatchedWindow>, from: EpochMs): void =>
    source.mark(String(from), { window: () => watched.windows.get(from) ?? null });

  const readContext = async (watched: Watched): Promise<FlowContext> => {
    watched.contextAt = clock.now();
    return flowContext(options, watched.scope, watched.shape, watched.gateIds);
  };

  /** Makes the flow from the store; what the feed brings meanwhile is added after. */
  const load = async (watched: Watched): Promise<void> => {
    watched.arrived = [];
    const through = feed.beat()?.processedThrough ?? Number.NEGATIVE_INFINITY;
    try {
      const swipes = await scopeSwipes(options, watched.scope);
      watched.gateIds = new Set(gatesOf(watched.scope, swipes));
      const context = await readContext(watched);
      const flow = createFlow(watched.shape, swipes.map(flowRow), context);
      // Rows are stored before they are announced: those that ingest was not known to be through with may still come.
      const unsure = swipes.filter(({ receivedAt }) => receivedAt >= through);
      watched.known = new Set(unsure.map(({ eventId }) => eventId));
      watched.knownUntil = unsure.reduce((newest, { receivedAt }) => Math.max(newest, receivedAt), through);
      watched.flow = flow;
    } finally {
      const { arrived } = watched;
      watched.arrived = null;
      for (const swipe of arrived) take(watched, swipe);
    }
  };

  const take = (watched: Watched, swipe: Swipe): void => {
    if (watched.arrived !== null) {
      watched.arrived.push(swipe);
      return;
    }
    if (watched.flow === null || watched.known?.delete(swipe.eventId) === true) return;
    if (!watched.gateIds.has(swipe.gateId)) {
      // Incidents at this gate concern the scope from now on.
      watched.gateIds.add(swipe.gateId);
      watched.contextAt = Number.NEGATIVE_INFINITY;
    }
    if (!watched.flow.add(flowRow(swipe))) watched.flow = null;
  };

  /** Brings the windows up to now. @throws STORE_UNAVAILABLE, ROSTER_UNAVAILABLE */
  const refresh = async (watched: Watched): Promise<void> => {
    const before = watched.flow;
    if (before === null) await load(watched);
    else if (clock.now() - watched.contextAt >= CONTEXT_MS && !before.setContext(await readContext(watched))) {
      await load(watched);
    }
    const { flow } = watched;
    if (flow === null) return;
    const now = progress();
    if (watched.known !== null && (now.processedThrough ?? Number.NEGATIVE_INFINITY) > watched.knownUntil) {
      watched.known = null;
    }
    flow.advance(now);
    const changed = flow.changed();
    // A flow made anew tells all its windows: only those that are not as they were told count.
    tell(watched, flow === before ? changed : changed.filter((window) => !isTold(watched, window)));
  };

  /** `refresh`, one at a time. */
  const refreshed = (watched: Watched): Promise<void> => {
    watched.loading ??= refresh(watched).finally(() => {
      watched.loading = null;
      schedule(watched, LOOK_MS);
    });
    return watched.loading;
  };
  const look = (watched: Watched): void => {
    watched.cancel = null;
    refreshed(watched).catch((error: unknown) => log.warn('live.flow_failed', { reason: String(error) }));
  };
  const schedule = (watched: Watched, inMs: number): void => {
    if (closed || watched.sources.size === 0 || watched.loading !== null) return;
    const dueAt = clock.now() + inMs;
    if (watched.cancel !== null && watched.dueAt <= dueAt) return;
    watched.cancel?.();
    watched.dueAt = dueAt;
    watched.cancel = clock.setTimer(inMs, () => look(watched));
  };

  const watchedOf = (scope: FlowScope, shape: WindowShape): Watched => {
    const name = JSON.stringify([scope, shape]);
    const known = all.get(name);
    if (known !== undefined) return known;
    const made: Watched = {
      scope,
      shape,
      sources: new Set(),
      flow: null,
      windows: new Map(),
      arrived: null,
      known: null,
      knownUntil: Number.NEGATIVE_INFINITY,
      gateIds: new Set(),
      contextAt: Number.NEGATIVE_INFINITY,
      loading: null,
      cancel: null,
      dueAt: 0,
    };
    all.set(name, made);
    return made;
  };
  const leave = (watched: Watched, source: SnapshotSource<WatchedWindow>): void => {
    if (!watched.sources.delete(source)) return;
    size -= 1;
    if (watched.sources.size > 0) return;
    watched.cancel?.();
    watched.cancel = null;
    all.delete(JSON.stringify([watched.scope, watched.shape]));
  };

  return {
    get size() {
      return size;
    },
    async watch(scope, shape, intervalMs) {
      const watched = watchedOf(scope, shape);
      const source: SnapshotSource<WatchedWindow> = createSnapshotStream<WatchedWindow>({
        clock,
        intervalMs,
        onDelivered,
        onLeave: () => leave(watched, source),
      });
      // Watched from here on, so that nothing falls between the reading of the store and the first swipe of the feed.
      watched.sources.add(source);
      size += 1;
      try {
        for (const from of [...watched.windows.keys()].sort((a, b) => a - b)) mark(watched, source, from);
        if (watched.flow === null || watched.loading !== null) await refreshed(watched);
      } catch (error) {
        await source.stream.return?.();
        throw error;
      }
      return source.stream;
    },
    swiped(swipe) {
      for (const watched of all.values()) {
        if (!concerns(watched.scope, swipe)) continue;
        take(watched, swipe);
        // To be read again from the store: not at once, since others that are out of order mostly follow.
        schedule(watched, watched.flow === null ? LOOK_MS : SWIPED_MS);
      }
    },
    close() {
      closed = true;
      for (const watched of all.values()) {
        watched.cancel?.();
        for (const source of watched.sources) source.end();
      }
    },
  };
}

function concerns(scope: FlowScope, { lectureId, gateId, day }: Swipe): boolean {
  if (scope.day !== day) return false;
  return scope.kind === 'LECTURE' ? scope.lectureId === lectureId : scope.gateIds.includes(gateId);
}

function isTold({ windows }: Watched, window: FlowWindow): boolean {
  return JSON.stringify(windows.get(window.from)) === JSON.stringify(window);
}
