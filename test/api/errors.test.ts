import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeParts } from '../../src/resolvers/opaque.ts';
import { toGraphQLError } from '../../src/schema/errors.ts';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { fillSmallCampus } from '../support/small-campus.ts';

let world: ApiWorld;
let foreign = '';
beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
  const { data } = await world.run('{ lectures(first: 1) { pageInfo { endCursor } } }');
  foreign = /"endCursor":"([^"]+)"/.exec(JSON.stringify(data))?.[1] ?? '';
});
afterAll(() => world.dispose());

const ids = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => `I${index}`));
const session = (field: string) => `{ lecture(lectureId: "CS101") { session { ${field} } } }`;
const range = (from: string, to: string) => `range: {from: "${from}", to: "${to}"}`;

const BAD: readonly (readonly [what: string, operation: () => string, code: string, argument: string | null])[] = [
  ['a lecture id', () => '{ lecture(lectureId: "no such id") { title } }', 'ARGUMENT_INVALID', 'lectureId'],
  ['a student id', () => '{ student(studentId: "") { cohort } }', 'ARGUMENT_INVALID', 'studentId'],
  ['a gate id', () => `{ gate(gateId: "${'g'.repeat(65)}") { id } }`, 'ARGUMENT_INVALID', 'gateId'],
  ['an attendee id', () => session('attendee(studentId: "ä") { late }'), 'ARGUMENT_INVALID', 'studentId'],
  ['a node id', () => '{ node(id: "nonsense") { id } }', 'ARGUMENT_INVALID', 'id'],
  ['a simulation id', () => '{ simulation(id: "nonsense") { id } }', 'ARGUMENT_INVALID', 'id'],
  ['a day', () => '{ sessions(day: "2026-02-30") { nodes { id } } }', 'ARGUMENT_INVALID', 'day'],
  [
    'a day in an object',
    () => `{ reports { topLectures(${range('2026-1-1', '2026-02-01')}) { rank } } }`,
    'ARGUMENT_INVALID',
    'from',
  ],
  [
    'an instant without zone',
    () => `{ invalidAttempts(${range('2026-03-18T00:00:00', '2026-03-19T00:00:00Z')}) { nodes { id } } }`,
    'ARGUMENT_INVALID',
    'from',
  ],
  [
    'a duration',
    () => '{ reports { latecomers(lectureId: "CS101", day: "2026-03-18", gracePeriod: "P1M") { totalCount } } }',
    'ARGUMENT_INVALID',
    'gracePeriod',
  ],
  [
    'a UUID in a list',
    () => '{ swipeOutcomes(eventIds: ["00000000-0000-4000-8000-000000000001", "1"]) { state } }',
    'ARGUMENT_INVALID',
    'eventIds',
  ],
  ['a page below 0', () => '{ lectures(first: -1) { nodes { id } } }', 'ARGUMENT_INVALID', 'first'],
  ['a last page below 0', () => session('swipes(last: -5) { nodes { id } }'), 'ARGUMENT_INVALID', 'last'],
  ['a page above 500', () => '{ students(first: 501) { nodes { id } } }', 'LIMIT_EXCEEDED', 'first'],
  ['a last page above 500', () => session('attendees(last: 501) { nodes { studentId } }'), 'LIMIT_EXCEEDED', 'last'],
  ['first and last together', () => '{ sessions(first: 1, last: 1) { nodes { id } } }', 'ARGUMENT_INVALID', 'last'],
  ['a cursor', () => '{ lectures(after: "AAAA") { nodes { id } } }', 'CURSOR_INVALID', 'after'],
  [
    "another connection's cursor",
    () => `{ students(before: "${foreign}") { nodes { id } } }`,
    'CURSOR_INVALID',
    'before',
  ],
  [
    "another connection's cursor in a session",
    () => session(`attendees(after: "${foreign}") { nodes { studentId } }`),
    'CURSOR_INVALID',
    'after',
  ],
  [
    'a cursor of another order',
    () => session(`attendees(orderBy: FIRST_ENTER, after: "WyJhdHRlbmRlZXMiLCJTMSJd") { nodes { studentId } }`),
    'CURSOR_INVALID',
    'after',
  ],
  [
    'too many lecture ids',
    () => `{ sessions(lectureIds: ${ids(501)}) { nodes { id } } }`,
    'LIMIT_EXCEEDED',
    'lectureIds',
  ],
  [
    'too many ids in a filter',
    () => `{ students(filter: {studentIds: ${ids(501)}}) { nodes { id } } }`,
    'LIMIT_EXCEEDED',
    'filter.studentIds',
  ],
  [
    'a bad id in a filter',
    () => '{ lectures(filter: {lectureIds: ["?"]}) { nodes { id } } }',
    'ARGUMENT_INVALID',
    'filter.lectureIds',
  ],
  ['too many nodes', () => `{ nodes(ids: ${ids(501)}) { id } }`, 'LIMIT_EXCEEDED', 'ids'],
  [
    'a search too short',
    () => '{ lectures(filter: {search: " a "}) { nodes { id } } }',
    'ARGUMENT_INVALID',
    'filter.search',
  ],
  [
    'a range that ends before it starts',
    () => `{ lecture(lectureId: "CS101") { sessions(${range('2026-03-02', '2026-03-01')}) { nodes { id } } } }`,
    'ARGUMENT_INVALID',
    'range',
  ],
  [
    'more than 400 days',
    () => `{ reports { topLectures(${range('2025-01-01', '2026-02-06')}) { rank } } }`,
    'LIMIT_EXCEEDED',
    'range',
  ],
  [
    'more than 400 days of a student',
    () => `{ student(studentId: "S1") { attendance(${range('2025-01-01', '2026-02-06')}) { rate } } }`,
    'LIMIT_EXCEEDED',
    'range',
  ],
  [
    'more than 31 days of attempts',
    () => `{ invalidAttempts(${range('2026-01-01T00:00:00Z', '2026-02-01T00:00:00.001Z')}) { nodes { id } } }`,
    'LIMIT_EXCEEDED',
    'range',
  ],
  [
    'more than 31 days of a union',
    () => `{ reports { topLectures(${range('2026-01-01', '2026-02-02')}, by: OVERALL_UNIQUES) { rank } } }`,
    'LIMIT_EXCEEDED',
    'range',
  ],
  [
    'too long a ranking',
    () => `{ reports { topLectures(${range('2026-03-01', '2026-03-19')}, first: 501) { rank } } }`,
    'LIMIT_EXCEEDED',
    'first',
  ],
  [
    'an empty ranking',
    () => `{ reports { topLectures(${range('2026-03-01', '2026-03-19')}, first: 0) { rank } } }`,
    'ARGUMENT_INVALID',
    'first',
  ],
  [
    'no start',
    () => '{ reports { latecomers(lectureId: "X9", day: "2026-03-18") { totalCount } } }',
    'LECTURE_START_UNKNOWN',
    'startsAt',
  ],
  ['too long a pull', () => '{ swipeFeed(first: 501) { cursor } }', 'LIMIT_EXCEEDED', 'first'],
  [
    'too many ids in a feed filter',
    () => `{ swipeFeed(filter: {gateIds: ${ids(600)}, studentIds: ${ids(401)}}) { cursor } }`,
    'LIMIT_EXCEEDED',
    'filter',
  ],
  [
    'too many dead letters',
    () => `mutation { discardDeadLetters(ids: ${ids(501)}) { done } }`,
    'LIMIT_EXCEEDED',
    'ids',
  ],
  [
    'too many rows',
    () => `mutation { removeStudents(studentIds: ${ids(5001)}) { done } }`,
    'LIMIT_EXCEEDED',
    'studentIds',
  ],
  [
    'too deep an operation',
    () => `{ lecture(lectureId: "CS101") { ${'session { lecture { '.repeat(9)} title ${'} }'.repeat(9)} } }`,
    'QUERY_TOO_COMPLEX',
    null,
  ],
  [
    'too costly an operation',
    () => '{ sessions(first: 500) { nodes { attendees(first: 500) { nodes { student { cohort } } } } } }',
    'QUERY_TOO_COMPLEX',
    null,
  ],
  [
    'too many aliases',
    () => `{ ${Array.from({ length: 401 }, (_, index) => `a${index}: campus { today }`).join(' ')} }`,
    'QUERY_TOO_COMPLEX',
    null,
  ],
  ['an unknown field', () => '{ campus { nosuch } }', 'REQUEST_INVALID', null],
];

describe('a request that cannot be answered', () => {
  it.each(BAD)('for %s says what is wrong, by code and argument', async (_what, operation, code, argument) => {
    const answer = await world.run(operation());
    expect([...new Set(codes(answer).map(String))]).toEqual([`${code},${argument ?? ''}`]);
    expect(answer.errors.every(({ extensions }) => typeof extensions.retriable === 'boolean')).toBe(true);
    expect(answer.errors.every(({ message }) => !/at \w+ \(|\.ts|undefined/.test(message))).toBe(true);
  });

  it('by a variable of the wrong form is ARGUMENT_INVALID and names the variable', async () => {
    const answer = await world.run('query ($day: LocalDate) { sessions(day: $day) { nodes { id } } }', {
      day: 'today',
    });
    expect(answer.data).toBeNull();
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['ARGUMENT_INVALID']);
    expect(answer.errors[0]?.message).toContain('$day');
  });
});

describe('a day', () => {
  it.each(['0001-01-01', '1969-12-31', '1970-01-01', '2026-03-29', '9999-12-31'])(
    'as far away as %s is answered',
    async (day) => {
      const answer = await world.run(
        `query ($day: LocalDate!) {
      sessions(day: $day) { nodes { id status isFinal startsAt swipeCount } } gates(day: $day) { nodes { id } }
      lectures(filter: {day: $day}) { nodes { id } } gate(gateId: "G1") { summary(day: $day) { enters } swipes(day: $day) { nodes { id } } }
      student(studentId: "S1") { swipes(day: $day) { nodes { id } } attendance(range: {from: $day, to: $day}) { sessions rate } }
      lecture(lectureId: "CS101") { session(day: $day) { id isFinal } sessions(range: {from: $day, to: $day}) { nodes { id } } }
      reports { topLectures(range: {from: $day, to: $day}) { rank } } }`,
        { day },
      );
      expect(answer.errors).toEqual([]);
    },
  );
});

describe('a forged cursor or id', () => {
  const uuid = '00000000-0000-4000-8000-000000000001';
  const part = fc.constantFrom<string | number>(
    'S1',
    'CS101',
    '',
    '\u0000',
    uuid,
    '2026-03-18',
    -1,
    0,
    20_530,
    1e12,
    9e15,
    -9e15,
  );
  const kinds = [
    ['session:swipes', (cursor: string) => session(`swipes(after: "${cursor}") { nodes { id } }`)],
    ['attendees', (cursor: string) => session(`attendees(before: "${cursor}") { nodes { studentId } }`)],
    [
      'attendees:first',
      (cursor: string) => session(`attendees(orderBy: FIRST_ENTER, after: "${cursor}") { nodes { studentId } }`),
    ],
    ['absentees', (cursor: string) => session(`absentees(after: "${cursor}") { nodes { id } }`)],
    [
      'student:swipes',
      (cursor: string) => `{ student(studentId: "S1") { swipes(last: 3, before: "${cursor}") { nodes { id } } } }`,
    ],
    ['gate:swipes', (cursor: string) => `{ gate(gateId: "G1") { swipes(after: "${cursor}") { nodes { id } } } }`],
    [
      'lecture:sessions',
      (cursor: string) => `{ lecture(lectureId: "CS101") { sessions(after: "${cursor}") { nodes { id } } } }`,
    ],
    ['lectures', (cursor: string) => `{ lectures(before: "${cursor}") { nodes { id } } }`],
    ['students', (cursor: string) => `{ students(after: "${cursor}") { nodes { id } } }`],
    ['gates', (cursor: string) => `{ gates(after: "${cursor}") { nodes { id } } }`],
    ['simulations', (cursor: string) => `{ simulations(after: "${cursor}") { nodes { id } } }`],
    ['deadLetters', (cursor: string) => `{ deadLetters(after: "${cursor}") { nodes { id } } }`],
    [
      'attempts',
      (cursor: string) =>
        `{ invalidAttempts(${range('2026-03-18T00:00:00Z', '2026-03-19T00:00:00Z')}, after: "${cursor}") { nodes { id } } }`,
    ],
    ['Swipe', (id: string) => `{ node(id: "${id}") { id } }`],
    ['InvalidAttempt', (id: string) => `{ node(id: "${id}") { id } }`],
    ['LectureSession', (id: string) => `{ node(id: "${id}") { id } }`],
    ['DeadLetter', (id: string) => `{ node(id: "${id}") { id } }`],
  ] as const;

  it.each(kinds)('of the form of %s is refused or finds nothing: never INTERNAL', async (kind, operation) => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), async (parts) => {
        const { errors } = await world.run(operation(encodeParts([kind, ...parts])));
        for (const { extensions } of errors) expect(['CURSOR_INVALID', 'ARGUMENT_INVALID']).toContain(extensions.code);
      }),
      { numRuns: 60 },
    );
  });
});

describe('toGraphQLError', () => {
  it('masks what it does not know, and logs it', () => {
    const logged: unknown[] = [];
    const error = toGraphQLError(new Error('password is hunter2'), { error: (_event, fields) => logged.push(fields) });
    expect(error.message).not.toContain('hunter2');
    expect(error.extensions).toEqual({ code: 'INTERNAL', retriable: false });
    expect(JSON.stringify(logged)).toContain('hunter2');
  });

  it('masks it inside what graphql-js wraps round it too, and keeps the path', () => {
    const wrapped = new GraphQLError('secret', { path: ['a', 0], originalError: new TypeError('secret') });
    const error = toGraphQLError(wrapped);
    expect(error.message).not.toContain('secret');
    expect(error.path).toEqual(['a', 0]);
    expect(error.extensions.code).toBe('INTERNAL');
  });
});
