import { randomBytes } from 'node:crypto';
import { createSystemClock } from '../../../src/adapters/node/clock.ts';
import { createPulsarAdmin } from '../../../src/adapters/pulsar/admin.ts';
import { createPulsarFeeds, type PulsarFeeds } from '../../../src/adapters/pulsar/feeds.ts';
import { partitionTopic, topicPath } from '../../../src/adapters/pulsar/topics.ts';
import type { PulsarTransport } from '../../../src/adapters/pulsar/transport.ts';
import { createWebSocketTransport } from '../../../src/adapters/pulsar/websocket-transport.ts';
import { SILENT } from '../../support/embedded.ts';

const PARTITIONS = 4;
const DROP_TRIES = 20;

/** The two topics of the feeds, in a namespace of their own. */
export interface FeedTopics {
  readonly accepted: string;
  /** What one process has of them, over a transport that it closes. */
  open(transport?: PulsarTransport): PulsarFeeds;
  /** Deletes everything that stands in the feeds. */
  expire(): Promise<void>;
  drop(): Promise<void>;
}

/** @throws when no broker is named: asked for and absent is a failure */
export function pulsarUrls(): { readonly service: string; readonly admin: string } {
  const { PULSAR_SERVICE_URL: service = '', PULSAR_ADMIN_URL: admin = '' } = process.env;
  if (service === '' || admin === '')
    throw new Error('PULSAR_SERVICE_URL and PULSAR_ADMIN_URL name no broker to test on');
  return { service, admin };
}

export async function makeFeedTopics(partitions = PARTITIONS): Promise<FeedTopics> {
  const urls = pulsarUrls();
  const admin = createPulsarAdmin({ url: urls.admin });
  const namespace = `public/t${randomBytes(6).toString('hex')}`;
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
    open(transport = createWebSocketTransport({ url: urls.service })) {
      const feeds = createPulsarFeeds({
        admin,
        transport,
        topics: { swipes: accepted, invalidAttempts: invalid },
        partitions,
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
