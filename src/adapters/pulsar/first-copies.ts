import { RollcallError } from '../../core/errors.ts';
import { comparePartitionPosition, type FeedEntry } from '../../core/feed.ts';
import type { FeedCodec } from './feed-codec.ts';
import { after, type EntryId, type Place, placeOf } from './feed-place.ts';
import type { FeedMessage, OpenSource, PlacedLine } from './feed-source.ts';
import type { FeedTopic } from './feed-topic.ts';

/** An announcement whose floor is not known was made no earlier than this before its swipe was received, by any clock. */
const CLOCKS_APART_MS = 5 * 60_000;
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
}

export function createFirstCopies<T>(options: {
  readonly codec: FeedCodec<T>;
  readonly topic: Pick<FeedTopic, 'placeAt'>;
  readonly open: OpenSource<T>;
}): FirstCopies<T> {
  const { codec, topic, open } = options;
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
  /** Reads on until the index holds all before the entry. */
  const extend = async (partition: number, index: Index, { ledger, entry }: EntryId): Promise<void> => {
    const until = [ledger, entry];
    if (comparePartitionPosition(index.through, until) >= 0) return;
    const source = await open(partition, index.through);
    try {
      for (;;) {
        // The entry itself ends it: it was read already, so it comes again.
        const message = await source.next(WAIT_MS);
        if (message === null) throw new RollcallError('FEED_UNAVAILABLE');
        const { entry: found } = message;
        if (comparePartitionPosition([found.ledger, found.entry], until) >= 0) return;
        add(index, message.lines);
        index.through = after(found);
      }
    } finally {
      source.close();
    }
  };
  const search = async (partition: number, message: FeedMessage<T>): Promise<readonly FeedEntry<T>[]> => {
    const floor = await earliestFloor(partition, message.lines);
    if (floor === null) return message.lines.map(({ at, value }) => ({ partition, at, value }));
    let index = indexes.get(partition);
    if (index === undefined || comparePartitionPosition(floor, index.from) < 0 || index.firsts.size > IDS_MAX) {
      index = { from: floor, through: floor, firsts: new Map() };
      indexes.set(partition, index);
    }
    await extend(partition, index, message.entry);
    add(index, message.lines);
    const own = after(message.entry);
    if (comparePartitionPosition(index.through, own) < 0) index.through = own;
    const { firsts } = index;
    return message.lines
      .filter(({ floor, value, at }) => {
        const first = firsts.get(codec.idOf(value));
        return floor === null || first === undefined || comparePartitionPosition(first, at) >= 0;
      })
      .map(({ at, value }) => ({ partition, at, value }));
  };

  return {
    async keep(partition, message) {
      if (message.lines.every(({ floor }) => floor === null)) {
        return message.lines.map(({ at, value }) => ({ partition, at, value }));
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
