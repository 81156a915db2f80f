import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'graphql-ws';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createRandom } from '../../src/core/random.ts';
import { ask, freePort, type Program, startProgram } from '../support/program.ts';

const KILLS = 50;

interface Frame {
  cursor: string;
  swipe: { eventId: string; lectureId: string } | null;
}

/** What a client app remembers: the last cursor, and every swipe it was shown. */
interface Remembered {
  cursor: string | undefined;
  seen: string[];
}

/** Listens until the connection is gone. @param frames after so many, `enough` resolves */
function listen(program: Program, memory: Remembered, frames = 0): { closed: Promise<void>; enough: Promise<void> } {
  let left = frames;
  let quiet = 0;
  let onEnough = () => {};
  const enough = new Promise<void>((resolve) => {
    onEnough = resolve;
  });
  if (frames === 0) onEnough();
  const client = createClient({
    url: `${program.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: true,
  });
  const closed = new Promise<void>((resolve) => {
    client.subscribe<{ swipes: Frame }>(
      {
        query: `subscription ($after: Cursor) {
          swipes(after: $after, progressEvery: "PT1S") { cursor swipe { eventId lectureId } }
        }`,
        variables: { after: memory.cursor },
      },
      {
        next({ data }) {
          if (data === null || data === undefined) return;
          memory.cursor = data.swipes.cursor;
          if (data.swipes.swipe !== null) memory.seen.push(data.swipes.swipe.eventId);
          left -= 1;
          // A second without a swipe: on a slow machine the plan may be through before the last kill.
          if (data.swipes.swipe === null) quiet += 1;
          if (left === 0 || quiet > 1) onEnough();
        },
        error: () => resolve(),
        complete: () => resolve(),
      },
    );
  });
  return { closed, enough };
}

const COUNTS = `{ simulations(first: 1) { nodes { id state planned published
  expected { accepted invalid duplicates malformed sessions { lectureId day swipes uniqueStudents latecomers } }
  observed { accepted invalid duplicates malformed } } } }`;

interface Counts {
  accepted: number;
  invalid: number;
  duplicates: number;
  malformed: number;
}
interface Simulated {
  simulations: {
    nodes: {
      state: string;
      planned: number;
      expected: Counts & {
        sessions: { lectureId: string; day: string; swipes: number; uniqueStudents: number; latecomers: number }[];
      };
      observed: Counts;
    }[];
  };
}

const SESSION = `query ($lectureId: String!, $day: LocalDate!) {
  lecture(lectureId: $lectureId) { session(day: $day) { swipeCount lateCount uniqueAttendees { estimate low high exact } } }
}`;

it(`killed ${KILLS} times during ingest, it ends with the plan's truth, and a resuming subscriber saw each swipe once`, async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-kill-'));
  const port = await freePort();
  const env = { ROLLCALL_DATA_DIR: dir, ROLLCALL_PORT: String(port) };
  const seed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 1_000_000));
  process.stdout.write(`kill test: seed ${seed}\n`);
  const random = createRandom(seed);
  const memory: Remembered = { cursor: undefined, seen: [] };

  let program = await startProgram(env);
  memory.cursor = (
    await ask<{ swipeFeed: { cursor: string } }>(program.url, '{ swipeFeed { cursor } }')
  ).swipeFeed.cursor;
  await ask(
    program.url,
    `mutation ($seed: Int!) { startSimulation(input: { seed: $seed, students: 400, lectures: 12, days: 7, rate: 200,
      duplicateShare: 0.05, outOfOrderShare: 0.2, invalidShare: 0.05, malformedShare: 0.01 }) { __typename } }`,
    { seed },
  );
  for (let kill = 0; kill < KILLS; kill += 1) {
    const { closed, enough } = listen(program, memory, random.below(40));
    await enough;
    await program.kill();
    await closed;
    program = await startProgram(env);
  }
  const listening = listen(program, memory);
  const final = await new Promise<Simulated['simulations']['nodes'][number]>((resolve, reject) => {
    const client = createClient({ url: `${program.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    ask<{ simulations: { nodes: { id: string }[] } }>(program.url, '{ simulations(first: 1) { nodes { id } } }').then(
      ({ simulations }) => {
        client.subscribe(
          {
            query: 'subscription ($id: ID!) { simulation(id: $id) { state } }',
            variables: { id: simulations.nodes[0]?.id },
          },
          {
            next: () => undefined,
            error: reject,
            complete: () =>
              ask<Simulated>(program.url, COUNTS).then(({ simulations: { nodes } }) => {
                const [node] = nodes;
                if (node === undefined) reject(new Error('the simulation is gone'));
                else resolve(node);
              }, reject),
          },
        );
      },
      reject,
    );
  });
  expect(final.state).toBe('COMPLETED');
  const { sessions, ...expected } = final.expected;
  expect(final.observed).toEqual(expected);
  for (const session of sessions) {
    const { lecture } = await ask<{
      lecture: {
        session: {
          swipeCount: number;
          lateCount: number;
          uniqueAttendees: { low: number; high: number; exact: number };
        };
      };
    }>(program.url, SESSION, { lectureId: session.lectureId, day: session.day });
    expect(lecture.session.swipeCount).toBe(session.swipes);
    expect(lecture.session.lateCount).toBe(session.latecomers);
    expect(lecture.session.uniqueAttendees.exact).toBe(session.uniqueStudents);
    expect(lecture.session.uniqueAttendees.low).toBeLessThanOrEqual(session.uniqueStudents);
    expect(lecture.session.uniqueAttendees.high).toBeGreaterThanOrEqual(session.uniqueStudents);
  }
  expect(await program.stop()).toBe(0);
  await listening.closed;
  expect(new Set(memory.seen).size).toBe(memory.seen.length);
  expect(memory.seen.length).toBe(expected.accepted);
  await rm(dir, { recursive: true, force: true });
}, 300_000);
