import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../src/core/random.ts';
import { answerOf } from '../../tools/services/answer.ts';
import type { ServiceName } from '../../tools/services/kind.ts';
import type { Deployment } from './deployment.ts';

const DOWN_MS = 2_000;
const STOPPED_MS = 10_000;
const WORKER_KILLS = 3;
const BETWEEN_KILLS_MS = 1_500;

/** Something that goes wrong, and is over when its promise resolves. */
export interface Fault {
  readonly name: string;
  /** What it happens to: two faults of one thing cannot happen at once. */
  readonly target: ServiceName | 'ingest';
  strike(deployment: Deployment): Promise<void>;
}

const killed = (target: ServiceName): Fault => ({
  name: `${target} killed`,
  target,
  async strike({ services }) {
    await services.kill(target);
    await delay(DOWN_MS);
    await services.restart(target);
  },
});

const stopped = (target: ServiceName): Fault => ({
  name: `${target} stopped for ${STOPPED_MS / 1_000} s`,
  target,
  async strike({ services }) {
    services.pause(target);
    await delay(STOPPED_MS);
    services.resume(target);
  },
});

const redisFlushed: Fault = {
  name: 'redis flushed',
  target: 'redis',
  async strike({ services }) {
    const port = Number(new URL(services.settings.REDIS_URL ?? '').port);
    const answer = await answerOf(port, 'FLUSHALL\r\n');
    if (!answer?.toString().startsWith('+OK')) throw new Error(`FLUSHALL was answered with ${answer}`);
  },
};

/** Each worker in turn, at moments that fall anywhere in a batch. */
const workersKilled: Fault = {
  name: 'ingest workers killed',
  target: 'ingest',
  async strike({ killIngest }) {
    for (let kill = 0; kill < WORKER_KILLS; kill += 1) {
      await killIngest(kill);
      await delay(BETWEEN_KILLS_MS);
    }
  },
};

/** The eight single faults. */
export const FAULTS: readonly Fault[] = [
  killed('pulsar'),
  killed('redis'),
  killed('cassandra'),
  stopped('pulsar'),
  stopped('redis'),
  stopped('cassandra'),
  redisFlushed,
  workersKilled,
];

/** Every two of them. */
export const PAIRS: readonly (readonly [Fault, Fault])[] = FAULTS.flatMap((first, index) =>
  FAULTS.slice(index + 1).map((second): readonly [Fault, Fault] => [first, second]),
);

const APART_MAX_MS = 3_000;

/** Faults of different things overlap, the second a little after the first; of one thing, one follows the other. */
export async function strikeAll(faults: readonly Fault[], deployment: Deployment, random: Random): Promise<void> {
  const [first, second] = faults;
  if (first === undefined) return;
  if (second === undefined || second.target === first.target) {
    for (const fault of faults) await fault.strike(deployment);
    return;
  }
  const apartMs = random.below(APART_MAX_MS);
  await Promise.all([first.strike(deployment), delay(apartMs).then(() => second.strike(deployment))]);
}
