import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartResult } from '../../src/ports/simulator.ts';
import { deadLetterNodeId, simulationNodeId, studentNodeId } from '../../src/resolvers/node-id.ts';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { simulationRecord } from '../support/simulation-record.ts';
import { attemptAt } from '../support/small-campus.ts';

let world: ApiWorld;
const running = simulationRecord({ id: 'sim-1' });
let answer: StartResult = { kind: 'STARTED', simulation: running };
const asked: unknown[] = [];
beforeAll(async () => {
  world = await openApiWorld({
    simulator: {
      start: async (request) => {
        asked.push(request);
        return answer;
      },
      stop: async (id) => (id === running.id ? { ...running, state: 'STOPPED' } : null),
      get: async (ids) => ids.map((id) => (id === running.id ? running : null)),
      observed: async () => ({ accepted: 1, invalid: 2, duplicates: 3, malformed: 4 }),
      expected: () => ({ accepted: 5, invalid: 0, duplicates: 0, malformed: 0, latecomers: 1, sessions: [] }),
    },
  });
});
afterAll(() => world.dispose());

const UUID = 'D82E3A4E-2C21-4A5A-A6BB-70E8C12F66C5';
const swipe = {
  eventId: UUID,
  studentId: 'S1',
  lectureId: 'CS101',
  gateId: 'G1',
  timestamp: '2026-03-18T12:00:00+01:00',
  action: 'ENTER',
};
const event = {
  event_id: UUID,
  student_id: 'S1',
  lecture_id: 'CS101',
  gate_id: 'G1',
  timestamp: '2026-03-18T11:00:00Z',
  action: 'exit',
  extra: [1],
};

describe('handing swipes in', () => {
  it('queues what is well-formed as the topic carries it, and tells the others by index', async () => {
    const consumer = await world.store.swipeLog.subscribe();
    const typed = await world.run(
      'mutation ($swipes: [SwipeInput!]!) { submitSwipes(swipes: $swipes) { queued problems { index field code message retriable } } }',
      { swipes: [swipe, { ...swipe, studentId: 'no id' }, { ...swipe, timestamp: '1999-12-31T23:59:59Z' }] },
    );
    expect(typed.errors).toEqual([]);
    expect(typed.data).toMatchObject({
      submitSwipes: {
        queued: 1,
        problems: [
          { index: 1, field: 'studentId', code: 'ID_INVALID', retriable: false },
          { index: 2, field: 'timestamp', code: 'TIMESTAMP_INVALID' },
        ],
      },
    });
    const untyped = await world.run(
      'mutation ($events: [JSON!]!) { submitSwipeEvents(events: $events) { queued problems { index field code } } }',
      { events: [{ ...event, action: 'ENTER' }, event, 7, { ...event, timestamp: '2026-03-18T11:00:00' }] },
    );
    expect(untyped).toEqual({
      data: {
        submitSwipeEvents: {
          queued: 1,
          problems: [
            { index: 0, field: 'action', code: 'VALUE_INVALID' },
            { index: 2, field: null, code: 'VALUE_INVALID' },
            { index: 3, field: 'timestamp', code: 'TIMESTAMP_INVALID' },
          ],
        },
      },
      errors: [],
    });
    const messages = await consumer.receive(10, 0);
    await consumer.close();
    const sent = messages.map(({ key, payload }) => ({
      key,
      body: JSON.parse(Buffer.from(payload).toString()) as unknown,
    }));
    expect(sent).toEqual([
      {
        key: 'CS101',
        body: {
          event_id: UUID.toLowerCase(),
          student_id: 'S1',
          lecture_id: 'CS101',
          gate_id: 'G1',
          timestamp: '2026-03-18T11:00:00.000Z',
          action: 'enter',
          schema_version: 1,
        },
      },
      { key: 'CS101', body: event },
    ]);
  });

  it('refuses more than 5,000, and tells a full log as BUSY', async () => {
    const many = await world.run('mutation ($events: [JSON!]!) { submitSwipeEvents(events: $events) { queued } }', {
      events: Array.from({ length: 5_001 }, () => event),
    });
    expect(codes(many)).toEqual([['LIMIT_EXCEEDED', 'events']]);
    world.fail('swipeLog', 'BUSY');
    const busy = await world.run('mutation ($swipes: [SwipeInput!]!) { submitSwipes(swipes: $swipes) { queued } }', {
      swipes: [swipe],
    });
    world.fail('swipeLog', null);
    expect(busy.data).toEqual({ submitSwipes: null });
    expect(busy.errors[0]?.extensions).toMatchObject({ code: 'BUSY', retriable: true });
  });

  it('can be asked about afterwards', async () => {
    const { data } = await world.run(`{ swipeOutcomes(eventIds: ["${UUID}"]) { eventId state reason } }`);
    expect(data).toEqual({ swipeOutcomes: [{ eventId: UUID.toLowerCase(), state: 'UNKNOWN', reason: null }] });
  });
});

describe('imports', () => {
  it('keep what is omitted, clear what is null, and tell bad rows by index', async () => {
    const run = (students: string) =>
      world.run(`mutation { importStudents(students: ${students}) { done problems { index field code retriable } } }`);
    expect((await run('[{studentId: "S1", displayName: "Ada", cohort: "A"}, {studentId: "?"}]')).data).toEqual({
      importStudents: { done: 1, problems: [{ index: 1, field: 'studentId', code: 'ID_INVALID', retriable: false }] },
    });
    await run('[{studentId: "S1", cohort: null}]');
    expect((await world.run('{ student(studentId: "S1") { displayName cohort } }')).data).toEqual({
      student: { displayName: 'Ada', cohort: null },
    });
  });

  it('bring lectures, changes and enrolments, and take them away again', async () => {
    const done = await world.run(`mutation {
      importLectures(lectures: [{lectureId: "CS101", title: "Computing", gracePeriod: "PT5M", timetable: [
        {weekday: WEDNESDAY, startsAt: "11:00", duration: "PT2H"}, {weekday: WEDNESDAY, startsAt: "15:00", duration: "PT1H"}]},
        {lectureId: "MA201", timetable: [{weekday: WEDNESDAY, startsAt: "11:00", duration: "PT2H"}]}]) { done problems { index code } }
      importSessionChanges(changes: [{lectureId: "MA201", day: "2026-03-18", startsAt: "12:30"}]) { done }
      importEnrolments(enrolments: [{lectureId: "MA201", studentId: "S1", from: null}]) { done } }`);
    expect(done).toEqual({
      data: {
        importLectures: { done: 1, problems: [{ index: 0, code: 'SLOT_CONFLICT' }] },
        importSessionChanges: { done: 1 },
        importEnrolments: { done: 1 },
      },
      errors: [],
    });
    const { data } = await world.run(
      '{ lecture(lectureId: "MA201") { enrolledCount timetable { weekday startsAt duration from until } session { startsAt status } } }',
    );
    expect(data).toEqual({
      lecture: {
        enrolledCount: 1,
        timetable: [{ weekday: 'WEDNESDAY', startsAt: '11:00', duration: 'PT2H', from: '2026-03-18', until: null }],
        session: { startsAt: '2026-03-18T12:30:00.000Z', status: 'SCHEDULED' },
      },
    });
    await world.run(
      'mutation { importSessionChanges(changes: [{lectureId: "MA201", day: "2026-03-18", cancelled: true}]) { done } }',
    );
    expect((await world.run('{ lecture(lectureId: "MA201") { session { startsAt status } } }')).data).toEqual({
      lecture: { session: { startsAt: '2026-03-18T12:30:00.000Z', status: 'CANCELLED' } },
    });
    const gone =
      await world.run(`mutation { removeEnrolments(enrolments: [{lectureId: "MA201", studentId: "S1"}]) { done }
      removeLectures(lectureIds: ["MA201"]) { done } removeStudents(studentIds: ["S1", "S9"]) { done problems { index code } } }`);
    expect(gone.data).toEqual({
      removeEnrolments: { done: 1 },
      removeLectures: { done: 1 },
      removeStudents: { done: 1, problems: [{ index: 1, code: 'NOT_FOUND' }] },
    });
  });
});

describe('dead letters', () => {
  it('go back to the log under their lecture, then away; what is none is a problem', async () => {
    const attempts = [attemptAt('2026-03-18T10:00:00Z'), attemptAt('2026-03-18T10:00:01Z')];
    const payloads = [Buffer.from(JSON.stringify(event)), Buffer.from([0xff, 0xfe])];
    await world.refuse(
      attempts,
      attempts.map(({ id, receivedAt }, index) => ({
        id,
        receivedAt,
        reason: 'MALFORMED',
        message: 'Not a swipe.',
        payload: payloads[index] ?? Buffer.alloc(0),
        attempts: 1,
      })),
    );
    const listed = await world.run('{ deadLetters { nodes { payload payloadIsBase64 } } }');
    expect(listed.data).toEqual({
      deadLetters: {
        nodes: [
          { payload: '//4=', payloadIsBase64: true },
          { payload: JSON.stringify(event), payloadIsBase64: false },
        ],
      },
    });
    const consumer = await world.store.swipeLog.subscribe();
    const ids = [
      ...attempts.map(({ id }) => deadLetterNodeId(id)),
      deadLetterNodeId('00000000-0000-5000-8000-000000000000'),
      studentNodeId('S1'),
    ];
    const replayed = await world.run(
      'mutation ($ids: [ID!]!) { replayDeadLetters(ids: $ids) { done problems { index code } } }',
      { ids },
    );
    expect(replayed.data).toEqual({
      replayDeadLetters: {
        done: 2,
        problems: [
          { index: 2, code: 'NOT_FOUND' },
          { index: 3, code: 'ID_INVALID' },
        ],
      },
    });
    const sent: string[] = [];
    while (!sent.includes('')) sent.push(...(await consumer.receive(100, 0)).map(({ key }) => key));
    await consumer.close();
    expect(sent).toContain('CS101');
    const again = await world.run('mutation ($ids: [ID!]!) { discardDeadLetters(ids: $ids) { done } }', {
      ids: ids.slice(0, 2),
    });
    expect(again.data).toEqual({ discardDeadLetters: { done: 0 } });
  });

  it('are kept when the log does not take them', async () => {
    const attempt = attemptAt('2026-03-18T10:10:00Z');
    const letter = {
      id: attempt.id,
      receivedAt: attempt.receivedAt,
      reason: 'MALFORMED',
      message: '',
      payload: Buffer.from('x'),
      attempts: 1,
    };
    await world.refuse([attempt], [letter]);
    world.fail('swipeLog', 'BUSY');
    const ids = [deadLetterNodeId(attempt.id)];
    const refused = await world.run('mutation ($ids: [ID!]!) { replayDeadLetters(ids: $ids) { done } }', { ids });
    world.fail('swipeLog', null);
    expect(codes(refused)).toEqual([['BUSY', null]]);
    expect((await world.run('{ deadLetters { nodes { payload } } }')).data).toEqual({
      deadLetters: { nodes: [{ payload: 'x' }] },
    });
  });
});

describe('simulations', () => {
  const start = () =>
    world.run(`mutation { startSimulation(input: {students: 20, lateShare: 0.5}) { __typename
      ... on Simulation { id seed planned published processed state observed { malformed } expected { accepted latecomers } }
      ... on Problem { code message retriable } ... on SimulationInputProblem { field }
      ... on SimulationAlreadyRunning { running { seed } } ... on SimulationAlreadyPlayed { earlier { seed } } } }`);

  it('start with every default applied, or say what stands in the way', async () => {
    const begun = await start();
    expect(begun.errors).toEqual([]);
    expect(begun.data).toEqual({
      startSimulation: {
        __typename: 'Simulation',
        id: simulationNodeId('sim-1'),
        seed: 7,
        planned: 10,
        published: 4,
        processed: 10,
        state: 'RUNNING',
        observed: { malformed: 4 },
        expected: { accepted: 5, latecomers: 1 },
      },
    });
    expect(asked.at(-1)).toEqual({
      mode: 'PLAYBACK',
      students: 20,
      lectures: 12,
      days: 1,
      rate: null,
      limit: null,
      lateShare: 0.5,
      absentShare: 0.1,
      invalidShare: 0.02,
      duplicateShare: 0.01,
      outOfOrderShare: 0.05,
      malformedShare: 0,
      preload: true,
    });
    answer = { kind: 'INPUT_PROBLEM', field: 'students', code: 'VALUE_INVALID', message: 'At least 1.' };
    expect((await start()).data).toEqual({
      startSimulation: {
        __typename: 'SimulationInputProblem',
        field: 'students',
        code: 'VALUE_INVALID',
        message: 'At least 1.',
        retriable: false,
      },
    });
    answer = { kind: 'ALREADY_RUNNING', running };
    expect((await start()).data).toMatchObject({
      startSimulation: { __typename: 'SimulationAlreadyRunning', retriable: true, running: { seed: 7 } },
    });
    answer = { kind: 'ALREADY_PLAYED', earlier: running };
    expect((await start()).data).toMatchObject({
      startSimulation: { __typename: 'SimulationAlreadyPlayed', retriable: false, earlier: { seed: 7 } },
    });
  });

  it('stop by id; another id is null', async () => {
    const stop = (id: string) => world.run('mutation ($id: ID!) { stopSimulation(id: $id) { state } }', { id });
    expect((await stop(simulationNodeId('sim-1'))).data).toEqual({ stopSimulation: { state: 'STOPPED' } });
    expect((await stop(simulationNodeId('sim-2'))).data).toEqual({ stopSimulation: null });
    expect(codes(await stop('nonsense'))).toEqual([['ARGUMENT_INVALID', 'id']]);
  });
});
