import { scratchFolder } from './support/harness.ts';
import {
  type Audience,
  gather,
  type LiveServer,
  makeSwipes,
  monotonic,
  paced,
  percentile,
  startServer,
  stayAwake,
} from './support/live-bench.ts';
import type { ServerKind } from './support/live-server.ts';

const SUBSCRIBERS = 2_000;
/** Swipes that come together: about what one commit brings under load. */
const BURST = 25;
const ROUNDS = 9;
const PACED = 1_000;
const PACED_EVERY_MS = 5;
const PACED_ROUNDS = 7;
const STALLED = 10;
/** Bursts that match few subscribers are short: some until both servers have compiled what they run. */
const MIXED_WARM = 20;
const MIXED_ROUNDS = 21;
const KINDS: readonly ServerKind[] = ['rollcall', 'naive', 'raw', 'corked'];

interface Stage {
  readonly server: LiveServer;
  readonly audience: Audience;
}
interface Timed {
  readonly perSecond: number;
  readonly cpuUs: number;
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
const lecture = (index: number): string => `LEC${String(index).padStart(4, '0')}`;

/** One burst, timed until the last subscriber has the last message. */
async function burst(
  { server, audience }: Stage,
  count: number,
  lectureOf: (index: number) => string,
  messages: number,
  text: string,
): Promise<Timed> {
  const before = await server.usage();
  const received = audience.received(messages);
  const sleep = stayAwake();
  const begin = monotonic();
  await server.order({ publish: makeSwipes(count, lectureOf), everyMs: null, text });
  await received;
  const seconds = (monotonic() - begin) / 1_000;
  sleep();
  const { cpuMs } = await server.usage();
  return { perSecond: messages / seconds, cpuUs: ((cpuMs - before.cpuMs) * 1_000) / messages };
}

/** Opens every kind's server with its audience, does the work, and closes them. */
async function withStages<T>(
  scratch: string,
  kinds: readonly ServerKind[],
  lectureOf: (index: number) => string | null,
  use: (stages: ReadonlyMap<ServerKind, Stage>) => Promise<T>,
): Promise<T> {
  const stages = new Map<ServerKind, Stage>();
  try {
    for (const kind of kinds) {
      const server = await startServer(kind, scratch);
      stages.set(kind, {
        server,
        audience: await gather(server, SUBSCRIBERS, (index) => ({ lecture: lectureOf(index) })),
      });
    }
    return await use(stages);
  } finally {
    for (const { server, audience } of stages.values()) {
      audience.close();
      await server.stop();
    }
  }
}

export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  return scratchFolder(async (scratch) => {
    const lines: string[] = [];
    const one = await withStages(
      scratch,
      KINDS,
      () => null,
      async (stages) => {
        const text = await sampleText(stages);
        const timed = new Map<ServerKind, Timed[]>(KINDS.map((kind) => [kind, []]));
        for (let round = -2; round < ROUNDS; round += 1) {
          for (const [kind, stage] of stages) {
            const count = kind === 'naive' ? 5 : BURST;
            const result = await burst(stage, count, () => lecture(0), count * SUBSCRIBERS, text);
            if (round >= 0) timed.get(kind)?.push(result);
          }
        }
        const rollcall = stages.get('rollcall');
        if (rollcall === undefined) throw new Error('no rollcall');
        const pace = { count: PACED, everyMs: PACED_EVERY_MS, text, maySleep: false };
        const asleep: (readonly number[])[] = [];
        const free: (readonly number[])[] = [];
        const besides: (readonly number[])[] = [];
        const rss: { readonly before: number; readonly after: number }[] = [];
        for (let round = 0; round < PACED_ROUNDS; round += 1) {
          free.push(await paced(rollcall.server, rollcall.audience, pace));
          const stalled = await gather(rollcall.server, STALLED, () => ({ lecture: null, onSlow: 'DROP' }));
          for (const { socket } of stalled.sockets) socket.pause();
          const { rssBytes: before } = await rollcall.server.usage();
          besides.push(await paced(rollcall.server, rollcall.audience, pace));
          const { rssBytes: after } = await rollcall.server.usage();
          stalled.close();
          asleep.push(await paced(rollcall.server, rollcall.audience, { ...pace, maySleep: true }));
          rss.push({ before, after });
        }
        return { timed, free, besides, asleep, bytes: text.length, rss };
      },
    );
    const rate = (kind: ServerKind): number => middle((one.timed.get(kind) ?? []).map(({ perSecond }) => perSecond));
    const cpu = (kind: ServerKind): number => middle((one.timed.get(kind) ?? []).map(({ cpuUs }) => cpuUs));
    lines.push(
      `${SUBSCRIBERS} subscribers of one group, bursts of ${BURST} swipes, messages of ${one.bytes} bytes, median of ${ROUNDS} rounds`,
    );
    for (const kind of KINDS) {
      lines.push(
        `  ${kind.padEnd(9)} ${Math.round(rate(kind)).toLocaleString('en').padStart(11)} messages/s   ${cpu(kind).toFixed(2).padStart(7)} us of CPU a message`,
      );
    }
    const at = (rounds: readonly (readonly number[])[], share: number): number =>
      middle(rounds.map((sorted) => percentile(sorted, share)));
    const show = (rounds: readonly (readonly number[])[]): string =>
      `p50 ${at(rounds, 0.5).toFixed(1)} ms, p99 ${at(rounds, 0.99).toFixed(1)} ms (${rounds.map((sorted) => percentile(sorted, 0.99).toFixed(0)).join(', ')})`;
    lines.push(
      `latency from when each was due, readers awake, ${1_000 / PACED_EVERY_MS} swipes/s to all ${SUBSCRIBERS}, median of ${PACED_ROUNDS} rounds: ${show(one.free)}`,
      `  beside ${STALLED} stalled readers, in turn with those: ${show(one.besides)}; RSS grew by ${one.rss.map(({ before, after }) => Math.round((after - before) / 1e6)).join(', ')} MB meanwhile, to ${Math.round(Math.max(...one.rss.map(({ after }) => after)) / 1e6)} MB`,
      `  to readers that sleep between messages and are woken by each write: ${show(one.asleep)}`,
    );

    const mixed = async (name: string, groups: number, lectureOf: (index: number) => string | null): Promise<void> => {
      await withStages(scratch, ['rollcall', 'raw'], lectureOf, async (stages) => {
        const members = Array.from({ length: SUBSCRIBERS }, (_, index) => lectureOf(index));
        const text = 'x'.repeat(one.bytes);
        const results = new Map<ServerKind, Timed[]>([...stages.keys()].map((kind) => [kind, []]));
        for (let round = -MIXED_WARM; round < MIXED_ROUNDS; round += 1) {
          const swipes = Array.from({ length: 500 }, (_, index) => lecture((index * 7 + round + 50) % SUBSCRIBERS));
          const matching = swipes.reduce(
            (sum, id) => sum + members.filter((member) => member === null || member === id).length,
            0,
          );
          for (const [kind, stage] of stages) {
            const result = await burst(stage, swipes.length, (index) => swipes[index] ?? '', matching, text);
            if (round >= 0) results.get(kind)?.push(result);
          }
        }
        for (const [kind, timed] of results) {
          const perSwipe = middle(timed.map(({ perSecond }) => 1e6 / perSecond));
          lines.push(
            `  ${name}, ${groups} groups: ${kind.padEnd(9)} ${perSwipe.toFixed(2).padStart(7)} us a matching subscriber, ${middle(timed.map(({ cpuUs }) => cpuUs)).toFixed(2)} us of CPU`,
          );
        }
      });
    };
    lines.push(`500 swipes over as many lectures, median of ${MIXED_ROUNDS} rounds`);
    await mixed('a lecture each', SUBSCRIBERS, (index) => lecture(index));
    await mixed('half of them all lectures, half one each', SUBSCRIBERS / 2 + 1, (index) =>
      index % 2 === 0 ? null : lecture(index),
    );

    const ratios = {
      vsNaive: rate('rollcall') / rate('naive'),
      vsRawWs: rate('rollcall') / rate('raw'),
      vsCorkedWs: rate('rollcall') / rate('corked'),
      p99BesideStalled: at(one.besides, 0.99) / at(one.free, 0.99),
    };
    return { table: lines.join('\n'), ratios };
  });
}

/** A text as long as Rollcall's own message for one swipe. */
async function sampleText(stages: ReadonlyMap<ServerKind, Stage>): Promise<string> {
  const stage = stages.get('rollcall');
  const [first] = stage?.audience.sockets ?? [];
  if (stage === undefined || first === undefined) throw new Error('nobody listens');
  const before = first.socket.bytesRead;
  const received = stage.audience.received(SUBSCRIBERS);
  await stage.server.order({ publish: makeSwipes(1, () => lecture(0)), everyMs: null, text: '' });
  await received;
  return 'x'.repeat(first.socket.bytesRead - before - 4);
}
