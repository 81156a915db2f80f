import { createSystemClock } from '../../../src/adapters/node/clock.ts';
import { createPulsarFeeds, type PulsarFeeds } from '../../../src/adapters/pulsar/feeds.ts';
import { partitionTopic, topicPath } from '../../../src/adapters/pulsar/topics.ts';
import type { PulsarTransport } from '../../../src/adapters/pulsar/transport.ts';
import { SILENT } from '../../support/embedded.ts';
import { testAdmin, testNamespace } from './pulsar-log.ts';

const PARTITIONS = 4;
const DROP_TRIES = 20;

/** The two topics of the feeds, in a namespace of their own. */
export interface FeedTopics {
  readonly accepted: string;
  /** What one process has of them, over a transport that it closes. */
  open(transport: PulsarTransport): PulsarFeeds;
  /** Deletes everything that stands in the feeds. */
  expire(): Promise<void>;
  drop(): Promise<void>;
}

export async function makeFeedTopics(partitions = PARTITIONS): Promise<FeedTopics> {
  const admin = testAdmin();
  const namespace = testNamespace();
  const [accepted, invalid] = [
    `persistent://${namespace}/attendance-accepted`,
    `persistent://${namespace}/attendance-invalid`,
  ];
  await admin.change('PUT', `/namespaces/${namespace}`, {
    retention_policies: { retentionTimeInMinutes: -1, retentionSizeInMB: -1 },
    deduplicationEnabled: true,
  });
  for (const name of [accepted, invalid]) await admin.change('PUT', `${topicPath(name)}/partitions`, partitions);
  return {
    accepted,
    open(transport) {
      const feeds = createPulsarFeeds({
        admin,
        transport,
        topics: { swipes: accepted, invalidAttempts: invalid },
        partitions,
        origin: () => 7,
        clock: createSystemClock(),
        log: SILENT,
      });
      return {
        ...feeds,
        async close() {
          await feeds.close();
          await transport.close();
        },
      };
    },
    async expire() {
      const all = [accepted, invalid].flatMap((name) =>
        Array.from({ length: partitions }, (_, partition) => topicPath(partitionTopic(name, partition))),
      );
      for (const path of all) {
        // What is being written is never deleted: the topic begins a new ledger when it is loaded again.
        await admin.change('PUT', `${path}/unload`);
        await admin.get(`${path}/internalStats`);
        await admin.change('DELETE', `${path}/truncate`);
      }
    },
    async drop() {
      for (const name of [accepted, invalid]) await admin.change('DELETE', `${topicPath(name)}/partitions?force=true`);
      // The partitions go a moment after their topic.
      for (let tries = 1; ; tries += 1) {
        try {
          if (await admin.change('DELETE', `/namespaces/${namespace}`)) return;
        } catch (error) {
          if (tries === DROP_TRIES) throw error;
        }
      }
    },
  };
}
