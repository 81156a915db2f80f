import { createCampusClock } from '../../src/core/campus-day.ts';
import type { Lecture, Timetable } from '../../src/core/roster.ts';
import type { SimulationCounts, SimulationRecord } from '../../src/core/simulation.ts';
import type { SessionKey } from '../../src/core/swipe.ts';
import type { Ending, FeedFrame, LiveHub, LiveStream } from '../../src/live/frames.ts';
import { createLiveHub, type LiveHubOptions } from '../../src/live/hub.ts';
import { SILENT, START } from './embedded.ts';
import { createManualClock } from './manual-clock.ts';
import { createMemoryLiveFeed, type MemoryLiveFeed } from './memory-feed.ts';

export const LATENESS_MS = 20 * 60_000;

export interface LiveWorldOptions {
  readonly partitions?: number;
  readonly queueFrames?: number;
  readonly queueBytes?: number;
  readonly subscriptionsMax?: number;
  readonly timeZone?: string;
  readonly start?: number;
  /** Put between the hub and the feed. */
  readonly wrap?: (feed: MemoryLiveFeed) => LiveHubOptions['feed'];
}

/** Hubs over a feed in memory, with a roster, stored sessions and simulations that a test sets. */
export async function openLiveWorld(options: LiveWorldOptions = {}) {
  const clock = createManualClock(options.start ?? START);
  const feed = createMemoryLiveFeed(options.partitions);
  const roster = { lectures: new Map<string, Lecture>(), generation: 1, failures: 0 };
  const swiped: SessionKey[] = [];
  const simulation: { record: SimulationRecord | null; counts: SimulationCounts } = {
    record: null,
    counts: { accepted: 0, invalid: 0, duplicates: 0, malformed: 0 },
  };
  const listeners = new Set<(record: SimulationRecord) => void>();
  const open = (): Promise<LiveHub> =>
    createLiveHub({
      feed: options.wrap?.(feed) ?? feed,
      clock,
      campus: createCampusClock(options.timeZone ?? 'UTC'),
      log: SILENT,
      roster: { timetable: async (): Promise<Timetable> => ({ lectures: roster.lectures, changes: new Map() }) },
      filter: {
        async check() {
          if (roster.failures > 0) {
            roster.failures -= 1;
            throw new Error('the roster is out of reach');
          }
          return { maybe: [], trusted: true, rosterGeneration: roster.generation };
        },
      },
      swipeStore: {
        sessionKeys: async ({ from, to }, ids) =>
          swiped.filter(({ day, lectureId }) => day >= from && day < to && (ids?.includes(lectureId) ?? true)),
        sessionSwipes: async () => [],
        gateSwipes: async () => [],
      },
      campusContext: { segments: async () => [], weather: async () => [], incidents: async () => [] },
      simulator: {
        get: async (ids) => ids.map((id) => (simulation.record?.id === id ? simulation.record : null)),
        observed: async () => simulation.counts,
        onChange(listener) {
          listeners.add(listener);
          return () => {
            listeners.delete(listener);
          };
        },
      },
      allowedLatenessMs: LATENESS_MS,
      limits: {
        queueFrames: options.queueFrames ?? 1_024,
        queueBytes: options.queueBytes ?? 1_048_576,
        subscriptionsMax: options.subscriptionsMax ?? 1_000,
      },
    });
  let hub = await open();
  return {
    clock,
    feed,
    roster,
    swiped,
    simulation,
    listeners,
    get hub() {
      return hub;
    },
    /** Another hub over the same feed; the one before is left as it is. */
    async reopen(): Promise<LiveHub> {
      hub = await open();
      return hub;
    },
    change(record: SimulationRecord): void {
      simulation.record = record;
      for (const listener of [...listeners]) listener(record);
    },
  };
}

export type LiveWorld = Awaited<ReturnType<typeof openLiveWorld>>;

/** Lets everything run that waits for nothing but its turn. */
export async function turn(): Promise<void> {
  for (let round = 0; round < 3; round += 1) await new Promise((resume) => setImmediate(resume));
}

/** Reads a stream one `next()` at a time, and knows when one is waiting. */
export interface Reader<T> {
  readonly items: readonly (T | Ending)[];
  readonly done: boolean;
  readonly waiting: boolean;
  /** Reads until so many items have come by this call, the stream waits, or it is done. @returns what came since the call before */
  read(max?: number): Promise<readonly (T | Ending)[]>;
}

export function createReader<T>(stream: LiveStream<T>): Reader<T> {
  const items: (T | Ending)[] = [];
  let done = false;
  let waiting = false;
  let handed = 0;
  const pull = (): void => {
    waiting = true;
    void stream.next().then((item) => {
      waiting = false;
      if (item.done) done = true;
      else items.push(item.value);
    });
  };
  return {
    items,
    get done() {
      return done;
    },
    get waiting() {
      return waiting;
    },
    async read(max = Number.POSITIVE_INFINITY) {
      const begin = handed;
      await turn();
      while (!done && items.length - begin < max) {
        if (!waiting) pull();
        await turn();
        if (waiting) break;
      }
      handed = items.length;
      return items.slice(begin);
    },
  };
}

export const frames = <T>(items: readonly (FeedFrame<T> | Ending)[]): FeedFrame<T>[] =>
  items.flatMap((item) => (item.kind === 'FRAME' ? [item] : []));

/** The code and cursor of the ending among the items, if there is one. */
export function endingOf(items: readonly { readonly kind: string }[]): { code: string; cursor: string } | null {
  const ending = items.find((item): item is Ending => item.kind === 'ENDING');
  return ending === undefined ? null : { code: ending.error.code, cursor: String(ending.error.extensions.cursor) };
}
