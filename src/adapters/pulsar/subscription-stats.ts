import type { EpochMs } from '../../core/campus-day.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PulsarAdmin } from './admin.ts';
import { member } from './ledger-starts.ts';
import { topicPath } from './topics.ts';

/** What one subscription has left, over all partitions. */
export interface SubscriptionStats {
  /** Entries not acknowledged: messages, where none are batched. */
  readonly entries: number;
  /** Publish time of the earliest of them; null: there is none, or it is not told. */
  readonly earliest: EpochMs | null;
  /** Everything published by then has been looked at. */
  readonly askedAt: EpochMs;
}

const QUERY = '?getPreciseBacklog=true&getEarliestTimeInBacklog=true&subscriptionBacklogSize=false';

/**
 * Asks the broker. A subscription that is not there has nothing left.
 * @throws when the broker cannot be asked, or the topic does not exist
 * Cost: one request, on a topic that is not partitioned two the first time.
 */
export function createSubscriptionStats(options: {
  readonly admin: PulsarAdmin;
  readonly topic: string;
  readonly subscription: string;
  readonly clock: Clock;
}): () => Promise<SubscriptionStats> {
  const { admin, topic, subscription, clock } = options;
  const path = topicPath(topic);
  let isPartitioned: boolean | null = null;

  return async () => {
    const askedAt = clock.now();
    if (isPartitioned === null) {
      const partitions = member(await admin.get(`${path}/partitions`), 'partitions');
      isPartitioned = typeof partitions === 'number' && partitions > 0;
    }
    const stats = await admin.get(
      isPartitioned ? `${path}/partitioned-stats${QUERY}&perPartition=true` : `${path}/stats${QUERY}`,
    );
    if (stats === null) {
      isPartitioned = null;
      throw new Error(`there is no topic ${topic}`);
    }
    const parts = isPartitioned ? Object.values(object(member(stats, 'partitions'))) : [stats];
    let entries = 0;
    let earliest: EpochMs | null = null;
    for (const part of parts) {
      const found = member(member(part, 'subscriptions'), subscription);
      const backlog = member(found, 'msgBacklog');
      if (typeof backlog !== 'number' || backlog <= 0) continue;
      entries += backlog;
      const at = member(found, 'earliestMsgPublishTimeInBacklog');
      // Not told of one partition: then it is not known of all.
      if (typeof at !== 'number' || at <= 0) earliest = Number.NEGATIVE_INFINITY;
      else earliest = Math.min(earliest ?? at, at);
    }
    return { entries, earliest: earliest === Number.NEGATIVE_INFINITY ? null : earliest, askedAt };
  };
}

function object(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
