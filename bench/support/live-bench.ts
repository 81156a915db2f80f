import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Swipe } from '../../src/core/swipe.ts';
import { type CountingSocket, openCountingSocket } from './frame-counter.ts';
import { SERVER_FLAGS } from './harness.ts';
import type { PublishOrder, ServerKind, ServerNote } from './live-server.ts';
import { studentId } from './swipes.ts';

const DAY = 20_500;
const SERVER = fileURLToPath(new URL('./live-server.js', import.meta.url));
const OPENED_AT_ONCE = 100;
/** Messages that have not come by then will not. */
const LATE_MS = 60_000;
/** The largest of some: whatever comes between the two looks makes it less. */
const BEGAN = Math.max(...Array.from({ length: 100 }, () => Number(process.hrtime.bigint()) / 1e6 - performance.now()));

export const SWIPES = `subscription ($lecture: [String!], $after: Cursor, $onSlow: SlowPolicy! = DISCONNECT) {
  swipes(filter: {lectureIds: $lecture}, after: $after, onSlow: $onSlow) {
    cursor swipe { eventId studentId lectureId gateId timestamp action }
  }
}`;

/** The clock that all processes share, in milliseconds, read as cheaply as can be: it is read at each arrival. */
export const monotonic = (): number => BEGAN + performance.now();

let made = 0;
export function makeSwipes(count: number, lectureOf: (index: number) => string): Swipe[] {
  return Array.from({ length: count }, (_, index) => {
    made += 1;
    const ts = DAY * 86_400_000 + (made % 36_000_000);
    return {
      eventId: `00000000-0000-4000-8000-${made.toString(16).padStart(12, '0')}`,
      studentId: studentId(made % 10_000),
      lectureId: lectureOf(index),
      gateId: `G${made % 40}`,
      ts,
      action: made % 2 === 0 ? 'ENTER' : 'EXIT',
      day: DAY,
      receivedAt: ts + 1_000,
      logPosition: '',
    };
  });
}

export interface Usage {
  readonly rssBytes: number;
  readonly cpuMs: number;
  readonly subscribers: number;
}

/** A server in a process of its own. */
export interface LiveServer {
  readonly port: number;
  order(order: PublishOrder): Promise<ServerNote>;
  usage(): Promise<Usage>;
  /** The same once all garbage is collected. */
  settled(): Promise<Usage>;
  stop(): Promise<void>;
}

export async function startServer(kind: ServerKind, scratch: string): Promise<LiveServer> {
  const dir = join(scratch, `${kind}-${randomUUID()}`);
  await mkdir(dir);
  const child = fork(SERVER, [kind, dir], { execArgv: [...SERVER_FLAGS, '--expose-gc'] });
  const { port = 0 } = await noteOf(child, null);
  const asked = async (order: 'rss' | 'collect'): Promise<Usage> => {
    const { rssBytes = 0, cpuMs = 0, subscribers = 0 } = await noteOf(child, order);
    return { rssBytes, cpuMs, subscribers };
  };
  return {
    port,
    order: (order) => noteOf(child, order),
    usage: () => asked('rss'),
    settled: () => asked('collect'),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.disconnect();
      }),
  };
}

let asked = 0;

/** What the server says to an order; orders may be under way together. @param order null: what it says first */
function noteOf(child: ChildProcess, order: PublishOrder | 'rss' | 'collect' | null): Promise<ServerNote> {
  return new Promise((resolve, reject) => {
    asked += 1;
    const id = order === null ? 0 : asked;
    const settle = (): void => {
      child.off('exit', ended);
      child.off('message', take);
    };
    const ended = (): void => {
      settle();
      reject(new Error('a server of the bench ended'));
    };
    const take = (message: unknown): void => {
      const answer = message as { readonly id: number; readonly note: ServerNote };
      if (answer.id !== id) return;
      settle();
      resolve(answer.note);
    };
    child.on('exit', ended).on('message', take);
    if (order !== null) child.send({ id, order });
  });
}

/** Many subscribers of one server, and how many messages they have had. */
export interface Audience {
  readonly sockets: readonly CountingSocket[];
  /** Resolves when so many messages more have come than when it was called. */
  received(count: number): Promise<void>;
  /** Called with each arrival. */
  onArrival: ((index: number, first: number, count: number) => void) | null;
  close(): void;
}

/** @param variablesOf of each subscriber; resolves when the server has begun a subscription for each */
export async function gather(
  { port, usage }: LiveServer,
  count: number,
  variablesOf: (index: number) => Readonly<Record<string, unknown>>,
): Promise<Audience> {
  const sockets: CountingSocket[] = [];
  const { subscribers: before } = await usage();
  let total = 0;
  let waiting: { readonly at: number; resolve(): void } | null = null;
  const open = async (index: number): Promise<void> => {
    sockets[index] = await openCountingSocket({
      port,
      messages: [
        { type: 'connection_init' },
        { id: randomUUID(), type: 'subscribe', payload: { query: SWIPES, variables: variablesOf(index) } },
      ],
      onMessages: (socket, some) => {
        total += some;
        // The acknowledgement is the first.
        audience.onArrival?.(index, socket.count - some - 1, some);
        if (waiting !== null && total >= waiting.at) {
          waiting.resolve();
          waiting = null;
        }
      },
    });
  };
  const audience: Audience = {
    sockets,
    received: (some) =>
      new Promise((resolve, reject) => {
        const at = total + some;
        const late = setTimeout(() => reject(new Error(`${total} messages of ${at} have come`)), LATE_MS);
        waiting = {
          at,
          resolve() {
            clearTimeout(late);
            resolve();
          },
        };
      }),
    onArrival: null,
    close() {
      for (const socket of sockets) socket.close();
    },
  };
  for (let from = 0; from < count; from += OPENED_AT_ONCE) {
    const batch = Math.min(OPENED_AT_ONCE, count - from);
    const acknowledged = audience.received(batch);
    await Promise.all(Array.from({ length: batch }, (_, index) => open(from + index)));
    await acknowledged;
  }
  while ((await usage()).subscribers < before + count);
  return audience;
}

/**
 * Keeps the audience from sleeping between messages. To wake it costs whoever writes to it, on one machine: on a virtual one
 * more than the write itself (30 us or so), which a server pays for no reader elsewhere.
 * @returns lets it sleep again
 */
export function stayAwake(): () => void {
  let isOver = false;
  const again = (): void => {
    if (!isOver) setImmediate(again);
  };
  again();
  return () => {
    isOver = true;
  };
}

export interface Pace {
  readonly count: number;
  readonly everyMs: number;
  readonly text: string;
  /** As `stayAwake` does not let it. */
  readonly maySleep: boolean;
}

/** How long each of the paced swipes took to each of the audience, in milliseconds, sorted; without the first fifth, the run-up. */
export async function paced(server: LiveServer, audience: Audience, pace: Pace): Promise<number[]> {
  const { count, everyMs, text, maySleep } = pace;
  const arrived = audience.sockets.map(() => new Float64Array(count));
  const base = audience.sockets.map((socket) => socket.count - 1);
  audience.onArrival = (index, first, some) => {
    const at = monotonic();
    const from = first - (base[index] ?? 0);
    arrived[index]?.fill(at, from, from + some);
  };
  const sleep = maySleep ? () => undefined : stayAwake();
  const received = audience.received(count * audience.sockets.length);
  const { publishedAt = [] } = await server.order({ publish: makeSwipes(count, () => 'LEC0000'), everyMs, text });
  await received;
  sleep();
  audience.onArrival = null;
  const latencies: number[] = [];
  for (const own of arrived) {
    for (let at = Math.floor(count / 5); at < count; at += 1) latencies.push((own[at] ?? 0) - (publishedAt[at] ?? 0));
  }
  return latencies.sort((a, b) => a - b);
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}
