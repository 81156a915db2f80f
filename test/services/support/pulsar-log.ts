import { randomBytes } from 'node:crypto';
import { createSystemClock } from '../../../src/adapters/node/clock.ts';
import { createPulsarAdmin } from '../../../src/adapters/pulsar/admin.ts';
import { migratePulsar } from '../../../src/adapters/pulsar/migrate.ts';
import { createNativeTransport } from '../../../src/adapters/pulsar/native-transport.ts';
import { createPulsarSwipeLog, type PulsarSwipeLog } from '../../../src/adapters/pulsar/swipe-log.ts';
import { topicPath, topicsOf } from '../../../src/adapters/pulsar/topics.ts';
import type { PulsarTransport } from '../../../src/adapters/pulsar/transport.ts';
import { createWebSocketTransport } from '../../../src/adapters/pulsar/websocket-transport.ts';
import type { Committer } from '../../../src/ports/committer.ts';
import type { Metrics } from '../../../src/ports/metrics.ts';
import type { SwipeLog, SwipeLogConsumer } from '../../../src/ports/swipe-log.ts';
import type { Open } from '../../contract/harness.ts';
import { SILENT, START } from '../../support/embedded.ts';

const SUBSCRIPTION = 'attendance-sub';
const DAY_MS = 86_400_000;
/** What is published needs a moment to reach a consumer; a call that asks for more than there is waits that long. */
const ARRIVAL_MS = 300;
const STEADY_ANSWERS = 4;
const BETWEEN_ANSWERS_MS = 50;

const NO_METRICS: Metrics = { counter: () => ({ add() {} }), gauge() {}, histogram: () => ({ observe() {} }) };

export interface ProcessOptions {
  readonly service?: string;
  readonly backlogMax?: number;
  readonly prefetch?: number;
  /** By the native client. */
  readonly batchMessagesMax?: number;
}

export interface LogTopic {
  readonly name: string;
  /** A process's own. @param service another address than the broker's */
  open(options?: ProcessOptions): Promise<LogProcess>;
  drop(): Promise<void>;
}

export interface LogProcess {
  readonly log: PulsarSwipeLog;
  readonly transport: PulsarTransport;
  close(): Promise<void>;
}

export function testAdmin() {
  return createPulsarAdmin({ url: process.env.PULSAR_ADMIN_URL ?? '' });
}

/** The brokers' addresses by each transport that this run can try; the run says at its start which those are. */
export function testServices(): string[] {
  const { PULSAR_SERVICE_URL: service = '', PULSAR_NATIVE_URL: native = '' } = process.env;
  if (service === '') throw new Error('PULSAR_SERVICE_URL names no broker to test on');
  return native === '' ? [service] : [service, native];
}

export async function testTransport(url: string, batchMessagesMax = 1): Promise<PulsarTransport> {
  if (url.startsWith('ws')) return createWebSocketTransport({ url });
  return createNativeTransport({ url, batchMessagesMax, lingerMs: 1, log: SILENT });
}

/** A namespace that nobody else uses, once a file. */
export function testNamespace(): string {
  return `public/t${randomBytes(6).toString('hex')}`;
}

export async function makeLogTopic(namespace: string, partitions = 3): Promise<LogTopic> {
  const admin = testAdmin();
  const name = `persistent://${namespace}/swipes-${randomBytes(4).toString('hex')}`;
  await migratePulsar({ admin, topic: name, subscription: SUBSCRIPTION, partitions, feedRetentionMs: 7 * DAY_MS });
  return {
    name,
    async open({ service, backlogMax = 1_000_000, prefetch = 1_000, batchMessagesMax } = {}) {
      const transport = await testTransport(service ?? testServices()[0] ?? '', batchMessagesMax);
      const log = createPulsarSwipeLog({
        transport,
        admin,
        topic: topicsOf(name).swipes,
        subscription: SUBSCRIPTION,
        prefetch,
        backlogMax,
        clock: createSystemClock(),
        log: SILENT,
        metrics: NO_METRICS,
      });
      return {
        log,
        transport,
        async close() {
          await log.close();
          await transport.close();
        },
      };
    },
    drop: async () => void (await admin.change('DELETE', `${topicPath(name)}/partitions?force=true`)),
  };
}

export async function dropNamespace(namespace: string): Promise<void> {
  const admin = testAdmin();
  const { accepted, invalid } = topicsOf(`persistent://${namespace}/any`);
  for (const name of [accepted, invalid]) await admin.change('DELETE', `${topicPath(name)}/partitions?force=true`);
  // Partitions go a moment after their topic.
  for (let tries = 0; tries < 20; tries += 1) {
    const isGone = await admin.change('DELETE', `/namespaces/${namespace}`).catch(() => false);
    if (isGone) return;
  }
}

/** The swipe log's contract over Pulsar, whose broker has its own clock: instants are shown as the suite's clock would. */
export function pulsarLogHarness(namespace: string, service: string): Open<'swipeLog' | 'committer'> {
  return async ({ backlogMax } = {}) => {
    const topic = await makeLogTopic(namespace);
    const open = () => topic.open(backlogMax === undefined ? { service } : { service, backlogMax });
    const passes: { readonly from: number; readonly shownAs: number }[] = [{ from: 0, shownAs: START }];
    const shown = (at: number): number => passes.findLast(({ from }) => from <= at)?.shownAs ?? START;
    let process = await open();
    return {
      get ports() {
        const { log } = process;
        const commit: Committer['commit'] = ({ positions }) => log.acknowledge(positions);
        return { swipeLog: shownLog(log, shown), committer: { commit } };
      },
      start: START,
      position: (number) => `0:1:${number}:-1`,
      async pass(ms) {
        await nextMillisecond();
        passes.push({ from: Date.now(), shownAs: (passes.at(-1)?.shownAs ?? START) + ms });
      },
      async reopen() {
        await process.close();
        process = await open();
      },
      async expireFeeds() {},
      async dispose() {
        await process.close();
        await topic.drop();
      },
    };
  };
}

function shownLog(log: PulsarSwipeLog, shown: (at: number) => number): SwipeLog {
  return {
    ...log,
    backlog: () => steady(() => log.backlog()),
    processedThrough: async () => shown(await log.processedThrough()),
    async subscribe(): Promise<SwipeLogConsumer> {
      const consumer = await log.subscribe();
      return {
        close: consumer.close,
        async receive(max, lingerMs) {
          const messages = await consumer.receive(max, Math.max(lingerMs, ARRIVAL_MS));
          return messages.map((message) => ({ ...message, publishedAt: shown(message.publishedAt) }));
        },
      };
    },
  };
}

/** The broker counts an acknowledgement a moment after it was given; what is asked for is the figure after that. */
async function steady(ask: () => Promise<number | null>): Promise<number | null> {
  let last = await ask();
  for (let equal = 1; equal < STEADY_ANSWERS; ) {
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_ANSWERS_MS));
    const next = await ask();
    equal = next === last ? equal + 1 : 1;
    last = next;
  }
  return last;
}

async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() <= now) await new Promise<void>((resolve) => setImmediate(resolve));
}
