import { createRandom } from '../../src/core/random.ts';
import { feedProblems } from '../support/feed-problems.ts';
import { ask } from '../support/program.ts';
import { createCampus } from './campus.ts';
import type { Deployment } from './deployment.ts';
import { type Fault, strikeAll } from './faults.ts';
import { type Ended, sessionFigures, startSimulation, untilEnded } from './simulation.ts';
import { subscribe } from './subscriber.ts';

const RATE_PER_SECOND = 400;
const MESSAGES = 6_000;
const STRIKE_AT_SHARE = 0.2;
const ENDED_WITHIN_MS = 180_000;
const SHOWN_WITHIN_MS = 90_000;
const HOP_AFTER_MAX = 400;

/** What one run showed; `problems` is empty when every promise was kept. */
export interface Played {
  readonly problems: readonly string[];
  /** A line for whoever reads along. */
  readonly summary: string;
}

function soon<T>(promise: Promise<T>, withinMs: number, what: () => string): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(what())), withinMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function figureProblems(
  deployment: Deployment,
  { state, failure, expected, observed }: Ended,
): Promise<string[]> {
  const problems: string[] = [];
  if (state !== 'COMPLETED') problems.push(`the simulation is ${state}: ${failure}`);
  const { sessions, ...counts } = expected;
  if (JSON.stringify(counts) !== JSON.stringify(observed)) {
    problems.push(`expected ${JSON.stringify(counts)}, observed ${JSON.stringify(observed)}`);
  }
  for (const [index, session] of sessions.entries()) {
    const { figures, estimate, sketched } = await sessionFigures(deployment.gatewayUrl(index), session);
    if (JSON.stringify(figures) !== JSON.stringify(session)) {
      problems.push(`session ${JSON.stringify(session)} is told as ${JSON.stringify(figures)}`);
    }
    if (estimate !== sketched) {
      problems.push(`session ${session.lectureId} ${session.day}: estimate ${estimate}, its students' is ${sketched}`);
    }
  }
  return problems;
}

/** Plays a simulation, strikes in the middle of it, and compares everything with the plan's truth. */
export async function play(deployment: Deployment, faults: readonly Fault[], seed: number): Promise<Played> {
  const campus = createCampus(seed, RATE_PER_SECOND, MESSAGES);
  const random = createRandom(seed);
  const url = deployment.gatewayUrl(seed);
  const { swipeFeed } = await ask<{ swipeFeed: { cursor: string } }>(url, '{ swipeFeed { cursor } }');
  const listen = (name: string, hopAfterMax: number | null) =>
    subscribe({ name, deployment, cursor: swipeFeed.cursor, random: createRandom(seed, name.length), hopAfterMax });
  const subscribers = [listen('stays', null), listen('hops', HOP_AFTER_MAX), listen('hops often', HOP_AFTER_MAX / 4)];
  const from = Date.now();
  const since = (): string => `${((Date.now() - from) / 1_000).toFixed(1)} s`;
  const shown = (): string => subscribers.map(({ name, seenCount }) => `${name} ${seenCount}`).join(', ');
  try {
    const id = await startSimulation(url, campus);
    // Whoever sees it first: by the time the last one does, a slow machine may be through with it.
    const underway = Promise.race(
      subscribers.map(({ reached }) => reached(Math.floor(campus.acceptedCount * STRIKE_AT_SHARE))),
    );
    await soon(underway, SHOWN_WITHIN_MS, () => `nothing flows before any fault: ${shown()}`);
    const struckAt = since();
    await strikeAll(faults, deployment, random);
    const [overAt, before] = [since(), subscribers.map(({ seenCount }) => seenCount)];
    const flows = Promise.all(
      subscribers.map(({ reached }, index) => reached(Math.min((before[index] ?? 0) + 1, campus.acceptedCount))),
    );
    const flowsAt = flows.then(since);
    const ended = await untilEnded(url, id, ENDED_WITHIN_MS);
    const endedAt = since();
    const all = Promise.all(subscribers.map(({ reached }) => reached(campus.acceptedCount)));
    const late = await soon(
      all.then(() => Promise.all(subscribers.map(({ quiet }) => quiet()))),
      SHOWN_WITHIN_MS,
      () => `not all of ${campus.acceptedCount} were shown: ${shown()}`,
    ).then(
      () => [],
      (error: Error) => [error.message],
    );
    const connections = subscribers.reduce((sum, subscriber) => sum + subscriber.connections, 0);
    return {
      problems: [
        ...late,
        ...(await figureProblems(deployment, ended)),
        ...subscribers.flatMap((subscriber) => feedProblems(subscriber, campus)),
        ...deployment.ended,
      ],
      summary: `${MESSAGES} messages, ${campus.acceptedCount} accepted; struck at ${struckAt}, over at ${overAt}, flowing at ${await Promise.race([flowsAt, 'never'])}, complete at ${endedAt}; ${connections} connections of ${subscribers.length} subscribers`,
    };
  } finally {
    for (const subscriber of subscribers) subscriber.close();
  }
}
