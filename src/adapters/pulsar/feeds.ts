import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { createPulsarAnnouncer, type PulsarAnnouncer } from './announcer.ts';
import { type BeatWriter, type BeatWriterOptions, startBeats } from './beats.ts';
import { ATTEMPT_LINES, type FeedCodec, SWIPE_LINES } from './feed-codec.ts';
import { createFeedLanes } from './feed-lanes.ts';
import { createFeedProducers } from './feed-producers.ts';
import { createFeedTopic, type FeedTopic, type TopicAdmin } from './feed-topic.ts';
import { createPulsarLiveFeed, type PulsarLiveFeed } from './live-feed.ts';
import type { PulsarTransport } from './transport.ts';

export interface PulsarFeedsOptions {
  readonly admin: TopicAdmin;
  readonly transport: Pick<PulsarTransport, 'openReader' | 'openProducer'>;
  /** Full names, persistent://tenant/namespace/topic. */
  readonly topics: { readonly swipes: string; readonly invalidAttempts: string };
  /** As expected until the broker has been asked: an existing topic keeps its own. */
  readonly partitions: number;
  /** As `Feed.origin`; asked once anything is read. */
  readonly origin: () => number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Both feeds of one process, to read and to write. Nothing is connected before it is used; the transport is its owner's. */
export interface PulsarFeeds {
  readonly feed: PulsarLiveFeed;
  readonly announcer: PulsarAnnouncer;
  /** Ingest's signs of life, until closed. */
  startBeats(
    options: Pick<BeatWriterOptions, 'acquireLease' | 'releaseLease' | 'processedThrough' | 'paused'>,
  ): BeatWriter;
  close(): Promise<void>;
}

export function createPulsarFeeds(options: PulsarFeedsOptions): PulsarFeeds {
  const { admin, transport, partitions, clock, log } = options;
  const topicOf = (name: string) => createFeedTopic({ admin, name, partitions, now: clock.now });
  const topics = {
    swipes: topicOf(options.topics.swipes),
    invalidAttempts: topicOf(options.topics.invalidAttempts),
  };
  const feed = createPulsarLiveFeed({ ...options, topics });
  const lanesOf = <T>(topic: FeedTopic, codec: FeedCodec<T>) =>
    createFeedLanes({ topic, codec, producers: createFeedProducers({ topic, transport, now: clock.now }) });
  const swipes = lanesOf(topics.swipes, SWIPE_LINES);
  const invalidAttempts = lanesOf(topics.invalidAttempts, ATTEMPT_LINES);
  return {
    feed,
    announcer: createPulsarAnnouncer({ swipes, invalidAttempts }),
    startBeats: (beats) => startBeats({ ...beats, lanes: [swipes, invalidAttempts], clock, log }),
    async close() {
      await Promise.all([feed.close(), swipes.close(), invalidAttempts.close()]);
    },
  };
}
