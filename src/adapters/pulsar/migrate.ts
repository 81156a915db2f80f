import { RollcallError } from '../../core/errors.ts';
import type { PulsarAdmin } from './admin.ts';
import { CONTEXT_SUBSCRIPTION } from './context-stream.ts';
import { member } from './ledger-starts.ts';
import { topicPath, topicsOf } from './topics.ts';

export interface PulsarMigration {
  readonly admin: PulsarAdmin;
  /** PULSAR_TOPIC */
  readonly topic: string;
  /** PULSAR_SUBSCRIPTION: made at the earliest message, so that nothing published from now on is missed. */
  readonly subscription: string;
  /** Of topics that do not exist yet. */
  readonly partitions: number;
  readonly feedRetentionMs: number;
}

const MINUTE_MS = 60_000;
/** Few messages, whose order matters. */
const CONTEXT_PARTITIONS = 1;
/** A message id before all. */
const EARLIEST = { ledgerId: -1, entryId: -1, partitionIndex: -1 };
/** A broker that is just loading a topic or its policies refuses for a moment. */
const TRIES_MAX = 5;
const TRY_AGAIN_MS = 500;

/**
 * Makes the topics that Rollcall needs, or what of them is missing; run again it changes nothing.
 * @returns a line on everything that is not as a new installation has it, for the operator to read
 * @throws SERVICE_REFUSED; any other error when the broker cannot be reached
 */
export async function migratePulsar(migration: PulsarMigration): Promise<readonly string[]> {
  const { admin, topic, subscription, partitions, feedRetentionMs } = migration;
  const topics = topicsOf(topic);
  const notes: string[] = [];
  await makeNamespace(admin, topics.namespace);
  for (const name of [topics.swipes, topics.accepted, topics.invalid]) {
    const found = await makeTopic(admin, name, partitions);
    if (found === 0 && name !== topics.swipes) {
      throw new RollcallError('SERVICE_REFUSED', `${name} is not partitioned: delete it, or use another namespace.`);
    }
    if (found === 0) notes.push(`${name} is not partitioned and stays so: all swipes go through one broker.`);
    else if (found !== partitions) notes.push(`${name} keeps its ${found} partitions; ${partitions} were asked for.`);
    await patiently(() => admin.change('POST', `${topicPath(name)}/deduplicationEnabled`, true));
  }
  const retentionTimeInMinutes = Math.ceil(feedRetentionMs / MINUTE_MS);
  for (const name of [topics.accepted, topics.invalid]) {
    const retention = { retentionTimeInMinutes, retentionSizeInMB: -1 };
    await patiently(() => admin.change('POST', `${topicPath(name)}/retention`, retention));
  }
  const path = `${topicPath(topics.swipes)}/subscription/${encodeURIComponent(subscription)}`;
  await patiently(() => admin.change('PUT', path, EARLIEST));
  for (const name of [topics.weather, topics.incidents]) {
    await makeTopic(admin, name, CONTEXT_PARTITIONS);
    const joined = `${topicPath(name)}/subscription/${encodeURIComponent(CONTEXT_SUBSCRIPTION)}`;
    await patiently(() => admin.change('PUT', joined, EARLIEST));
  }
  notes.push(...(await oddities(admin, topics.namespace)));
  return notes;
}

async function makeNamespace(admin: PulsarAdmin, namespace: string): Promise<void> {
  if ((await admin.get(`/namespaces/${namespace}`)) !== null) return;
  const [tenant = ''] = namespace.split('/');
  if ((await admin.get(`/tenants/${tenant}`)) === null) {
    await admin.change('PUT', `/tenants/${tenant}`, { allowedClusters: await admin.get('/clusters') });
  }
  await admin.change('PUT', `/namespaces/${namespace}`, {});
}

/** @returns its partitions; 0: it is not partitioned */
async function makeTopic(admin: PulsarAdmin, name: string, partitions: number): Promise<number> {
  const path = topicPath(name);
  const count = async (): Promise<number> => {
    const found = member(await admin.get(`${path}/partitions`), 'partitions');
    return typeof found === 'number' ? found : 0;
  };
  const before = await count();
  if (before > 0 || (await admin.get(`${path}/stats`)) !== null) return before;
  await admin.change('PUT', `${path}/partitions`, partitions);
  return count();
}

async function patiently(change: () => Promise<boolean>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await change();
      return;
    } catch (error) {
      if (tries === TRIES_MAX || error instanceof RollcallError) throw error;
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}

/** What the operator alone may change, as far as the token lets it be seen. */
async function oddities(admin: PulsarAdmin, namespace: string): Promise<string[]> {
  const notes: string[] = [];
  const policies = await admin.get(`/namespaces/${namespace}`);
  const ttlSeconds = member(policies, 'message_ttl_in_seconds');
  if (typeof ttlSeconds === 'number' && ttlSeconds > 0) {
    notes.push(`${namespace} drops messages after ${ttlSeconds} s, swipes not yet processed among them.`);
  }
  const runtime = await admin.get('/brokers/configuration/runtime').catch(() => null);
  if (member(runtime, 'acknowledgmentAtBatchIndexLevelEnabled') === 'false') {
    notes.push('acknowledgmentAtBatchIndexLevelEnabled is off: after a restart whole batches of messages come again.');
  }
  return notes;
}
