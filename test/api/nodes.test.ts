import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SimulationRecord } from '../../src/core/simulation.ts';
import {
  attemptNodeId,
  deadLetterNodeId,
  gateNodeId,
  parseNodeId,
  studentNodeId,
  swipeNodeId,
} from '../../src/resolvers/node-id.ts';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { simulationRecord } from '../support/simulation-record.ts';
import { attemptAt, fillSmallCampus } from '../support/small-campus.ts';

let world: ApiWorld;
const NOBODY = '00000000-0000-5000-8000-000000000000';
const attempt = attemptAt('2026-03-18T10:00:00Z', { reason: 'MALFORMED', studentId: null });
const simulations = new Map<string, SimulationRecord>([['sim-1', simulationRecord({ id: 'sim-1' })]]);

beforeAll(async () => {
  world = await openApiWorld({
    simulator: { get: async (ids) => ids.map((id) => simulations.get(id) ?? null) },
  });
  await fillSmallCampus(world);
  await world.services.simulations.list({ limit: 1, reverse: false });
  await world.store.simulations.save(simulationRecord({ id: 'sim-1' }));
  await world.refuse(
    [attempt],
    [
      {
        id: attempt.id,
        receivedAt: attempt.receivedAt,
        reason: 'MALFORMED',
        message: 'No JSON.',
        payload: Buffer.from('{'),
        attempts: 1,
      },
    ],
  );
});
afterAll(() => world.dispose());

function idsIn(value: unknown): string[] {
  return [...(JSON.stringify(value).matchAll(/"id":"([^"]+)"/g) ?? [])].map((match) => match[1] ?? '');
}

describe('a node', () => {
  it('of every type is found again by its id, as the same thing', async () => {
    const lists = await world.run(`{
      lectures { nodes { id } } sessions { nodes { id } } students { nodes { id } } gates { nodes { id } }
      student(studentId: "S1") { swipes { nodes { id } } }
      invalidAttempts(range: {from: "2026-03-18T00:00:00Z", to: "2026-03-19T00:00:00Z"}) { nodes { id } }
      simulations { nodes { id } } deadLetters { nodes { id } } }`);
    expect(lists.errors).toEqual([]);
    const ids = idsIn(lists.data);
    const types = new Set(ids.map((id) => parseNodeId(id)?.type));
    expect(types.size).toBe(8);
    const again = await world.run('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', { ids });
    expect(again.errors).toEqual([]);
    expect(idsIn(again.data)).toEqual(ids);
    expect(new Set(JSON.stringify(again.data).match(/__typename":"\w+"/g)).size).toBe(8);
    for (const id of ids.slice(0, 3))
      expect((await world.run(`{ node(id: "${id}") { id } }`)).data).toEqual({ node: { id } });
  });

  it('has an id that never changes', () => {
    expect(studentNodeId('S1')).toBe('WyJTdHVkZW50IiwiUzEiXQ');
  });

  it('that is unknown is null, and an id that was never one names its argument', async () => {
    const unknown = [
      studentNodeId('S9'),
      gateNodeId('G9'),
      deadLetterNodeId(NOBODY),
      attemptNodeId({ receivedAt: 0, id: NOBODY }),
      swipeNodeId({ lectureId: 'CS101', day: 20_000, ts: 1, studentId: 'S1', eventId: NOBODY }),
    ];
    const answer = await world.run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: unknown });
    expect(answer).toEqual({ data: { nodes: unknown.map(() => null) }, errors: [] });
    for (const id of [
      '',
      'x',
      'WyJTdHVkZW50IiwiUzEiXQ==',
      Buffer.from('["Student","a b"]').toString('base64url'),
      Buffer.from('["Lecture"]').toString('base64url'),
    ]) {
      const wrong = await world.run('query ($id: ID!) { node(id: $id) { id } }', { id });
      expect(codes(wrong)).toEqual([['ARGUMENT_INVALID', 'id']]);
      expect(codes(await world.run('query ($id: ID!) { nodes(ids: [$id]) { id } }', { id }))).toEqual([
        ['ARGUMENT_INVALID', 'ids'],
      ]);
    }
  });

  it('leads from an attempt to its dead letter', async () => {
    const answer = await world.run(
      `{ node(id: "${attemptNodeId(attempt)}") { ... on InvalidAttempt { reason studentId deadLetter { id payload payloadIsBase64 message } } } }`,
    );
    expect(answer.data).toEqual({
      node: {
        reason: 'MALFORMED',
        studentId: null,
        deadLetter: { id: deadLetterNodeId(attempt.id), payload: '{', payloadIsBase64: false, message: 'No JSON.' },
      },
    });
  });
});
