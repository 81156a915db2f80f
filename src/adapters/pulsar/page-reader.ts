import { isRetriable, RollcallError } from '../../core/errors.ts';
import { comparePartitionPosition, type FeedEntry } from '../../core/feed.ts';
import type { Clock } from '../../ports/clock.ts';
import { after, type Place } from './feed-place.ts';
import type { FeedSource, OpenSource } from './feed-source.ts';
import type { FeedTopic } from './feed-topic.ts';
import type { FirstCopies } from './first-copies.ts';
import type { QuietStretches } from './quiet-stretches.ts';

/** Replays that go on page by page keep their sources; beyond this the one idle longest is closed. */
const IDLE_MAX = 64;
const IDLE_MS = 5_000;
/** Silence after which the broker is asked whether there is more at all. */
const SILENCE_MS = 100;
const PATIENCE_MS = 15_000;

export interface PageReader<T> {
  /** Feed.read */
  read(partition: number, from: Place, until: Place, max: number): Promise<readonly FeedEntry<T>[]>;
  close(): void;
}

/** A source between two pages. */
interface Cursor<T> {
  readonly partition: number;
  /** Null until it is needed. */
  source: FeedSource<T> | null;
  /** Read and not handed out yet. */
  pending: readonly FeedEntry<T>[];
  /** Through here everything was handed out or is pending. */
  through: Place;
}

export function createPageReader<T>(options: {
  readonly topic: FeedTopic;
  readonly open: OpenSource<T>;
  readonly copies: FirstCopies<T>;
  readonly quiet: QuietStretches;
  readonly clock: Clock;
}): PageReader<T> {
  const { topic, open, copies, quiet, clock } = options;
  const idle = new Map<string, { readonly cursor: Cursor<T>; readonly cancel: () => void }>();
  let closed = false;

  const keyOf = (partition: number, place: Place): string => `${partition}:${place.join('.')}`;
  const take = (key: string): Cursor<T> | null => {
    const found = idle.get(key);
    if (found === undefined) return null;
    idle.delete(key);
    found.cancel();
    return found.cursor;
  };
  const put = (cursor: Cursor<T>, place: Place): void => {
    const key = keyOf(cursor.partition, place);
    take(key)?.source?.close();
    if (closed) {
      cursor.source?.close();
      return;
    }
    const cancel = clock.setTimer(IDLE_MS, () => take(key)?.source?.close());
    idle.set(key, { cursor, cancel });
    for (const oldest of idle.keys()) {
      if (idle.size <= IDLE_MAX) break;
      take(oldest)?.source?.close();
    }
  };
  /** True when the partition holds nothing between the two places. */
  const isEmptyBetween = async (partition: number, from: Place, until: Place): Promise<boolean> => {
    const extent = (await topic.extents())[partition];
    if (extent === undefined) return true;
    return comparePartitionPosition(extent.oldest, until) >= 0 || comparePartitionPosition(extent.head, from) <= 0;
  };
  const skipQuiet = (cursor: Cursor<T>): void => {
    const end = quiet.endOf(cursor.partition, cursor.through);
    if (end === null) return;
    cursor.source?.close();
    cursor.source = null;
    cursor.through = end;
  };
  /** Reads until there is something to hand out. @returns false: nothing lies before `until` */
  const fill = async (cursor: Cursor<T>, from: Place, until: Place): Promise<boolean> => {
    const startedAt = clock.now();
    while (cursor.pending.length === 0) {
      skipQuiet(cursor);
      if (comparePartitionPosition(cursor.through, until) >= 0) return false;
      cursor.source ??= await open(cursor.partition, cursor.through);
      const message = await cursor.source.next(SILENCE_MS);
      if (message === null) {
        if (await isEmptyBetween(cursor.partition, cursor.through, until)) return false;
        if (clock.now() - startedAt > PATIENCE_MS) throw new RollcallError('FEED_UNAVAILABLE');
        continue;
      }
      const { ledger, entry } = message.entry;
      // Not the next one: retention may have passed over some in between.
      if (comparePartitionPosition([ledger, entry], cursor.through) > 0) topic.forget();
      const kept = await copies.keep(cursor.partition, message);
      cursor.pending = kept.filter(({ at }) => comparePartitionPosition(at, from) > 0);
      cursor.through = after(message.entry);
    }
    return true;
  };

  const pageOf = async (cursor: Cursor<T>, from: Place, until: Place, max: number): Promise<FeedEntry<T>[]> => {
    const page: FeedEntry<T>[] = [];
    try {
      while (page.length < max && (await fill(cursor, from, until))) {
        const beyond = cursor.pending.findIndex(({ at }) => comparePartitionPosition(at, until) > 0);
        const due = Math.min(beyond === -1 ? cursor.pending.length : beyond, max - page.length);
        page.push(...cursor.pending.slice(0, due));
        cursor.pending = cursor.pending.slice(due);
        if (due === 0) break;
      }
    } catch (error) {
      cursor.source?.close();
      throw error;
    }
    put(cursor, page.at(-1)?.at ?? until);
    return page;
  };
  return {
    async read(partition, from, until, max) {
      await topic.known();
      if (comparePartitionPosition(from, until) >= 0) return [];
      const kept = take(keyOf(partition, from));
      if (kept !== null) {
        try {
          return await pageOf(kept, from, until, max);
        } catch (error) {
          // Its connection may have been lost long ago, which says nothing of now.
          if (!isRetriable(error)) throw error;
        }
      }
      return pageOf({ partition, source: null, pending: [], through: from.slice(0, 2) }, from, until, max);
    },
    close() {
      closed = true;
      for (const key of [...idle.keys()]) take(key)?.source?.close();
    },
  };
}
