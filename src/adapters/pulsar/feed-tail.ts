import { comparePartitionPosition, type FeedEntry, type FeedPosition } from '../../core/feed.ts';
import type { Beat } from '../../core/status.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FeedTail } from '../../ports/live-feed.ts';
import type { Log } from '../../ports/log.ts';
import { after, type Place } from './feed-place.ts';
import type { FeedSource, OpenSource } from './feed-source.ts';
import type { FeedTopic } from './feed-topic.ts';
import type { FirstCopies } from './first-copies.ts';
import type { QuietStretches } from './quiet-stretches.ts';

const WAIT_MS = 60_000;
const RETRY_FIRST_MS = 100;
const RETRY_MAX_MS = 2_000;

export interface PulsarFeedTail extends FeedTail {
  readonly through: () => FeedPosition;
  /** Connected to every partition, and something has come from each. */
  readonly isHealthy: boolean;
  /** On each partition the newest beat; none has come where it is null. */
  readonly beats: readonly (Beat | null)[];
  /** Resolves once all that stands before the position has been delivered, or the tail is closed. */
  reached(position: FeedPosition): Promise<void>;
}

interface Lane {
  position: Place;
  beat: Beat | null;
  isConnected: boolean;
  isHeard: boolean;
  source: { close(): void } | null;
}

/** Follows every partition from its head, each by itself, and takes up again where it was whenever a connection is lost. */
export async function openFeedTail<T>(options: {
  readonly topic: FeedTopic;
  readonly open: OpenSource<T>;
  readonly copies: FirstCopies<T>;
  readonly quiet: Pick<QuietStretches, 'saw'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly deliver: (entries: readonly FeedEntry<T>[]) => void;
}): Promise<PulsarFeedTail> {
  const { topic, open, copies, quiet, clock, log, deliver } = options;
  const extents = await topic.extents();
  const lanes = extents.map(
    ({ head }): Lane => ({ position: head, beat: null, isConnected: false, isHeard: false, source: null }),
  );
  const waiting = new Set<() => void>();
  let closed = false;
  let wake: () => void = () => undefined;
  const closing = new Promise<void>((resolve) => {
    wake = resolve;
  });

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.setTimer(ms, resolve);
      closing.then(() => {
        cancel();
        resolve();
      });
    });
  const take = async (lane: Lane, partition: number, source: FeedSource<T>): Promise<void> => {
    const message = await source.next(WAIT_MS);
    if (message === null || closed) return;
    const kept = await copies.keep(partition, message);
    if (closed) return;
    const from = lane.position;
    const entries = kept.filter(({ at }) => comparePartitionPosition(at, from) > 0);
    try {
      if (entries.length > 0) deliver(entries);
    } finally {
      lane.position = after(message.entry);
      quiet.saw(partition, from, lane.position, message.lines.length === 0);
      lane.isHeard = true;
      if (message.beat !== null) lane.beat = later(lane.beat, message.beat);
      for (const check of [...waiting]) check();
    }
  };
  const follow = async (lane: Lane, partition: number): Promise<void> => {
    let delayMs = RETRY_FIRST_MS;
    while (!closed) {
      try {
        const source = await open(partition, lane.position);
        lane.source = source;
        lane.isConnected = true;
        while (!closed) {
          await take(lane, partition, source);
          delayMs = RETRY_FIRST_MS;
        }
      } catch (error) {
        if (lane.isConnected && !closed) log.warn('feed tail lost', { topic: topic.name, partition, error });
      }
      lane.isConnected = false;
      lane.source?.close();
      lane.source = null;
      await pause(delayMs * (0.5 + Math.random() / 2));
      delayMs = Math.min(delayMs * 2, RETRY_MAX_MS);
    }
  };
  const following = lanes.map(follow);

  return {
    position: extents.map(({ head }) => head),
    through: () => lanes.map(({ position }) => position),
    get isHealthy() {
      return lanes.every(({ isConnected, isHeard }) => isConnected && isHeard);
    },
    get beats() {
      return lanes.map(({ beat }) => beat);
    },
    reached: (position) =>
      new Promise((resolve) => {
        const check = (): void => {
          const isBehind = lanes.some((lane, at) => comparePartitionPosition(lane.position, position[at] ?? []) < 0);
          if (isBehind && !closed) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    async close() {
      closed = true;
      wake();
      for (const lane of lanes) lane.source?.close();
      for (const check of [...waiting]) check();
      await Promise.all(following);
    },
  };
}

/** What was processed stays so, even where another writer sees less of it. */
function later(known: Beat | null, beat: Beat): Beat {
  if (known === null || beat.processedThrough >= known.processedThrough) return beat;
  return { ...beat, processedThrough: known.processedThrough };
}
