import fc from 'fast-check';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeParts } from '../../src/resolvers/opaque.ts';
import { schema } from '../../src/schema/schema.ts';
import { validateDocument } from '../../src/server/document.ts';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { fillSmallCampus } from '../support/small-campus.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
});
afterAll(() => world.dispose());

const FINE = '{from: "2026-03-01", to: "2026-04-01"}';
const BACKWARDS = '{from: "2026-04-01", to: "2026-03-01"}';
const TOO_LONG = '{from: "2025-01-01", to: "2026-02-06"}';
const NOON_ON = '{from: "2026-03-17T12:00:00Z", to: "2026-03-18T12:00:00Z"}';
const FAR = encodeParts(['records', 20_530, 'CS101']);

const patterns = (args: string) => `weekdayPatterns(${args}) { weekday }`;
const silent = (args: string) => `silentSessions(${args}) { nodes { id } }`;
const consistency = (args: string) => `consistency(lectureId: "CS101", ${args}) { totalCount }`;
const attempts = (args: string) => `invalidAttempts(${args}) { total }`;

const BAD: readonly (readonly [what: string, report: string, code: string, argument: string])[] = [
  ['patterns of a range backwards', patterns(`range: ${BACKWARDS}`), 'ARGUMENT_INVALID', 'range'],
  ['patterns of too long a range', patterns(`range: ${TOO_LONG}`), 'LIMIT_EXCEEDED', 'range'],
  ['patterns of a bad id', patterns(`range: ${FINE}, lectureIds: ["a b"]`), 'ARGUMENT_INVALID', 'lectureIds'],
  [
    'patterns of too many lectures',
    patterns(`range: ${FINE}, lectureIds: ${JSON.stringify(Array.from({ length: 501 }, (_, n) => `L${n}`))}`),
    'LIMIT_EXCEEDED',
    'lectureIds',
  ],
  ['silence of a range backwards', silent(`range: ${BACKWARDS}`), 'ARGUMENT_INVALID', 'range'],
  ['silence of too long a range', silent(`range: ${TOO_LONG}`), 'LIMIT_EXCEEDED', 'range'],
  ['silence on too long a page', silent(`range: ${FINE}, first: 501`), 'LIMIT_EXCEEDED', 'first'],
  ["silence after another list's cursor", silent(`range: ${FINE}, after: "${FAR}"`), 'CURSOR_INVALID', 'after'],
  ['consistency over nothing', consistency('over: {lastSessions: 0}'), 'ARGUMENT_INVALID', 'over.lastSessions'],
  ['consistency over too much', consistency('over: {lastSessions: 201}'), 'LIMIT_EXCEEDED', 'over.lastSessions'],
  ['consistency backwards', consistency(`over: {range: ${BACKWARDS}}`), 'ARGUMENT_INVALID', 'over.range'],
  ['consistency over too many days', consistency(`over: {range: ${TOO_LONG}}`), 'LIMIT_EXCEEDED', 'over.range'],
  ['a share below 0', consistency('over: {lastSessions: 1}, atLeast: -0.01'), 'ARGUMENT_INVALID', 'atLeast'],
  ['a share above 1', consistency('over: {lastSessions: 1}, atMost: 1.01'), 'ARGUMENT_INVALID', 'atMost'],
  ['no share', consistency('over: {lastSessions: 1}, atLeast: 0.5, atMost: 0.4'), 'ARGUMENT_INVALID', 'atLeast'],
  ['a page below 0', consistency('over: {lastSessions: 1}, first: -1'), 'ARGUMENT_INVALID', 'first'],
  ['a foreign cursor', consistency(`over: {lastSessions: 1}, before: "${FAR}"`), 'CURSOR_INVALID', 'before'],
  [
    'an unknown lecture',
    'consistency(lectureId: "NONE", over: {lastSessions: 1}) { totalCount }',
    'ARGUMENT_INVALID',
    'lectureId',
  ],
  [
    'an ill-formed lecture',
    'consistency(lectureId: "", over: {lastSessions: 1}) { totalCount }',
    'ARGUMENT_INVALID',
    'lectureId',
  ],
  [
    'attempts backwards',
    attempts('range: {from: "2026-03-18T12:00:00Z", to: "2026-03-17T12:00:00Z"}'),
    'ARGUMENT_INVALID',
    'range',
  ],
  [
    'attempts of more than 31 days',
    attempts('range: {from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00.001Z"}'),
    'LIMIT_EXCEEDED',
    'range',
  ],
  ['no groups', attempts(`range: ${NOON_ON}, first: 0`), 'ARGUMENT_INVALID', 'first'],
  ['too many groups', attempts(`range: ${NOON_ON}, first: 501`), 'LIMIT_EXCEEDED', 'first'],
  [
    'a bad id in a filter',
    attempts(`range: ${NOON_ON}, filter: {gateIds: ["?"]}`),
    'ARGUMENT_INVALID',
    'filter.gateIds',
  ],
];

describe('a report that cannot be answered', () => {
  it.each(BAD)('for %s is null and says what is wrong, by code and argument', async (_what, report, code, argument) => {
    const answer = await world.run(`{ reports { report: ${report} } campus { timeZone } }`);
    expect(codes(answer)).toEqual([[code, argument]]);
    expect(answer.data).toEqual({ reports: { report: null }, campus: { timeZone: 'UTC' } });
  });

  it.each([
    ['both', `{lastSessions: 1, range: ${FINE}}`],
    ['neither', '{}'],
    ['null', '{lastSessions: null}'],
  ])('for a choice of %s is refused before anything is run, and names the argument', (_what, over) => {
    const errors = validateDocument(schema, parse(`{ reports { ${consistency(`over: ${over}`)} } }`));
    expect(errors.map(({ extensions }) => [extensions.code, extensions.argument])).toEqual([
      ['GRAPHQL_VALIDATION_FAILED', 'over'],
    ]);
  });

  it('for a choice of both in a variable is refused, and names the variable', async () => {
    const query =
      'query ($over: SessionChoice!) { reports { consistency(lectureId: "CS101", over: $over) { sessions } } }';
    const over = { lastSessions: 1, range: { from: '2026-03-01', to: '2026-04-01' } };
    const answer = await world.run(query, { over });
    expect(answer.data).toBeNull();
    expect(answer.errors.map(({ message }) => message.includes('$over'))).toEqual([true]);
  });

  it('for a viewer who may not see it is null and FORBIDDEN', async () => {
    const viewer = { subject: 'x', scopes: new Set(['attendance:read:aggregate']), studentId: null, lectureIds: null };
    const answer = await world.run(
      `{ reports { ${consistency('over: {lastSessions: 1}')} ${attempts(`range: ${NOON_ON}`)} ${patterns(`range: ${FINE}`)} } }`,
      {},
      { ...viewer, expiresAt: null },
    );
    expect(codes(answer)).toEqual([
      ['FORBIDDEN', null],
      ['FORBIDDEN', null],
    ]);
    expect(answer.data).toMatchObject({
      reports: { consistency: null, invalidAttempts: null, weekdayPatterns: [{ weekday: 'WEDNESDAY' }] },
    });
  });

  it('while the store cannot be reached leaves its neighbours alive', async () => {
    world.fail('swipeStore', 'STORE_UNAVAILABLE');
    const answer = await world.run(`{ reports { ${silent(`range: ${FINE}`)} } campus { timeZone } }`);
    world.fail('swipeStore', null);
    expect(codes(answer)).toEqual([['STORE_UNAVAILABLE', null]]);
    expect(answer.data).toEqual({ reports: { silentSessions: null }, campus: { timeZone: 'UTC' } });
  });
});

describe('a report of a forged cursor', () => {
  const part = fc.constantFrom<string | number>('S1', '', '\u0000', -1, 0, 1, 20_530, 9e15, -9e15);
  const kinds = [
    ['silent', (cursor: string) => silent(`range: ${FINE}, after: "${cursor}"`)],
    ['consistency', (cursor: string) => consistency(`over: {lastSessions: 9}, atLeast: 0, before: "${cursor}"`)],
  ] as const;

  it.each(kinds)('of the form of %s is refused or finds nothing: never INTERNAL', async (kind, report) => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 4 }), async (parts) => {
        const { errors } = await world.run(`{ reports { ${report(encodeParts([kind, ...parts]))} } }`);
        for (const { extensions } of errors) expect(extensions.code).toBe('CURSOR_INVALID');
      }),
      { numRuns: 60 },
    );
  });
});

describe('a report of a day', () => {
  it.each(['0001-01-01', '1969-12-31', '2026-03-29', '9999-12-31'])('as far away as %s is answered', async (day) => {
    const range = `{from: "${day}", to: "${day}"}`;
    const attempted = `{from: "${day}T00:00:00Z", to: "${day}T23:59:59Z"}`;
    const answer = await world.run(`{ reports { ${patterns(`range: ${range}`)} ${silent(`range: ${range}`)}
      ${consistency(`over: {range: ${range}}`)} ${attempts(`range: ${attempted}, groupBy: [HOUR, DAY]`)} } }`);
    expect(answer.errors).toEqual([]);
  });
});
