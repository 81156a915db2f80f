import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { createHyperLogLog } from '../../src/core/hyperloglog.ts';
import { ask } from '../support/program.ts';
import type { Campus } from './campus.ts';

const AGAIN_AFTER_MS = 500;

const START = `mutation ($input: StartSimulationInput!) { startSimulation(input: $input) {
  ... on Simulation { id }
  ... on Problem { code message }
} }`;
const PROGRESS = 'subscription ($id: ID!) { simulation(id: $id) { state } }';
const TRUTH = `query ($id: ID!) { simulation(id: $id) {
  state failure planned published processed
  expected { accepted invalid duplicates malformed sessions { lectureId day swipes uniqueStudents latecomers } }
  observed { accepted invalid duplicates malformed }
} }`;
const SESSION = `query ($lectureId: String!, $day: LocalDate!) { lecture(lectureId: $lectureId) { session(day: $day) {
  swipeCount lateCount uniqueAttendees { estimate exact } attendees(first: 500) { nodes { studentId } }
} } }`;

interface Counts {
  readonly accepted: number;
  readonly invalid: number;
  readonly duplicates: number;
  readonly malformed: number;
}
export interface SessionFigures {
  readonly lectureId: string;
  readonly day: string;
  readonly swipes: number;
  readonly uniqueStudents: number;
  readonly latecomers: number;
}
export interface Ended {
  readonly state: string;
  readonly failure: string | null;
  readonly planned: number;
  readonly published: number;
  readonly processed: number;
  readonly expected: Counts & { readonly sessions: readonly SessionFigures[] };
  readonly observed: Counts;
}

/** @returns the simulation's id */
export async function startSimulation(url: string, campus: Campus): Promise<string> {
  const { startSimulation: answer } = await ask<{ startSimulation: { id?: string; code?: string; message?: string } }>(
    url,
    START,
    { input: campus.input },
  );
  if (answer.id === undefined) throw new Error(`the simulation did not start: ${answer.code} ${answer.message}`);
  return answer.id;
}

/** Asked again until it is answered, as a client would: gateways answer retriable errors while a service is away. */
async function insist<T>(
  url: string,
  query: string,
  variables: Record<string, unknown>,
  within: AbortSignal,
): Promise<T> {
  for (;;) {
    try {
      return await ask<T>(url, query, variables);
    } catch (error) {
      if (within.aborted) throw error;
      await delay(AGAIN_AFTER_MS);
    }
  }
}

/** Its truth once it has ended, whatever ends in between. @throws when it has not ended in time, saying how far it is */
export async function untilEnded(url: string, id: string, withinMs: number): Promise<Ended> {
  const within = AbortSignal.timeout(withinMs);
  for (;;) {
    const { simulation } = await insist<{ simulation: Ended }>(url, TRUTH, { id }, within);
    if (!['RUNNING', 'DRAINING'].includes(simulation.state)) return simulation;
    if (within.aborted) {
      const { state, planned, published, processed } = simulation;
      throw new Error(
        `still ${state} after ${withinMs} ms: ${processed} of ${published} processed, ${planned} planned`,
      );
    }
    await progressEnds(url, id, within);
  }
}

function progressEnds(url: string, id: string, within: AbortSignal): Promise<void> {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  return new Promise((resolve) => {
    const end = (): void => {
      void client.dispose();
      setTimeout(resolve, AGAIN_AFTER_MS);
    };
    within.addEventListener('abort', end, { once: true });
    client.subscribe({ query: PROGRESS, variables: { id } }, { next: () => {}, error: end, complete: end });
  });
}

/** What the gateway says of a session, beside the estimate that a sketch of the very students it lists has. */
export async function sessionFigures(
  url: string,
  { lectureId, day }: SessionFigures,
): Promise<{ readonly figures: SessionFigures; readonly estimate: number; readonly sketched: number }> {
  const { lecture } = await ask<{
    lecture: {
      session: {
        swipeCount: number;
        lateCount: number;
        uniqueAttendees: { estimate: number; exact: number };
        attendees: { nodes: { studentId: string }[] };
      };
    };
  }>(url, SESSION, { lectureId, day });
  const { swipeCount, lateCount, uniqueAttendees, attendees } = lecture.session;
  const sketch = createHyperLogLog();
  for (const { studentId } of attendees.nodes) sketch.add(studentId);
  return {
    figures: { lectureId, day, swipes: swipeCount, uniqueStudents: uniqueAttendees.exact, latecomers: lateCount },
    estimate: uniqueAttendees.estimate,
    sketched: sketch.count(),
  };
}
