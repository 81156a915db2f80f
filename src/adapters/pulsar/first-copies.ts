import { RollcallError } from '../../core/errors.ts';
import { comparePartitionPosition, type FeedEntry } from '../../core/feed.ts';
import type { Clock } from '../../ports/clock.ts';
import type { FeedCodec } from './feed-codec.ts';
import { after, type Place, placeOf } from './feed-place.ts';
import type { FeedMessage, OpenSource, PlacedLine } from './feed-source.ts';
import type { FeedTopic } from './feed-topic.ts';

/** An announcement whose floor is not known was made no earlier than this before its swipe was received, by any clock. */
const CLOCKS_APART_MS = 5 * 60_000;
/** Second announcements come in runs; what was read for one is forgotten when none follows. */
const KEPT_MS = 10_000;
/** Beyond this an index is begun anew. */
const IDS_MAX = 500_000;
const WAIT_MS = 10_000;

/**
 * Tells second announcements from first ones. A line that may be a second one says from where on the first can stand; that
 * stretch of its partition is read, and the line dropped when its id is found there. So the answer is a function of the
 * feed alone: the same for every process, for the tail, and for every cursor.
 */
export interface FirstCopies<T> {
  /** The message's lines that are no repetition. @throws FEED_UNAVAILABLE */
  keep(partition: number, message: FeedMessage<T>): Promise<readonly FeedEntry<T>[]>;
}

/** Where each id stands first between two places of a partition. */
interface Index {
  readonly from: Place;
  through: Place;
  readonly firsts: Map<string, Place>;
  /** Cancels that it is let go of. */
  keep: () => void;
}

export function createFirstCopies<T>(options: {
  readonly codec: FeedCodec<T>;
  readonly topic: Pick<FeedTopic, 'placeAt'>;
  readonly open: OpenSource<T>;
  readonly clock: Clock;
}): FirstCopies<T> {
  const { codec, topic, open, clock } = options;
  const indexes = new Map<number, Index>();
  /** One search at a time in a partition: the next is likely answered by what it read. */
  const searches = new Map<number, Promise<unknown>>();

  const earliestFloor = async (partition: number, lines: readonly PlacedLine<T>[]): Promise<Place | null> => {
    let earliest: Place | null = null;
    let unknownSince = Number.POSITIVE_INFINITY;
    for (const { floor, value } of lines) {
      if (floor === null) continue;
      const place = placeOf(floor);
      if (place === null) unknownSince = Math.min(unknownSince, codec.receivedAtOf(value));
      else if (earliest === null || comparePartitionPosition(place, earliest) < 0) earliest = place;
    }
    if (unknownSince === Number.POSITIVE_INFINITY) return earliest;
    const place = await topic.placeAt(partition, unknownSince - CLOCKS_APART_MS);
    return earliest === null || comparePartitionPosition(place, earliest) < 0 ? place : earliest;
  };
  const add = ({ firsts }: Index, lines: readonly PlacedLine<T>[]): void => {
    for (const { value, at } of lines) {
      const id = codec.idOf(value);
      if (!firsts.has(id)) firsts.set(id, at);
    }
  };
  /** Reads on until the index holds all before the message, or every line of it that is in doubt. */
  const extend = async (partition: number, index: Index, { entry, lines }: FeedMessage<T>): Promise<void> => {
    const until: Place = [entry.ledger, entry.entry];
    const isInDoubt = ({ floor, value }: PlacedLine<T>): boolean =>
      floor !== null && !index.firsts.has(codec.idOf(value));
    if (comparePartitionPosition(index.through, until) < 0 && lines.some(isInDoubt)) {
      const source = await open(partition, index.through);
      try {
        do {
          // The message itself comes again and ends it.
          const message = await source.next(WAIT_MS);
          if (message === null) throw new RollcallError('FEED_UNAVAILABLE');
          const next = after(message.entry);
          if (comparePartitionPosition(next, until) <= 0) add(index, message.lines);
          index.through = comparePartitionPosition(next, until) <= 0 ? next : until;
        } while (comparePartitionPosition(index.through, until) < 0 && lines.some(isInDoubt));
      } finally {
        source.close();
      }
    }
    if (comparePartitionPosition(index.through, until) < 0) return;
    add(index, lines);
    index.through = furthestPlace(index.through, after(entry));
  };
  const indexFrom = (partition: number, floor: Place): Index => {
    const known = indexes.get(partition);
    known?.keep();
    const isUsable =
      known !== undefined && comparePartitionPosition(floor, known.from) >= 0 && known.firsts.size <= IDS_MAX;
    const index = isUsable ? known : { from: floor, through: floor, firsts: new Map(), keep: () => undefined };
    indexes.set(partition, index);
    index.keep = clock.setTimer(KEPT_MS, () => {
      if (indexes.get(partition) === index) indexes.delete(partition);
    });
    return index;
  };
  const search = async (partition: number, message: FeedMessage<T>): Promise<readonly FeedEntry<T>[]> => {
    const earliest = await earliestFloor(partition, message.lines);
    if (earliest === null) return entriesOf(partition, message.lines);
    const index = indexFrom(partition, earliest);
    await extend(partition, index, message);
    const isFirst = ({ floor, value, at }: PlacedLine<T>): boolean => {
      const first = index.firsts.get(codec.idOf(value));
      return floor === null || first === undefined || comparePartitionPosition(first, at) >= 0;
    };
    return entriesOf(partition, message.lines.filter(isFirst));
  };

  return {
    async keep(partition, message) {
      if (message.lines.every(({ floor }) => floor === null)) {
        return entriesOf(partition, message.lines);
      }
      const before = searches.get(partition) ?? Promise.resolve();
      const found = before.then(() => search(partition, message));
      const settled = found.then(
        () => undefined,
        () => undefined,
      );
      searches.set(partition, settled);
      return found;
    },
  };
}

function entriesOf<T>(partition: number, lines: readonly PlacedLine<T>[]): readonly FeedEntry<T>[] {
  return lines.map(({ at, value }) => ({ partition, at, value }));
}

function furthestPlace(a: Place, b: Place): Place {
  return comparePartitionPosition(a, b) < 0 ? b : a;
}
