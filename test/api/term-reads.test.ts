import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { day, swipeAt } from '../support/small-campus.ts';

/** What reads swipe rows, one by one: no report over a term may. */
const READS_SWIPES = ['sessionSwipes', 'studentSwipes', 'gateSwipes', 'swipes'];
const LECTURES = Array.from({ length: 40 }, (_, index) => `L${100 + index}`);
const STUDENTS = Array.from({ length: 30 }, (_, index) => `S${100 + index}`);
const WEEKS = ['02-18', '02-25', '03-04', '03-11', '03-18'];
const TERM = 'range: {from: "2026-02-01", to: "2026-03-19"}';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
  const { imports } = world.services;
  const slot = { weekday: 2, startSecond: 39_600, durationMs: 7_200_000, from: day('2026-02-11'), until: null };
  await imports.lectures(LECTURES.map((lectureId) => ({ lectureId, timetable: [slot] })));
  await imports.students(STUDENTS.map((studentId) => ({ studentId })));
  await imports.enrolments(
    LECTURES.flatMap((lectureId) => STUDENTS.map((studentId) => ({ lectureId, studentId, from: null }))),
  );
  for (const week of WEEKS) {
    const here = STUDENTS.flatMap((studentId, index) =>
      LECTURES.filter((_, at) => (index + at) % 3 > 0).map((id) =>
        swipeAt(`2026-${week}T11:0${index % 9}:00Z`, studentId, id),
      ),
    );
    await world.accept(here);
  }
});
afterAll(() => world.dispose());

const reports = (report: string) => `{ reports { ${report} } }`;
const consistency = (over: string) =>
  reports(`consistency(lectureId: "L100", over: ${over}, atLeast: 0, first: 500) { sessions nodes { rate } }`);

/** Of each report: the operation, and the calls of the swipe store and the counter that it takes. */
const TERM_REPORTS: readonly (readonly [name: string, operation: string, calls: readonly string[]])[] = [
  ['topLectures', reports(`topLectures(${TERM}) { score }`), ['sessionKeys', 'count']],
  ['topLectures by swipes', reports(`topLectures(${TERM}, by: SWIPES) { score }`), ['sessionKeys', 'totals']],
  ['weekdayPatterns', reports(`weekdayPatterns(${TERM}) { mean }`), ['sessionKeys', 'totals']],
  ['silentSessions', reports(`silentSessions(${TERM}, first: 500) { nodes { day } }`), ['sessionKeys']],
  ['consistency over a range', consistency(`{${TERM}}`), ['sessionKeys', 'attendance']],
  ['consistency over the last sessions', consistency('{lastSessions: 200}'), ['sessionKeys', 'attendance']],
  [
    'Student.attendance',
    `{ student(studentId: "S100") { attendance(${TERM}) { rate late records(first: 500) { nodes { outcome } } } } }`,
    ['studentSessions', 'sessionKeys'],
  ],
];

describe('a report over a term', () => {
  it.each(TERM_REPORTS)('calls nothing that reads swipes one by one: %s', async (_name, operation, expected) => {
    world.calls.length = 0;
    const { errors } = await world.run(operation);
    expect(errors).toEqual([]);
    const reads = world.calls.filter(({ port }) => port === 'swipeStore' || port === 'counter');
    expect(reads.map(({ method }) => method)).toEqual(expected);
    expect(world.calls.filter(({ method }) => READS_SWIPES.includes(method))).toEqual([]);
    expect(new Set(world.calls.map(({ round }) => round)).size).toBeLessThanOrEqual(2);
  });
});
