import { RollcallError } from '../../core/errors.ts';
import { comparePartitionPosition } from '../../core/feed.ts';
import type { FeedCodec } from './feed-codec.ts';
import { after, type Place, partitionOf, placeText } from './feed-place.ts';
import type { FeedTopic } from './feed-topic.ts';
import type { PulsarTransport, TransportProducer } from './transport.ts';

/** Payload of one message; as base64 in JSON it stays below the megabyte that a WebSocket frame may have. */
const MESSAGE_BYTES_MAX = 512 * 1_024;

export interface Announcement<T> {
  readonly value: T;
  /** It may have been announced before, after that place; '' unknown. Null: by no other process. */
  readonly floor: string | null;
}

/** The write side of one feed: its partitions' producers, and what is known of where their ends are. */
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

interface Lane {
  newest: Place | null;
  producer: Promise<TransportProducer> | null;
}

export function createFeedLanes<T>(options: {
  readonly topic: FeedTopic;
  readonly codec: FeedCodec<T>;
  readonly transport: Pick<PulsarTransport, 'openProducer'>;
}): FeedLanes<T> {
  const { topic, codec, transport } = options;
  const lanes: Lane[] = [];
  /** Sent, and not known to be durable: the floor of each. A later try marks it as one that may be the second. */
  const unsettled = new Map<string, string>();
  let learning: Promise<void> | null = null;
  let closed = false;

  const laneOf = (partition: number): Lane => {
    lanes[partition] ??= { newest: null, producer: null };
    return lanes[partition];
  };
  const saw = (lane: Lane, place: Place): void => {
    if (lane.newest === null || comparePartitionPosition(lane.newest, place) < 0) lane.newest = place;
  };
  const floorText = (lane: Lane): string => (lane.newest === null ? '' : placeText(lane.newest));
  /** The next call opens another; what was sent on this one and not answered is told to have failed. */
  const drop = (lane: Lane, producer: Promise<TransportProducer>): void => {
    if (lane.producer !== producer) return;
    lane.producer = null;
    producer.then((open) => open.close()).catch(() => undefined);
  };
  const open = (lane: Lane, partition: number): Promise<TransportProducer> => {
    const opening = transport.openProducer({ topic: `${topic.name}-partition-${partition}`, batching: 'none' });
    lane.producer = opening;
    opening.then((producer) => producer.lost.then(() => drop(lane, opening))).catch(() => undefined);
    return opening;
  };
  const send = async (
    partition: number,
    payload: Uint8Array,
    properties: Readonly<Record<string, string>>,
  ): Promise<void> => {
    if (closed) throw new RollcallError('FEED_UNAVAILABLE');
    const lane = laneOf(partition);
    const opened = lane.producer ?? open(lane, partition);
    try {
      const producer = await opened;
      saw(lane, after(await producer.send({ key: '', payload, properties })));
    } catch (error) {
      drop(lane, opened);
      if (error instanceof RollcallError) throw error;
      throw new RollcallError('FEED_UNAVAILABLE', undefined, { cause: error });
    }
  };
  const lineOf = ({ value, floor }: Announcement<T>, lane: Lane): string => {
    const id = codec.idOf(value);
    const earlier = unsettled.get(id);
    // Another process's floor is the older one. Its being unknown is not: then it is found by time.
    const line = codec.encode({ value, floor: floor ?? earlier ?? null });
    if (earlier === undefined) unsettled.set(id, floor ?? floorText(lane));
    return line;
  };
  const sendLines = async (partition: number, announcements: readonly Announcement<T>[]): Promise<void> => {
    const lane = laneOf(partition);
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
      const line = lineOf(announcement, lane);
      // Ids are ASCII and short; a log position is ours.
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
          saw(laneOf(partition), head);
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
      const lane = laneOf(partitionOf(lectureId, topic.partitions));
      if (lane.newest === null) learn().catch(() => undefined);
      return floorText(lane);
    },
    learn,
    async close() {
      closed = true;
      await Promise.all(lanes.map(async ({ producer }) => (await producer?.catch(() => null))?.close()));
    },
  };
}

/** Fails as the first that failed, but only once all have ended. */
async function all(works: readonly Promise<void>[]): Promise<void> {
  const ended = await Promise.allSettled(works);
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}
