import type { EpochMs } from '../../core/campus-day.ts';
import { RollcallError } from '../../core/errors.ts';
import type { Place } from './feed-place.ts';
import { createLedgerStarts, type Extent, ledgersOf, member } from './ledger-starts.ts';
import { partitionTopic, topicPath } from './topics.ts';

/** What a feed's topic needs of Pulsar's HTTP API. */
export interface TopicAdmin {
  /**
   * @param path below the API's version, such as /persistent/public/default/topic/partitions
   * @returns the JSON of the answer; null: there is no such thing
   * @throws when it cannot be reached or refuses
   */
  get(path: string): Promise<unknown>;
}

/** One feed's topic as the broker's HTTP API tells of it. Every method @throws FEED_UNAVAILABLE. */
export interface FeedTopic {
  /** Full name, without the partition. */
  readonly name: string;
  /** As expected until the broker has been asked. */
  readonly partitions: number;
  /** Resolves once the broker has said how many there are. */
  known(): Promise<number>;
  /** Of every partition, as it is at some moment after the call. Cost: one request; concurrent calls share them. */
  extents(): Promise<readonly Extent[]>;
  /** The same, but may be from some seconds ago. */
  recentExtents(): Promise<readonly Extent[]>;
  /** Makes the next `recentExtents` ask. */
  forget(): void;
  /** Before the first message of the partition that was published at or after the instant. */
  placeAt(partition: number, at: EpochMs): Promise<Place>;
}

/** A replay asks for the oldest position after each page; what it read is itself the proof unless it met a gap. */
const RECENT_MS = 2_000;

export function createFeedTopic(options: {
  readonly admin: TopicAdmin;
  readonly name: string;
  readonly partitions: number;
  readonly now: () => EpochMs;
}): FeedTopic {
  const { admin, name, now } = options;
  const path = topicPath(name);
  let partitions: number | null = null;
  let counting: Promise<number> | null = null;
  let asking: Promise<readonly Extent[]> | null = null;
  let following: Promise<readonly Extent[]> | null = null;
  let forgotten = 0;
  let recent: { readonly extents: readonly Extent[]; readonly at: EpochMs } | null = null;
  const starts: ReturnType<typeof createLedgerStarts>[] = [];

  const get = async (below: string): Promise<unknown> => {
    let answer: unknown;
    try {
      answer = await admin.get(path + below);
    } catch (cause) {
      throw cause instanceof RollcallError ? cause : new RollcallError('FEED_UNAVAILABLE', undefined, { cause });
    }
    if (answer === null) throw unavailable(`${name} does not exist`);
    return answer;
  };
  const count = async (): Promise<number> => {
    const found = member(await get('/partitions'), 'partitions');
    if (typeof found !== 'number' || found < 1) throw unavailable(`${name} is not a partitioned topic`);
    partitions = found;
    return found;
  };
  /** One request for all who ask meanwhile, so that they go on in their order. */
  const known = (): Promise<number> => {
    counting ??= count().catch((error: unknown) => {
      counting = null;
      throw error;
    });
    return counting;
  };
  const ask = async (): Promise<readonly Extent[]> => {
    const before = forgotten;
    const total = await known();
    const all = member(await get('/partitioned-internalStats'), 'partitions');
    const extents: Extent[] = [];
    for (let partition = 0; partition < total; partition += 1) {
      const stats = member(all, partitionTopic(name, partition));
      const found = ledgersOf(stats);
      if (found === null) throw unavailable(`no ledgers are told of ${name}-partition-${partition}`);
      const remembered = starts[partition] ?? createLedgerStarts();
      starts[partition] = remembered;
      extents.push(remembered.extent(found));
    }
    if (before === forgotten) recent = { extents, at: now() };
    return extents;
  };
  /** An answer may serve only those who asked before it was. */
  const extents = (): Promise<readonly Extent[]> => {
    if (asking === null) {
      asking = ask().finally(() => {
        asking = null;
      });
      return asking;
    }
    following ??= asking
      .catch(() => undefined)
      .then(() => {
        following = null;
        return extents();
      });
    return following;
  };

  return {
    name,
    get partitions() {
      return partitions ?? options.partitions;
    },
    known,
    extents,
    async recentExtents() {
      const age = recent === null ? Number.POSITIVE_INFINITY : now() - recent.at;
      return recent !== null && age >= 0 && age < RECENT_MS ? recent.extents : extents();
    },
    forget() {
      recent = null;
      forgotten += 1;
    },
    async placeAt(partition, at) {
      const found = await get(`-partition-${partition}/messageid/${Math.max(Math.floor(at), 0)}`);
      const [ledger, entry] = [member(found, 'ledgerId'), member(found, 'entryId')];
      if (typeof ledger !== 'number' || typeof entry !== 'number') throw unavailable('no message id in the answer');
      return [ledger, Math.max(entry, 0)];
    },
  };
}

function unavailable(reason: string): RollcallError {
  return new RollcallError('FEED_UNAVAILABLE', undefined, { cause: new Error(reason) });
}
