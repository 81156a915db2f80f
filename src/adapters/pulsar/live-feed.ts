import type { FeedPosition } from '../../core/feed.ts';
import type { InvalidAttempt, Swipe } from '../../core/swipe.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Feed, LiveFeed } from '../../ports/live-feed.ts';
import type { Log } from '../../ports/log.ts';
import { wholeBeat } from './beats.ts';
import { ATTEMPT_LINES, type FeedCodec, SWIPE_LINES } from './feed-codec.ts';
import { partitionOf } from './feed-place.ts';
import { type ReadingTransport, sourcesOf } from './feed-source.ts';
import { openFeedTail, type PulsarFeedTail } from './feed-tail.ts';
import type { FeedTopic } from './feed-topic.ts';
import { createFirstCopies } from './first-copies.ts';
import { createPageReader } from './page-reader.ts';
import { createQuietStretches } from './quiet-stretches.ts';

export interface PulsarFeed<T> extends Feed<T> {
  readonly tails: ReadonlySet<PulsarFeedTail>;
  /** Resolves once every tail of this process has delivered what stood in the feed when it was asked. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface PulsarLiveFeed extends LiveFeed {
  readonly swipes: PulsarFeed<Swipe>;
  readonly invalidAttempts: PulsarFeed<InvalidAttempt>;
  close(): Promise<void>;
}

/** The feeds are there while Pulsar is: until it first answers, `partitions` is what was expected. */
export function createPulsarLiveFeed(options: {
  readonly topics: { readonly swipes: FeedTopic; readonly invalidAttempts: FeedTopic };
  readonly origin: () => number;
  readonly transport: ReadingTransport;
  readonly clock: Clock;
  readonly log: Log;
}): PulsarLiveFeed {
  const { topics } = options;
  const swipes = createFeed({ ...options, topic: topics.swipes, codec: SWIPE_LINES });
  const invalidAttempts = createFeed({ ...options, topic: topics.invalidAttempts, codec: ATTEMPT_LINES });
  const tails = (): PulsarFeedTail[] => [...swipes.tails, ...invalidAttempts.tails];
  return {
    swipes,
    invalidAttempts,
    beat: () => wholeBeat(tails().flatMap(({ beats }) => beats)),
    async healthy() {
      const open = tails();
      if (open.length > 0) return open.every(({ isHealthy }) => isHealthy);
      try {
        await Promise.all([topics.swipes.recentExtents(), topics.invalidAttempts.recentExtents()]);
        return true;
      } catch {
        return false;
      }
    },
    async close() {
      await Promise.all([swipes.close(), invalidAttempts.close()]);
    },
  };
}

function createFeed<T>(options: {
  readonly topic: FeedTopic;
  readonly origin: () => number;
  readonly codec: FeedCodec<T>;
  readonly transport: ReadingTransport;
  readonly clock: Clock;
  readonly log: Log;
}): PulsarFeed<T> {
  const { topic, origin, codec, transport, clock, log } = options;
  const open = sourcesOf(topic.name, codec, transport);
  const copies = createFirstCopies({ codec, topic, open, clock });
  const quiet = createQuietStretches();
  const pages = createPageReader({ topic, open, copies, quiet, clock });
  const tails = new Set<PulsarFeedTail>();
  const head = async (): Promise<FeedPosition> => (await topic.extents()).map((extent) => extent.head);
  return {
    tails,
    get partitions() {
      return topic.partitions;
    },
    get origin() {
      return origin();
    },
    partitionOf: (lectureId) => partitionOf(lectureId, topic.partitions),
    head,
    oldest: async () => (await topic.recentExtents()).map((extent) => extent.oldest),
    read: pages.read,
    async tail(deliver) {
      const tail = await openFeedTail({ topic, open, copies, quiet, clock, log, deliver });
      tails.add(tail);
      return {
        position: tail.position,
        through: tail.through,
        async close() {
          tails.delete(tail);
          await tail.close();
        },
      };
    },
    async settled() {
      const position = await head();
      await Promise.all([...tails].map((tail) => tail.reached(position)));
    },
    async close() {
      pages.close();
      await Promise.all([...tails].map((tail) => tail.close()));
      tails.clear();
    },
  };
}
