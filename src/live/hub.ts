import type { CampusClock } from '../core/campus-day.ts';
import { RollcallError } from '../core/errors.ts';
import type { InvalidAttempt, Swipe } from '../core/swipe.ts';
import type { InvalidAttemptFilter, SwipeFilter } from '../core/swipe-filter.ts';
import type { CampusContext } from '../ports/campus-context.ts';
import type { Clock } from '../ports/clock.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { Log } from '../ports/log.ts';
import type { Roster } from '../ports/roster.ts';
import type { Simulator } from '../ports/simulator.ts';
import type { StudentFilter } from '../ports/student-filter.ts';
import type { SwipeStore } from '../ports/swipe-store.ts';
import { type ChannelLimits, openFeedChannel } from './feed-channel.ts';
import { INVALID_ATTEMPTS, SWIPES } from './feed-kind.ts';
import { createFlowWatch } from './flow-watch.ts';
import type { FeedProgress, LiveHub, LiveStream } from './frames.ts';
import { openLateChannel } from './late-channel.ts';
import { createSessionWatch } from './session-watch.ts';
import { createSimulationWatch } from './simulation-watch.ts';

/** Ingest that has not been heard of for so many intervals says nothing about now. */
const BEATS_MISSED = 3;

export interface LiveHubOptions {
  readonly feed: LiveFeed;
  readonly roster: Pick<Roster, 'timetable'>;
  readonly filter: Pick<StudentFilter, 'check'>;
  readonly swipeStore: Pick<SwipeStore, 'sessionKeys' | 'sessionSwipes' | 'gateSwipes'>;
  readonly campusContext: Pick<CampusContext, 'segments' | 'weather' | 'incidents'>;
  readonly simulator: Pick<Simulator, 'get' | 'onChange' | 'observed'>;
  readonly clock: Clock;
  readonly campus: CampusClock;
  readonly log: Log;
  readonly allowedLatenessMs: number;
  readonly limits: ChannelLimits & {
    /** Streams open at once; one more is LIMIT_EXCEEDED. */
    readonly subscriptionsMax: number;
  };
}

/** Follows both feeds from their heads and serves every subscription of this process. */
export async function createLiveHub(options: LiveHubOptions): Promise<LiveHub> {
  const { feed, clock, log, allowedLatenessMs, limits } = options;
  let closing: Promise<unknown> | null = null;
  let snapshots = 0;
  const onDelivered = (): void => {
    snapshots += 1;
  };
  const progress = (everyMs: number): FeedProgress => {
    const at = clock.now();
    const beat = feed.beat();
    if (beat === null || at - beat.at > BEATS_MISSED * everyMs) return { at, watermark: null, lagMs: null };
    const lagMs = Math.max(at - beat.processedThrough, 0);
    return { at, watermark: beat.processedThrough - allowedLatenessMs, lagMs };
  };
  const sessions = createSessionWatch({ ...options, onDelivered });
  const flows = createFlowWatch({ ...options, onDelivered });
  const simulations = createSimulationWatch({ ...options, onDelivered });
  const swipes = await openLateChannel(
    () =>
      openFeedChannel<Swipe, SwipeFilter>({
        feed: feed.swipes,
        kind: SWIPES,
        clock,
        limits,
        progress,
        onEntries(entries) {
          if (sessions.size > 0) for (const { value } of entries) sessions.swiped(value);
          if (flows.size > 0) for (const { value } of entries) flows.swiped(value);
        },
      }),
    options,
  );
  const attempts = await openLateChannel(
    () =>
      openFeedChannel<InvalidAttempt, InvalidAttemptFilter>({
        feed: feed.invalidAttempts,
        kind: INVALID_ATTEMPTS,
        clock,
        limits,
        progress,
        onEntries: () => undefined,
      }),
    options,
  );

  const subscribers = () => swipes.subscribers + attempts.subscribers + sessions.size + flows.size + simulations.size;
  /** Those being opened that no other count holds yet, so that many at once do not pass the limit together. */
  let opening = 0;
  const admitted = async <T>(open: () => Promise<LiveStream<T>>): Promise<LiveStream<T>> => {
    if (closing !== null) throw new RollcallError('SERVER_RESTARTING');
    if (subscribers() + opening >= limits.subscriptionsMax) {
      throw new RollcallError('LIMIT_EXCEEDED', `At most ${limits.subscriptionsMax} subscriptions are open at once.`);
    }
    const before = subscribers();
    const opened = open();
    const uncounted = subscribers() > before ? 0 : 1;
    opening += uncounted;
    try {
      const stream = await opened;
      if (closing === null) return stream;
      await stream.return?.();
      throw new RollcallError('SERVER_RESTARTING');
    } finally {
      opening -= uncounted;
    }
  };

  return {
    swipes: (request) => admitted(() => swipes.subscribe(request)),
    invalidAttempts: (request) => admitted(() => attempts.subscribe(request)),
    session: (lectureId, day, intervalMs) =>
      admitted(() => sessions.watch(day ?? options.campus.dayOf(clock.now()), new Set([lectureId]), intervalMs)),
    sessions: (day, lectureIds, intervalMs) => admitted(() => sessions.watch(day, lectureIds, intervalMs)),
    flow: (scope, shape, intervalMs) => admitted(() => flows.watch(scope, shape, intervalMs)),
    simulation: (id, intervalMs) => admitted(() => simulations.watch(id, intervalMs)),
    pullSwipes: swipes.pull,
    pullInvalidAttempts: attempts.pull,
    status: () => ({
      subscribers: subscribers(),
      groups: swipes.groups + attempts.groups + sessions.size + flows.size + simulations.size,
      delivered: swipes.delivered + attempts.delivered + snapshots,
      dropped: swipes.dropped + attempts.dropped,
    }),
    async close() {
      if (closing === null) {
        log.info('live.closing', { subscribers: subscribers() });
        sessions.close();
        flows.close();
        simulations.close();
        closing = Promise.all([swipes.close(), attempts.close()]);
      }
      await closing;
    },
  };
}
