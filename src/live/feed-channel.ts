import { decodeCursor, encodeCursor } from '../core/cursor.ts';
import { RollcallError } from '../core/errors.ts';
import { comparePartitionPosition, type FeedEntry, type FeedPosition, furthest, isAhead } from '../core/feed.ts';
import type { Clock } from '../ports/clock.ts';
import type { Feed } from '../ports/live-feed.ts';
import type { FeedKind } from './feed-kind.ts';
import { openFeedStream } from './feed-stream.ts';
import { createFilterIndex, type FilterKeys } from './filter-index.ts';
import type { FeedFrame, FeedPage, FeedProgress, FeedRequest, LiveStream } from './frames.ts';
import { createReplay, cursorExpired } from './replay.ts';
import type { PendingFrame, Subscriber } from './subscriber.ts';

/** Entries looked at by one call of `pull`, matching or not. */
const SCAN_MAX = 50_000;

export interface ChannelLimits {
  /** Bounds of one subscriber's queue. */
  readonly queueFrames: number;
  readonly queueBytes: number;
}

export interface ChannelOptions<T, F extends FilterKeys> {
  readonly feed: Feed<T>;
  readonly kind: FeedKind<T, F>;
  readonly clock: Clock;
  readonly limits: ChannelLimits;
  /** The state of ingest, for a reader that asks every so often. */
  readonly progress: (everyMs: number) => FeedProgress;
  /** Called with each run of entries, after the subscribers were offered it. */
  readonly onEntries: (entries: readonly FeedEntry<T>[]) => void;
}

/** Subscribers of equal filters: one match and one frame for all of them. */
interface Group<T, F> {
  readonly name: string;
  readonly filter: F;
  readonly members: Set<Member<T>>;
}

export interface Member<T> {
  readonly subscriber: Subscriber<T>;
  /** What the member had seen when it joined, while that is ahead of the tail; a page read by pull or elsewhere can be. */
  ahead: FeedPosition | null;
}

/** One feed's tail, its groups, and reading it by pull. */
export interface FeedChannel<T, F> {
  readonly position: FeedPosition;
  readonly subscribers: number;
  readonly groups: number;
  readonly delivered: number;
  readonly dropped: number;
  subscribe(request: FeedRequest<F>): Promise<LiveStream<FeedFrame<T>>>;
  pull(after: string | undefined, filter: F, first: number): Promise<FeedPage<T>>;
  /** Ends every stream with its cursor. */
  close(): Promise<void>;
}

/** What a stream needs of its channel. */
export interface ChannelCore<T, F> {
  readonly position: FeedPosition;
  cursor(position: FeedPosition): string;
  /** The position of a cursor that this channel wrote. */
  positionOf(cursor: string): FeedPosition;
  join(filter: F, member: Member<T>): () => void;
  counted(change: { delivered?: number; dropped?: number }): void;
}

export async function openFeedChannel<T, F extends FilterKeys>(
  options: ChannelOptions<T, F>,
): Promise<FeedChannel<T, F>> {
  const { feed, kind } = options;
  const groups = new Map<string, Group<T, F>>();
  const index = createFilterIndex<Group<T, F>>();
  const streams = new Set<{ end(): void }>();
  const counts = { delivered: 0, dropped: 0 };
  let position: readonly (readonly number[])[] = [];
  const cursor = (at: FeedPosition): string => encodeCursor(kind.name, at);

  /** What the member has seen is passed over, and no cursor of its takes it back there. */
  const offerAhead = (member: Member<T>, ahead: FeedPosition, entry: FeedEntry<T>, frame: PendingFrame<T>): void => {
    const after = furthest(position, ahead);
    if (!isAhead(ahead, position)) member.ahead = null;
    if (comparePartitionPosition(entry.at, ahead[entry.partition] ?? []) <= 0) return;
    member.subscriber.offer({ ...frame, cursor: () => cursor(after) });
  };
  const offer = (entry: FeedEntry<T>): void => {
    position = position.map((own, partition) => (partition === entry.partition ? entry.at : own));
    const after = position;
    let frame: PendingFrame<T> | null = null;
    for (const group of index.candidates(kind.keysOf(entry.value))) {
      if (!kind.matches(group.filter, entry.value)) continue;
      frame ??= shared(entry.value, kind.sizeOf(entry.value), () => cursor(after));
      for (const member of group.members) {
        if (member.ahead === null) member.subscriber.offer(frame);
        else offerAhead(member, member.ahead, entry, frame);
      }
    }
  };
  const tail = await feed.tail((entries) => {
    for (const entry of entries) offer(entry);
    options.onEntries(entries);
  });
  position = tail.position;
  const here = (): FeedPosition => {
    if (tail.through !== undefined) position = furthest(position, tail.through());
    return position;
  };

  const core: ChannelCore<T, F> = {
    get position() {
      return here();
    },
    cursor,
    positionOf: (text) => decodeCursor(kind.name, text, feed.partitions),
    join(filter, member) {
      const name = kind.nameOf(filter);
      const group = groups.get(name) ?? { name, filter, members: new Set<Member<T>>() };
      if (group.members.size === 0) {
        groups.set(name, group);
        index.add(filter, group);
      }
      group.members.add(member);
      return () => {
        group.members.delete(member);
        if (group.members.size > 0 || groups.get(name) !== group) return;
        groups.delete(name);
        index.remove(group.filter, group);
      };
    },
    counted({ delivered = 0, dropped = 0 }) {
      counts.delivered += delivered;
      counts.dropped += dropped;
    },
  };

  /** @throws CURSOR_INVALID, CURSOR_EXPIRED with the oldest cursor that is still good */
  const positionOf = async (text: string): Promise<FeedPosition> => {
    const from = decodeCursor(kind.name, text, feed.partitions);
    const [oldest, head] = await Promise.all([feed.oldest(), feed.head()]);
    if (isAhead(from, head)) {
      throw new RollcallError('CURSOR_INVALID', undefined, { argument: 'after' });
    }
    if (isAhead(oldest, from)) throw cursorExpired(kind.name, oldest);
    return from;
  };

  return {
    get position() {
      return here();
    },
    get subscribers() {
      return streams.size;
    },
    get groups() {
      return groups.size;
    },
    get delivered() {
      return counts.delivered;
    },
    get dropped() {
      return counts.dropped;
    },
    async subscribe(request) {
      const from = request.after === undefined ? null : await positionOf(request.after);
      const opened = openFeedStream({ ...options, core, request, from, onLeave: () => streams.delete(opened) });
      streams.add(opened);
      return opened.stream;
    },
    async pull(after, filter, first) {
      if (after === undefined) return { values: [], cursor: cursor(here()), caughtUp: true };
      const until = await feed.head();
      const replay = createReplay(kind.name, feed, await positionOf(after));
      const values: T[] = [];
      for (let scanned = 0; values.length < first && scanned < SCAN_MAX; scanned += 1) {
        const step = await replay.next(until);
        if (step === null) break;
        if (kind.matches(filter, step.entry.value)) values.push(step.entry.value);
      }
      return { values, cursor: cursor(replay.position), caughtUp: replay.hasReached(until) };
    },
    async close() {
      for (const stream of [...streams]) stream.end();
      await tail.close();
    },
  };
}

/** A frame that many queues share; its cursor is written when it is first asked for. */
export function shared<T>(value: T | null, bytes: number, write: () => string): PendingFrame<T> {
  let text: string | null = null;
  return {
    value,
    progress: null,
    bytes,
    cursor() {
      text ??= write();
      return text;
    },
  };
}
