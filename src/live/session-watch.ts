import type { CampusClock, CampusDay } from '../core/campus-day.ts';
import { compareText } from '../core/paging.ts';
import type { Timetable } from '../core/roster.ts';
import type { SessionKey } from '../core/swipe.ts';
import { scheduledOn } from '../core/timetable.ts';
import type { Clock } from '../ports/clock.ts';
import type { LiveFeed } from '../ports/live-feed.ts';
import type { Log } from '../ports/log.ts';
import type { Roster } from '../ports/roster.ts';
import type { StudentFilter } from '../ports/student-filter.ts';
import type { SwipeStore } from '../ports/swipe-store.ts';
import type { LiveStream, SnapshotFrame } from './frames.ts';
import { createSnapshotStream, type SnapshotSource } from './snapshot-stream.ts';

/** How often the clock's instants, the roster and the day are looked at while anybody watches. */
const LOOK_MS = 1_000;

export interface SessionWatchOptions {
  readonly clock: Clock;
  readonly campus: CampusClock;
  readonly log: Log;
  readonly roster: Pick<Roster, 'timetable'>;
  readonly filter: Pick<StudentFilter, 'check'>;
  readonly swipeStore: Pick<SwipeStore, 'sessionKeys'>;
  readonly feed: Pick<LiveFeed, 'beat'>;
  readonly allowedLatenessMs: number;
  readonly onDelivered: () => void;
}

interface Watch {
  readonly source: SnapshotSource<SessionKey>;
  /** null: today, whichever it is. */
  readonly fixedDay: CampusDay | null;
  day: CampusDay;
  /** Every session is to be looked at again, and was not yet. */
  isStale: boolean;
  /** null: every lecture. */
  readonly lectureIds: ReadonlySet<string> | null;
}

/** Streams of sessions that may have changed: by a swipe, by the roster, or because an instant has passed. */
export interface SessionWatch {
  readonly size: number;
  /** @param fixedDay null: follows today over midnight */
  watch(
    fixedDay: CampusDay | null,
    lectureIds: ReadonlySet<string> | null,
    intervalMs: number,
  ): Promise<LiveStream<SnapshotFrame<SessionKey>>>;
  swiped(session: SessionKey): void;
  close(): void;
}

export function createSessionWatch(options: SessionWatchOptions): SessionWatch {
  const { clock, campus, roster, swipeStore, allowedLatenessMs } = options;
  const watches = new Set<Watch>();
  let cancel: (() => void) | null = null;
  let looking = false;
  let closed = false;
  let rosterGeneration = Number.NaN;
  let lookedAt = clock.now();
  let processedThrough = Number.NEGATIVE_INFINITY;

  const mark = ({ source, lectureIds }: Watch, lectureId: string, day: CampusDay): void => {
    if (lectureIds === null || lectureIds.has(lectureId)) source.mark(`${lectureId} ${day}`, { lectureId, day });
  };
  /** Every session of the watch's day: scheduled, or swiped at. */
  const markAll = async (watch: Watch): Promise<void> => {
    const { day } = watch;
    const ids = watch.lectureIds === null ? undefined : [...watch.lectureIds];
    const [timetable, swiped] = await Promise.all([
      roster.timetable(),
      swipeStore.sessionKeys({ from: day, to: day + 1 }, ids),
    ]);
    const lectures = new Set([...scheduledOn(timetable, day, campus).keys(), ...swiped.map((key) => key.lectureId)]);
    for (const lectureId of [...lectures].sort(compareText)) mark(watch, lectureId, day);
  };
  /** Sessions whose status turns on an instant between the last look and now. */
  const markTurned = (watch: Watch, timetable: Timetable, from: number, to: number): void => {
    for (const [lectureId, { startsAt, endsAt }] of scheduledOn(timetable, watch.day, campus)) {
      const turned = (at: number) => at > from && at <= to;
      if (turned(startsAt) || turned(endsAt)) mark(watch, lectureId, watch.day);
    }
  };

  const look = async (): Promise<void> => {
    const now = clock.now();
    const before = lookedAt;
    const today = campus.dayOf(now);
    const through = options.feed.beat()?.processedThrough ?? processedThrough;
    const finalBefore = processedThrough;
    const [{ rosterGeneration: generation }, timetable] = await Promise.all([
      options.filter.check([]),
      roster.timetable(),
    ]);
    const rosterChanged = generation !== rosterGeneration;
    for (const watch of [...watches]) {
      const finalAt = campus.startOf(watch.day + 1) + allowedLatenessMs;
      const nextDay = watch.fixedDay === null && watch.day !== today;
      const dayTurned = campus.startOf(watch.day + 1) > before && campus.startOf(watch.day + 1) <= now;
      if (nextDay) watch.day = today;
      if (nextDay || rosterChanged || dayTurned || (finalBefore < finalAt && through >= finalAt)) watch.isStale = true;
      if (watch.isStale) await markAll(watch);
      else markTurned(watch, timetable, before, now);
      watch.isStale = false;
    }
    // Only now: after a look that failed the next one covers its time too.
    lookedAt = now;
    processedThrough = through;
    rosterGeneration = generation;
  };
  const schedule = (): void => {
    if (cancel !== null || looking || closed || watches.size === 0) return;
    cancel = clock.setTimer(LOOK_MS, () => {
      cancel = null;
      looking = true;
      look()
        .catch((error: unknown) => options.log.warn('live.look_failed', { reason: String(error) }))
        .finally(() => {
          looking = false;
          schedule();
        });
    });
  };

  return {
    get size() {
      return watches.size;
    },
    async watch(fixedDay, lectureIds, intervalMs) {
      const source = createSnapshotStream<SessionKey>({
        clock,
        intervalMs,
        onDelivered: options.onDelivered,
        onLeave() {
          watches.delete(watch);
          if (watches.size > 0) return;
          cancel?.();
          cancel = null;
        },
      });
      const watch: Watch = { source, fixedDay, day: fixedDay ?? campus.dayOf(clock.now()), isStale: false, lectureIds };
      // Watched from here on, so that nothing falls between the first look and the first change.
      watches.add(watch);
      try {
        if (watches.size === 1) {
          lookedAt = clock.now();
          processedThrough = options.feed.beat()?.processedThrough ?? processedThrough;
          rosterGeneration = (await options.filter.check([])).rosterGeneration;
        }
        await markAll(watch);
      } catch (error) {
        await source.stream.return?.();
        throw error;
      }
      schedule();
      return source.stream;
    },
    swiped(session) {
      for (const watch of watches) if (watch.day === session.day) mark(watch, session.lectureId, session.day);
    },
    close() {
      closed = true;
      cancel?.();
      for (const { source } of watches) source.end();
    },
  };
}
