import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lectureNodeId, studentNodeId } from '../../src/resolvers/node-id.ts';
import { OPERATOR, type Scope } from '../../src/resolvers/scopes.ts';
import type { Viewer } from '../../src/resolvers/services.ts';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { fillSmallCampus } from '../support/small-campus.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
});
afterAll(() => world.dispose());

const viewer = (scopes: readonly Scope[], studentId: string | null = null): Viewer => ({
  ...OPERATOR,
  scopes: new Set<string>(scopes),
  studentId,
});

const GUARDED: readonly (readonly [operation: string, scope: Scope])[] = [
  ['mutation { submitSwipes(swipes: []) { queued } }', 'swipes:write'],
  ['mutation { submitSwipeEvents(events: []) { queued } }', 'swipes:write'],
  ['mutation { importStudents(students: []) { done } }', 'roster:write'],
  ['mutation { removeStudents(studentIds: []) { done } }', 'roster:write'],
  ['mutation { importLectures(lectures: []) { done } }', 'roster:write'],
  ['mutation { removeLectures(lectureIds: []) { done } }', 'roster:write'],
  ['mutation { importSessionChanges(changes: []) { done } }', 'roster:write'],
  ['mutation { importEnrolments(enrolments: []) { done } }', 'roster:write'],
  ['mutation { removeEnrolments(enrolments: []) { done } }', 'roster:write'],
  ['mutation { importSegments(segments: []) { done } }', 'roster:write'],
  ['mutation { recordWeather(observations: []) { done } }', 'roster:write'],
  ['mutation { recordIncidents(incidents: []) { done } }', 'roster:write'],
  ['mutation { startSimulation(input: {}) { __typename } }', 'simulation:run'],
  ['mutation { stopSimulation(id: "WyJTaW11bGF0aW9uIiwieCJd") { id } }', 'simulation:run'],
  ['mutation { replayDeadLetters(ids: []) { done } }', 'ops'],
  ['mutation { discardDeadLetters(ids: []) { done } }', 'ops'],
  ['{ status { version } }', 'ops'],
  ['{ deadLetters { nodes { id } } }', 'ops'],
  ['{ simulations { nodes { id } } }', 'simulation:run'],
  ['{ students { nodes { id } } }', 'attendance:read'],
  ['{ swipeFeed { cursor } }', 'attendance:read'],
  ['{ invalidAttemptFeed { cursor } }', 'attendance:read'],
  ['{ swipeOutcomes(eventIds: []) { state } }', 'swipes:write'],
  ['{ sessions { nodes { swipeCount } } }', 'attendance:read:aggregate'],
  ['{ lectures { nodes { id } } }', 'attendance:read:lectures'],
];

describe('a viewer', () => {
  it.each(GUARDED)('without the scope is refused %s; with %s is not', async (operation, scope) => {
    const refused = await world.run(operation, undefined, viewer(['privacy']));
    expect(codes(refused)).toEqual([['FORBIDDEN', null]]);
    expect((await world.run(operation, undefined, viewer([scope]))).errors).toEqual([]);
  });

  it('who may count may not see who: a list is refused, never shortened', async () => {
    const answer = await world.run(
      '{ lecture(lectureId: "CS101") { session { swipeCount attendees { nodes { studentId } } swipes { nodes { id } } } } }',
      undefined,
      viewer(['attendance:read:aggregate']),
    );
    expect(answer.data).toEqual({ lecture: { session: { swipeCount: 4, attendees: null, swipes: null } } });
    expect(codes(answer)).toEqual([
      ['FORBIDDEN', null],
      ['FORBIDDEN', null],
    ]);
  });

  it('who may read themselves sees nobody else, by id or by node', async () => {
    const self = viewer(['attendance:read:self'], 'S1');
    const answer = await world.run(
      `{ me: student(studentId: "S1") { displayName } other: student(studentId: "S2") { displayName }
        nodes(ids: ["${studentNodeId('S1')}", "${studentNodeId('S2')}", "${lectureNodeId('CS101')}"]) { __typename } }`,
      undefined,
      self,
    );
    expect(answer).toEqual({
      data: {
        me: { displayName: 'Ada Lovelace' },
        other: null,
        nodes: [{ __typename: 'Student' }, null, { __typename: 'Lecture' }],
      },
      errors: [],
    });
  });

  it('is told who they are', async () => {
    const answer = await world.run(
      '{ viewer { subject scopes studentId lectureIds expiresAt } }',
      undefined,
      viewer(['ops'], 'S1'),
    );
    expect(answer.data).toEqual({
      viewer: { subject: null, scopes: ['ops'], studentId: 'S1', lectureIds: null, expiresAt: null },
    });
  });
});
