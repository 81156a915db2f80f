import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { attemptAt, fillSmallCampus } from '../support/small-campus.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
});
afterAll(() => world.dispose());

const MARCH = '{from: "2026-03-01", to: "2026-04-01"}';
const ask = async (report: string) => {
  const answer = await world.run(`{ reports { ${report} } }`);
  expect(answer.errors).toEqual([]);
  return answer.data;
};
const refused = async (report: string) => {
  const answer = await world.run(`{ reports { ${report} } campus { today } }`);
  expect(answer.data).toHaveProperty('campus.today', '2026-03-18');
  return codes(answer);
};

describe('weekday patterns', () => {
  it('count sessions that have begun, those at which nobody swiped with 0', async () => {
    // CS101 on the 4th, 11th and 18th, MA201 on the 4th and 11th (on the 18th it begins later), X9 once.
    const wednesday = { weekday: 'WEDNESDAY', sessions: 6 };
    expect(await ask(`weekdayPatterns(range: ${MARCH}) { weekday sessions total mean median min max }`)).toEqual({
      reports: { weekdayPatterns: [{ ...wednesday, total: 6, mean: 1, median: 0.5, min: 0, max: 3 }] },
    });
    expect(
      await ask(`weekdayPatterns(range: ${MARCH}, lectureIds: ["CS101"], measure: SWIPES) { sessions total max }`),
    ).toEqual({ reports: { weekdayPatterns: [{ sessions: 3, total: 6, max: 4 }] } });
    expect(await ask(`weekdayPatterns(range: {from: "2026-03-01", to: "2026-03-01"}) { total }`)).toEqual({
      reports: { weekdayPatterns: [] },
    });
  });
});

describe('consistency', () => {
  const fields =
    'totalCount sessions nodes { studentId attended sessions rate longestAbsence student { displayName } }';

  it('lists who came how often, highest first, over a range or the last sessions', async () => {
    const third = 1 / 3;
    const answer = await ask(`consistency(lectureId: "CS101", over: {range: ${MARCH}}, atLeast: 0) { ${fields} }`);
    expect(answer).toMatchObject({
      reports: {
        consistency: {
          totalCount: 4,
          sessions: 3,
          nodes: [
            { studentId: 'S4', attended: 1, sessions: 1, rate: 1, longestAbsence: 0 },
            { studentId: 'S1', attended: 2, sessions: 3, rate: 2 / 3, longestAbsence: 1 },
            { studentId: 'S2', attended: 1, sessions: 3, rate: third, longestAbsence: 2 },
            { studentId: 'S3', attended: 1, sessions: 3, rate: third, longestAbsence: 1 },
          ],
        },
      },
    });
    expect(await ask(`consistency(lectureId: "CS101", over: {lastSessions: 1}) { ${fields} }`)).toMatchObject({
      reports: { consistency: { sessions: 1, nodes: [{ studentId: 'S1' }, { studentId: 'S2' }, { studentId: 'S4' }] } },
    });
  });

  it('goes on page by page', async () => {
    const page = (args: string) =>
      ask(
        `consistency(lectureId: "CS101", over: {range: ${MARCH}}, atLeast: 0, atMost: 0.7${args}) { totalCount pageInfo { endCursor hasNextPage } nodes { studentId } }`,
      );
    const first = await page(', first: 1');
    expect(first).toMatchObject({ reports: { consistency: { totalCount: 3, nodes: [{ studentId: 'S1' }] } } });
    const cursor = /"endCursor":"([^"]+)"/.exec(JSON.stringify(first))?.[1];
    expect(await page(`, after: "${cursor}"`)).toMatchObject({
      reports: { consistency: { nodes: [{ studentId: 'S2' }, { studentId: 'S3' }], pageInfo: { hasNextPage: false } } },
    });
  });
});

describe('silent sessions', () => {
  it('were scheduled and have begun, and nobody came', async () => {
    expect(await ask(`silentSessions(range: ${MARCH}) { nodes { day lecture { lectureId } } }`)).toEqual({
      reports: {
        silentSessions: {
          nodes: [
            { day: '2026-03-04', lecture: { lectureId: 'CS101' } },
            { day: '2026-03-04', lecture: { lectureId: 'MA201' } },
            { day: '2026-03-11', lecture: { lectureId: 'MA201' } },
          ],
        },
      },
    });
  });
});

describe('invalid attempts', () => {
  it('are grouped by what was asked for, and all counted', async () => {
    await world.refuse([
      attemptAt('2026-02-02T10:00:00Z', { gateId: 'G2', reason: 'MALFORMED', studentId: null }),
      attemptAt('2026-02-02T10:59:59Z', { gateId: null }),
      attemptAt('2026-02-02T11:00:00Z', { gateId: 'G1' }),
      attemptAt('2026-02-03T11:00:00Z', { gateId: 'G1' }),
    ]);
    const range = '{from: "2026-02-01T00:00:00Z", to: "2026-02-10T00:00:00Z"}';
    expect(
      await ask(`invalidAttempts(range: ${range}) { total truncated groups { gateId count firstAt lastAt hour } }`),
    ).toEqual({
      reports: {
        invalidAttempts: {
          total: 4,
          truncated: false,
          groups: [
            {
              gateId: 'G1',
              count: 2,
              firstAt: '2026-02-02T11:00:00.000Z',
              lastAt: '2026-02-03T11:00:00.000Z',
              hour: null,
            },
            {
              gateId: 'G2',
              count: 1,
              firstAt: '2026-02-02T10:00:00.000Z',
              lastAt: '2026-02-02T10:00:00.000Z',
              hour: null,
            },
            {
              gateId: null,
              count: 1,
              firstAt: '2026-02-02T10:59:59.000Z',
              lastAt: '2026-02-02T10:59:59.000Z',
              hour: null,
            },
          ],
        },
      },
    });
    expect(
      await ask(
        `invalidAttempts(range: ${range}, groupBy: [DAY, HOUR], first: 1, filter: {reasons: [UNKNOWN_STUDENT]}) { total truncated groups { day hour count } }`,
      ),
    ).toEqual({
      reports: {
        invalidAttempts: {
          total: 3,
          truncated: true,
          groups: [{ day: '2026-02-02', hour: '2026-02-02T10:00:00.000Z', count: 1 }],
        },
      },
    });
    expect(await ask(`invalidAttempts(range: ${range}, groupBy: []) { groups { count } }`)).toEqual({
      reports: { invalidAttempts: { groups: [{ count: 4 }] } },
    });
  });
});

describe('what no report can be made of', () => {
  const backwards = '{from: "2026-03-02", to: "2026-03-01"}';
  const long = '{from: "2025-01-01", to: "2026-03-01"}';
  it.each([
    [`weekdayPatterns(range: ${backwards}) { total }`, 'ARGUMENT_INVALID', 'range'],
    [`weekdayPatterns(range: ${long}) { total }`, 'LIMIT_EXCEEDED', 'range'],
    [`weekdayPatterns(range: ${MARCH}, lectureIds: ["no id"]) { total }`, 'ARGUMENT_INVALID', 'lectureIds'],
    [`silentSessions(range: ${long}) { nodes { day } }`, 'LIMIT_EXCEEDED', 'range'],
    [`consistency(lectureId: "NOWHERE", over: {lastSessions: 1}) { sessions }`, 'ARGUMENT_INVALID', 'lectureId'],
    [`consistency(lectureId: "CS101", over: {lastSessions: 0}) { sessions }`, 'ARGUMENT_INVALID', 'over.lastSessions'],
    [`consistency(lectureId: "CS101", over: {lastSessions: 201}) { sessions }`, 'LIMIT_EXCEEDED', 'over.lastSessions'],
    [`consistency(lectureId: "CS101", over: {range: ${long}}) { sessions }`, 'LIMIT_EXCEEDED', 'over.range'],
    [
      `consistency(lectureId: "CS101", over: {lastSessions: 1}, atLeast: 1.5) { sessions }`,
      'ARGUMENT_INVALID',
      'atLeast',
    ],
    [`consistency(lectureId: "CS101", over: {lastSessions: 1}, atMost: -1) { sessions }`, 'ARGUMENT_INVALID', 'atMost'],
    [
      `consistency(lectureId: "CS101", over: {lastSessions: 1}, atLeast: 0.5, atMost: 0.4) { sessions }`,
      'ARGUMENT_INVALID',
      'atLeast',
    ],
    [`latecomers(lectureId: "NOWHERE", day: "2026-03-18") { totalCount }`, 'ARGUMENT_INVALID', 'lectureId'],
    [
      `invalidAttempts(range: {from: "2026-03-01T00:00:00Z", to: "2026-04-02T00:00:00Z"}) { total }`,
      'LIMIT_EXCEEDED',
      'range',
    ],
    [
      `invalidAttempts(range: {from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z"}, first: 501) { total }`,
      'LIMIT_EXCEEDED',
      'first',
    ],
  ])('%s', async (report, code, argument) => {
    expect(await refused(report)).toEqual([[code, argument]]);
  });

  it('both kinds of choice, or neither', async () => {
    for (const over of [`{lastSessions: 1, range: ${MARCH}}`, '{}', '{lastSessions: null}']) {
      const { errors } = await world.run(`{ reports { consistency(lectureId: "CS101", over: ${over}) { sessions } } }`);
      expect(errors.map(({ message }) => message).join()).toMatch(/SessionChoice/);
    }
  });
});
