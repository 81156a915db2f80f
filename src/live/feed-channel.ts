import { decodeCursor, encodeCursor } from '../core/cursor.ts';
import { RollcallError } from '../core/errors.ts';
import { type FeedEntry, type FeedPosition, furthest, isAhead } from '../core/feed.ts';
import type { Clock } from '../ports/clock.ts';
import type { Feed } from '../ports/live-feed.ts';
import { FeedGroup, type Member } from './feed-group.ts';
import type { FeedKind } from './feed-kind.ts';
import { FeedSubscription } from './feed-subscription.ts';
import { createFilterIndex, type FilterKeys } from './filter-index.ts';
import type { FeedFrame, FeedPage, FeedProgress, FeedRequest, LiveStream } from './frames.ts';
import type { Outlet } from './outlet.ts';
import { createPacer } from './pacer.ts';
import { createPullOutlet } from './pull-outlet.ts';
import { createReplay, cursorExpired } from './replay.ts';
import { SharedFrame } from './shared-frame.ts';
import { createTurns } from './turns.ts';

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
  /** Called with each run of entries as it comes. */
  readonly onEntries: (entries: readonly FeedEntry<T>[]) => void;
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

/** What a subscription needs of its channel. */
export interface ChannelCore<T, F extends FilterKeys>
  extends Pick<ChannelOptions<T, F>, 'feed' | 'kind' | 'clock' | 'limits' | 'progress'> {
  /** All before it has been offered to the groups. */
  readonly position: FeedPosition;
  readonly counts: { delivered: number; dropped: number };
  cursor(position: FeedPosition): string;
  frame(position: FeedPosition, entry: FeedEntry<T>): SharedFrame<T>;
  signOfLife(progress: FeedProgress): SharedFrame<T>;
  join(request: FeedRequest<F>, outlet: Outlet<FeedFrame<T>>, member: Member<T>): FeedGroup<T, F>;
  leave(group: FeedGroup<T, F>, member: Member<T>): void;
  left(subscription: FeedSubscription<T, F>): void;
}

export async function openFeedChannel<T, F extends FilterKeys>(
  options: ChannelOptions<T, F>,
): Promise<FeedChannel<T, F>> {
  const { feed, kind } = options;
  const groups = new Map<string, FeedGroup<T, F>>();
  const index = createFilterIndex<FeedGroup<T, F>>();
  const subscriptions = new Set<FeedSubscription<T, F>>();
  const counts = { delivered: 0, dropped: 0 };
  const turns = createTurns(options.clock);
  let position: readonly (readonly number[])[] = [];
  const cursor = (at: FeedPosition): string => encodeCursor(kind.name, at, feed.origin);

  /** @returns how many messages it makes */
  const offer = (entry: FeedEntry<T>): number => {
    position = position.map((own, partition) => (partition === entry.partition ? entry.at : own));
    let frame: SharedFrame<T> | null = null;
    let messages = 0;
    for (const group of index.candidates(kind.keysOf(entry.value))) {
      if (!kind.matches(group.filter, entry.value)) continue;
      frame ??= core.frame(position, entry);
      messages += group.offer(frame);
    }
    return messages;
  };
  const endAll = (code: 'SUBSCRIBER_TOO_SLOW' | 'SERVER_RESTARTING'): void => {
    for (const subscription of [...subscriptions]) subscription.end(code);
  };
  const pacer = createPacer<T>({
    name: kind.name,
    feed,
    clock: options.clock,
    turns,
    offer,
    position: () => position,
    onLost: () => endAll('SUBSCRIBER_TOO_SLOW'),
  });
  const tail = await feed.tail((entries) => {
    pacer.deliver(entries);
    options.onEntries(entries);
  });
  position = tail.position;
  const here = (): FeedPosition => {
    if (tail.through !== undefined && pacer.isIdle) position = furthest(position, tail.through());
    return position;
  };

  const core: ChannelCore<T, F> = {
    ...options,
    get position() {
      return here();
    },
    counts,
    cursor,
    frame: (at, entry) => new SharedFrame(cursor, at, entry, null),
    signOfLife: (progress) => new SharedFrame<T>(cursor, here(), null, progress),
    join(request, outlet, member) {
      const key = `${outlet.share} ${kind.nameOf(request.filter)}`;
      const known = groups.get(key);
      const group =
        known ??
        new FeedGroup<T, F>({
          key,
          filter: request.filter,
          clock: options.clock,
          turns,
          progressEveryMs: request.progressEveryMs,
          render: (frame) => outlet.render(frame),
          progress: options.progress,
          signOfLife: core.signOfLife,
        });
      if (known === undefined) {
        groups.set(key, group);
        index.add(group.filter, group);
      }
      group.join(member);
      return group;
    },
    leave(group, member) {
      group.leave(member);
      if (group.members.size > 0 || groups.get(group.key) !== group) return;
      groups.delete(group.key);
      index.remove(group.filter, group);
    },
    left: (subscription) => subscriptions.delete(subscription),
  };

  /** @throws CURSOR_INVALID, CURSOR_EXPIRED with the oldest cursor that is still good */
  const positionOf = async (text: string): Promise<FeedPosition> => {
    const from = decodeCursor(kind.name, text, feed.partitions, feed.origin);
    const [oldest, head] = await Promise.all([feed.oldest(), feed.head()]);
    if (isAhead(from, head)) {
      throw new RollcallError('CURSOR_INVALID', undefined, { argument: 'after' });
    }
    if (isAhead(oldest, from)) throw cursorExpired(kind.name, oldest, feed.origin);
    return from;
  };

  return {
    get position() {
      return here();
    },
    get subscribers() {
      return subscriptions.size;
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
      const outlet = createPullOutlet<FeedFrame<T>>(`pull ${request.progressEveryMs ?? ''}`, ({ value }) =>
        value === null ? 0 : kind.sizeOf(value),
      );
      const subscription = new FeedSubscription<T, F>(core, request, from, outlet);
      subscriptions.add(subscription);
      const stream = outlet.streamOf(subscription);
      stream.attach = (other) => subscription.attach(other);
      return stream;
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
      endAll('SERVER_RESTARTING');
      pacer.close();
      await tail.close();
    },
  };
}
