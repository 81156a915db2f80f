import { comparePartitionPosition } from '../../core/feed.ts';
import type { FeedCodec } from './feed-codec.ts';
import { after, type Place, partitionOf, placeText } from './feed-place.ts';
import type { FeedProducers } from './feed-producers.ts';
import type { FeedTopic } from './feed-topic.ts';

/** Payload of one message; as base64 in JSON it stays below the megabyte that a WebSocket frame may have. */
const MESSAGE_BYTES_MAX = 512 * 1_024;

export interface Announcement<T> {
  readonly value: T;
  /** It may have been announced before, after that place; '' unknown. Null: by no other process. */
  readonly floor: string | null;
}

/** The write side of one feed: its partitions, and what is known of where their ends are. */
export interface FeedLanes<T> {
  /** Resolves when all is durable. @throws FEED_UNAVAILABLE; MESSAGE_REJECTED */
  announce(announcements: readonly Announcement<T>[]): Promise<void>;
  /** A message without lines to every partition. @throws FEED_UNAVAILABLE */
  sign(properties: Readonly<Record<string, string>>): Promise<void>;
  /** Announcer.floorOf */
  floorOf(lectureId: string): string;
  /** Asks for the ends of the partitions, so that floors are known before the first announcement; asking for one does so too. */
  learn(): Promise<void>;
  close(): Promise<void>;
}

export function createFeedLanes<T>(options: {
  readonly topic: FeedTopic;
  readonly codec: FeedCodec<T>;
  readonly producers: FeedProducers;
}): FeedLanes<T> {
  const { topic, codec, producers } = options;
  const newest = new Map<number, Place>();
  /** Sent, and not known to be durable: the floor of each. A later try marks it as one that may be the second. */
  const unsettled = new Map<string, string>();
  let learning: Promise<void> | null = null;

  const saw = (partition: number, place: Place): void => {
    const known = newest.get(partition);
    if (known === undefined || comparePartitionPosition(known, place) < 0) newest.set(partition, place);
  };
  const floorText = (partition: number): string => placeText(newest.get(partition) ?? []);
  const send = async (
    partition: number,
    payload: Uint8Array,
    properties: Readonly<Record<string, string>>,
  ): Promise<void> => saw(partition, after(await producers.send(partition, payload, properties)));
  const lineOf = ({ value, floor }: Announcement<T>, partition: number): string => {
    const id = codec.idOf(value);
    const earlier = unsettled.get(id);
    // Another process's floor is the older one. Its being unknown is not: then it is found by time.
    const line = codec.encode({ value, floor: floor ?? earlier ?? null });
    if (earlier === undefined) unsettled.set(id, floor ?? floorText(partition));
    return line;
  };
  const sendLines = async (partition: number, announcements: readonly Announcement<T>[]): Promise<void> => {
    const sends: Promise<void>[] = [];
    let [lines, ids, sizeBytes]: [string[], string[], number] = [[], [], 0];
    const flush = (): void => {
      if (lines.length === 0) return;
      const sent = ids;
      const settled = send(partition, Buffer.from(lines.join('\n')), {}).then(() => {
        for (const id of sent) unsettled.delete(id);
      });
      sends.push(settled);
      [lines, ids, sizeBytes] = [[], [], 0];
    };
    for (const announcement of announcements) {
      const line = lineOf(announcement, partition);
      // Ids and log positions are ASCII: as many bytes as characters.
      if (sizeBytes + line.length + 1 > MESSAGE_BYTES_MAX) flush();
      lines.push(line);
      ids.push(codec.idOf(announcement.value));
      sizeBytes += line.length + 1;
    }
    flush();
    await all(sends);
  };
  const learn = (): Promise<void> => {
    learning ??= topic
      .extents()
      .then((extents) => {
        extents.forEach(({ head }, partition) => {
          saw(partition, head);
        });
      })
      .finally(() => {
        learning = null;
      });
    return learning;
  };

  return {
    async announce(announcements) {
      if (announcements.length === 0) return;
      const count = await topic.known();
      const byPartition = new Map<number, Announcement<T>[]>();
      for (const announcement of announcements) {
        const partition = partitionOf(codec.lectureOf(announcement.value), count);
        const found = byPartition.get(partition);
        if (found === undefined) byPartition.set(partition, [announcement]);
        else found.push(announcement);
      }
      await all([...byPartition].map(([partition, own]) => sendLines(partition, own)));
    },
    async sign(properties) {
      const count = await topic.known();
      const empty = new Uint8Array();
      await all(Array.from({ length: count }, (_, partition) => send(partition, empty, properties)));
    },
    floorOf(lectureId) {
      const partition = partitionOf(lectureId, topic.partitions);
      if (!newest.has(partition)) learn().catch(() => undefined);
      return floorText(partition);
    },
    learn,
    close: () => producers.close(),
  };
}

/** Fails as the first that failed, but only once all have ended. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(works);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
