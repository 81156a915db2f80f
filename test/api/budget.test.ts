import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld, type PortCall } from '../support/api-world.ts';
import { day, swipeAt } from '../support/small-campus.ts';

let world: ApiWorld;
const STUDENTS = Array.from({ length: 500 }, (_, index) => `S${1000 + index}`);
const LECTURES = Array.from({ length: 60 }, (_, index) => `L${100 + index}`);

beforeAll(async () => {
  world = await openApiWorld();
  const { imports } = world.services;
  await imports.students(STUDENTS.map((studentId) => ({ studentId, displayName: `Name ${studentId}` })));
  const slot = { weekday: 2, startSecond: 39_600, durationMs: 7_200_000, from: day('2026-03-02'), until: null };
  await imports.lectures(LECTURES.map((lectureId) => ({ lectureId, title: lectureId, timetable: [slot] })));
  await imports.enrolments(LECTURES.map((lectureId) => ({ lectureId, studentId: 'S1000', from: null })));
  await imports.enrolments(STUDENTS.map((studentId) => ({ lectureId: 'L100', studentId, from: null })));
  await world.accept([
    ...STUDENTS.map((studentId) => swipeAt('2026-03-18T11:05:00Z', studentId, 'L100')),
    ...LECTURES.slice(1).map((lectureId) => swipeAt('2026-03-18T11:06:00Z', 'S1000', lectureId)),
  ]);
});
afterAll(() => world.dispose());

async function callsOf(source: string): Promise<readonly PortCall[]> {
  world.calls.length = 0;
  const { errors } = await world.run(source);
  expect(errors).toEqual([]);
  return [...world.calls];
}

/** Calls of one method in one round, where there was more than one. Rounds overlap when a read is slow, ports do not tell them apart. */
function repeated(calls: readonly PortCall[]): string[] {
  const seen = new Map<string, number>();
  for (const { port, method, round } of calls) {
    const text = `${port}.${method} in ${round}`;
    seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  return [...seen].filter(([, count]) => count > 1).map(([text, count]) => `${text}: ${count}`);
}

const rounds = (calls: readonly PortCall[]) => new Set(calls.map(({ round }) => round)).size;

const PAGE = `{ lecture(lectureId: "L100") { title session {
  status swipeCount presentNow lateCount absentCount enrolledAttended attendanceRate revision uniqueAttendees { estimate exact }
  attendees(first: 500) { nodes { studentId enrolled late lateBy present firstEnter student { displayName cohort } } } } } }`;

const list = (
  first: number,
) => `{ sessions(first: ${first}) { nodes { status swipeCount presentNow lateCount absentCount
  attendanceRate uniqueAttendees { estimate exact } lecture { title enrolledCount }
  attendees(first: 5) { nodes { enrolled student { displayName } } } } } }`;

describe('the budget of port calls', () => {
  it('answers a session page with 500 attendees in two rounds of reads, one call a port in each', async () => {
    const attendees = 'attendees(first: 500) { nodes { enrolled student { displayName } } }';
    for (const page of [PAGE, `{ lecture(lectureId: "L100") { session { ${attendees} } } }`]) {
      const calls = await callsOf(page);
      expect(rounds(calls)).toBeLessThanOrEqual(2);
      expect(repeated(calls)).toEqual([]);
    }
  });

  it('is the same for a list of 2 sessions and of 60', async () => {
    const few = await callsOf(list(2));
    const many = await callsOf(list(60));
    const methods = (calls: readonly PortCall[]) => calls.map(({ port, method }) => `${port}.${method}`).sort();
    expect(methods(many)).toEqual(methods(few));
    expect(many.length).toBeLessThanOrEqual(6);
  });

  it('is the same for the sessions of 2 lectures and of 60', async () => {
    const ask = (first: number) =>
      `{ lectures(first: ${first}) { nodes { title enrolledCount sessions(first: 3) { nodes { day swipeCount lateCount } } session { presentNow } } } }`;
    const few = await callsOf(ask(2));
    expect((await callsOf(ask(60))).map(({ method }) => method).sort()).toEqual(few.map(({ method }) => method).sort());
    expect(few.length).toBeLessThanOrEqual(5);
  });

  it('reads totals, not sheets, where only sums are asked for', async () => {
    const calls = await callsOf('{ sessions(first: 60) { nodes { swipeCount uniqueAttendees { exact } } } }');
    expect(calls.map(({ method }) => method)).toEqual(['sessionKeys', 'totals']);
  });

  it('costs one read for many nodes of a type', async () => {
    const ids = await world.run('{ students(first: 200) { nodes { id } } }');
    const found = JSON.stringify(ids.data).match(/"id":"[^"]+"/g) ?? [];
    const quoted = found.map((pair) => pair.slice(5));
    const calls = await callsOf(`{ nodes(ids: [${quoted.join(',')}]) { id } }`);
    expect(quoted).toHaveLength(200);
    expect(calls.map(({ method }) => method)).toEqual(['students']);
  });

  it('ranks any number of lectures in two rounds', async () => {
    for (const by of ['DAILY_UNIQUES', 'OVERALL_UNIQUES', 'SWIPES']) {
      const calls = await callsOf(`{ reports { topLectures(range: {from: "2026-03-01", to: "2026-03-19"}, by: ${by}) {
        rank lecture { title enrolledCount } } } }`);
      expect(calls.length).toBeLessThanOrEqual(3);
    }
  });
});
