import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { attemptAt, day, fillSmallCampus, swipeAt } from '../support/small-campus.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
});
afterAll(() => world.dispose());

describe('latecomers', () => {
  const ask = (args: string, fields = 'totalCount nodes { studentId lateBy firstEnter student { displayName } }') =>
    world.run(`{ reports { latecomers(lectureId: "CS101", day: "2026-03-18"${args}) { ${fields} } } }`);

  it('are those after start + grace, exactly equal is on time', async () => {
    expect(await ask('')).toEqual({
      data: {
        reports: {
          latecomers: {
            totalCount: 1,
            nodes: [
              {
                studentId: 'S2',
                lateBy: 'PT15M',
                firstEnter: '2026-03-18T11:15:00.000Z',
                student: { displayName: 'Alan Turing' },
              },
            ],
          },
        },
      },
      errors: [],
    });
  });

  it('stand by lateness, longest first, under a start and grace of the caller, page by page', async () => {
    const args = ', startsAt: "2026-03-18T10:50:00Z", gracePeriod: "PT0S", first: 2';
    const fields = 'totalCount nodes { studentId lateBy } pageInfo { endCursor hasNextPage }';
    const first = await ask(args, fields);
    expect(first.data).toMatchObject({
      reports: {
        latecomers: {
          totalCount: 3,
          nodes: [
            { studentId: 'S2', lateBy: 'PT25M' },
            { studentId: 'S4', lateBy: 'PT20M' },
          ],
        },
      },
    });
    const cursor = /"endCursor":"([^"]+)"/.exec(JSON.stringify(first.data))?.[1];
    expect((await ask(`${args}, after: "${cursor}"`, fields)).data).toMatchObject({
      reports: { latecomers: { nodes: [{ studentId: 'S1', lateBy: 'PT8M' }], pageInfo: { hasNextPage: false } } },
    });
  });

  it('of a cancelled session have no start but the one they are given', async () => {
    await world.services.imports.sessionChanges([
      { lectureId: 'CS101', day: day('2026-03-11'), cancelled: true, startSecond: null, durationMs: null },
    ]);
    const answer = await world.run(
      '{ reports { latecomers(lectureId: "CS101", day: "2026-03-11") { totalCount } } campus { today } }',
    );
    expect(answer.data).toEqual({ reports: { latecomers: null }, campus: { today: '2026-03-18' } });
    expect(codes(answer)).toEqual([['LECTURE_START_UNKNOWN', 'startsAt']]);
  });
});

describe('top lectures', () => {
  it('rank sessions that have begun and are not cancelled, highest first, then by id', async () => {
    const ask = async (by: string) =>
      (
        await world.run(
          `{ reports { topLectures(range: {from: "2026-03-01", to: "2026-04-01"}, by: ${by}) { rank lectureId score sessions lecture { title } } } }`,
        )
      ).data;
    const maths = { lectureId: 'MA201', score: 0, sessions: 2, lecture: { title: 'Linear Maths' } };
    const computing = { lectureId: 'CS101', sessions: 2, lecture: { title: 'Computer Science' } };
    const ghost = { lectureId: 'X9', score: 1, sessions: 1, lecture: { title: null } };
    expect(await ask('SWIPES')).toEqual({
      reports: {
        topLectures: [
          { rank: 1, score: 4, ...computing },
          { rank: 2, ...ghost },
          { rank: 3, ...maths },
        ],
      },
    });
    expect(await ask('DAILY_UNIQUES')).toMatchObject({
      reports: { topLectures: [{ score: 3 }, { score: 1 }, { score: 0 }] },
    });
    expect(await ask('OVERALL_UNIQUES')).toMatchObject({
      reports: { topLectures: [{ score: 3 }, { score: 1 }, { score: 0 }] },
    });
  });
});

describe('a student', () => {
  it('attended, was late or absent at sessions that were theirs', async () => {
    const { data, errors } = await world.run(`{ student(studentId: "S2") {
      displayName lectures { nodes { lectureId } } swipes { nodes { action } }
      attendance(range: {from: "2026-03-01", to: "2026-04-01"}) { sessions attended late rate
        records { nodes { outcome lateBy firstEnter session { day lecture { lectureId } } } } } } }`);
    expect(errors).toEqual([]);
    const at = (text: string) => ({ day: text, lecture: { lectureId: 'CS101' } });
    expect(data).toEqual({
      student: {
        displayName: 'Alan Turing',
        lectures: { nodes: [{ lectureId: 'CS101' }] },
        swipes: { nodes: [{ action: 'EXIT' }, { action: 'ENTER' }] },
        attendance: {
          sessions: 2,
          attended: 1,
          late: 1,
          rate: 0.5,
          records: {
            nodes: [
              { outcome: 'LATE', lateBy: 'PT15M', firstEnter: '2026-03-18T11:15:00.000Z', session: at('2026-03-18') },
              { outcome: 'ABSENT', lateBy: null, firstEnter: null, session: at('2026-03-04') },
            ],
          },
        },
      },
    });
  });

  it('off the roster is null by id, and an id alone in lists', async () => {
    await world.accept([swipeAt('2026-03-18T11:20:00Z', 'S5')]);
    const { data } = await world.run(`{ student(studentId: "S5") { id }
      lecture(lectureId: "CS101") { session { attendee(studentId: "S5") { student { studentId displayName } } } } }`);
    expect(data).toEqual({
      student: null,
      lecture: { session: { attendee: { student: { studentId: 'S5', displayName: null } } } },
    });
  });

  it('can be searched', async () => {
    const { data } = await world.run('{ students(filter: {cohort: "A", search: "tur"}) { nodes { studentId } } }');
    expect(data).toEqual({ students: { nodes: [{ studentId: 'S2' }] } });
  });
});

describe('gates and attempts', () => {
  it('sum up a gate and list the gates of a day', async () => {
    const { data } = await world.run(`{ gates { nodes { gateId summary { enters exits lastSwipeAt day } } }
      gate(gateId: "G1") { swipes(first: 1) { nodes { action } } summary(day: "2026-03-17") { enters } } nowhere: gate(gateId: "G9") { id } }`);
    expect(data).toMatchObject({
      gates: {
        nodes: [
          { gateId: 'G1', summary: { exits: 1, day: '2026-03-18' } },
          { gateId: 'G2', summary: { enters: 1, exits: 0, lastSwipeAt: '2026-03-18T09:00:00.000Z' } },
        ],
      },
      gate: { swipes: { nodes: [{ action: 'EXIT' }] }, summary: null },
      nowhere: null,
    });
  });

  it('list refused swipes of a range, the latest first, as filtered', async () => {
    await world.refuse([
      attemptAt('2026-03-17T10:00:00Z'),
      attemptAt('2026-03-17T10:00:01Z', { reason: 'TIMESTAMP_IN_FUTURE' }),
      attemptAt('2026-03-17T11:00:00Z', { gateId: 'G7' }),
    ]);
    const ask = async (args: string) =>
      (
        await world.run(
          `{ invalidAttempts(range: {from: "2026-03-17T00:00:00Z", to: "2026-03-17T11:00:01Z"}${args}) { nodes { reason gateId receivedAt } } }`,
        )
      ).data;
    expect(await ask('')).toMatchObject({
      invalidAttempts: {
        nodes: [{ gateId: 'G7' }, { reason: 'TIMESTAMP_IN_FUTURE' }, { receivedAt: '2026-03-17T10:00:00.000Z' }],
      },
    });
    expect(await ask(', order: ASC, filter: {reasons: [UNKNOWN_STUDENT], gateIds: ["G7"]}')).toEqual({
      invalidAttempts: { nodes: [{ reason: 'UNKNOWN_STUDENT', gateId: 'G7', receivedAt: '2026-03-17T11:00:00.000Z' }] },
    });
  });
});
