import { beforeEach, describe, expect, it } from 'vitest';
import type { Enrolment, Lecture, SessionChange, Student, Timetable } from '../../../src/core/roster.ts';
import { createRosterImports } from '../../../src/ingest/roster-imports.ts';
import type { Roster } from '../../../src/ports/roster.ts';
import type { RosterImports } from '../../../src/ports/roster-imports.ts';
import { campus, createLogBook, down, NOW } from './fakes.ts';

const TODAY = campus.dayOf(NOW);
const HOUR = 3_600_000;
const slot = (over = {}) => ({
  weekday: 0,
  startSecond: 9 * 3600,
  durationMs: HOUR,
  from: null as number | null,
  until: null as number | null,
  ...over,
});

/** A roster in memory that writes down, in order, what is done to it. */
function createRoster() {
  const students = new Map<string, Student>();
  const lectures = new Map<string, Lecture>();
  const changes = new Map<string, Map<number, SessionChange>>();
  let enrolments: Enrolment[] = [];
  const done: string[] = [];
  const unused = () => Promise.reject(new Error('not used by imports'));
  const roster: Roster = {
    known: async (ids) => ids.map((id) => students.has(id)),
    students: async (ids) => ids.map((id) => students.get(id) ?? null),
    listStudents: unused,
    allStudentIds: () => ({ [Symbol.asyncIterator]: () => ({ next: unused }) }),
    timetable: async (): Promise<Timetable> => ({ lectures, changes }),
    enrolmentsOfLectures: unused,
    enrolmentsOfStudents: unused,
    async saveStudents(rows) {
      done.push(`save ${rows.length}`);
      for (const row of rows) students.set(row.studentId, row);
    },
    async removeStudents(ids) {
      done.push(`remove ${ids.length}`);
      for (const id of ids) students.delete(id);
    },
    async saveLectures(rows) {
      done.push(`save ${rows.length}`);
      for (const row of rows) lectures.set(row.lectureId, row);
    },
    async removeLectures(ids) {
      for (const id of ids) lectures.delete(id);
    },
    async saveSessionChanges(rows) {
      done.push(`save ${rows.length}`);
      for (const row of rows) {
        changes.set(row.lectureId, new Map([...(changes.get(row.lectureId) ?? []), [row.day, row]]));
      }
    },
    async saveEnrolments(rows) {
      done.push(`save ${rows.length}`);
      enrolments = [...enrolments.filter((old) => !rows.some((row) => row.from === old.from)), ...rows];
    },
    async deleteEnrolments(rows) {
      done.push(`delete ${rows.length}`);
      enrolments = enrolments.filter((old) => !rows.some((row) => row.from === old.from));
    },
    enrolments: async (pairs) =>
      pairs.map(({ lectureId, studentId }) =>
        enrolments.filter((one) => one.lectureId === lectureId && one.studentId === studentId),
      ),
    healthy: async () => true,
  };
  const filter = {
    async add(ids: readonly string[]) {
      done.push(`filter ${ids.length}`);
    },
    async raiseRosterGeneration() {
      done.push('generation');
    },
  };
  return { roster, filter, students, lectures, changes, done, enrolments: () => enrolments };
}

let stored: ReturnType<typeof createRoster>;
let imports: RosterImports;
let now = NOW;
beforeEach(() => {
  now = NOW;
  stored = createRoster();
  const clock = { now: () => now, setTimer: () => () => {} };
  imports = createRosterImports({ ...stored, clock, campus, log: createLogBook() });
});

describe('importing students', () => {
  it('adds to the filter first, to the roster second, and raises the generation last', async () => {
    expect(await imports.students([{ studentId: 'A' }, { studentId: 'B' }])).toEqual({ done: 2, problems: [] });
    expect(stored.done).toEqual(['filter 2', 'save 2', 'generation']);
  });

  it('keeps what is omitted, clears what is null, and applies rows in order', async () => {
    await imports.students([{ studentId: 'A', displayName: 'Ada', cohort: 'c1' }]);
    await imports.students([
      { studentId: 'A', cohort: null },
      { studentId: 'A', displayName: 'Ada L.' },
    ]);
    expect(stored.students.get('A')).toEqual({ studentId: 'A', displayName: 'Ada L.', cohort: null });
  });

  it('writes no row that is stored already', async () => {
    await imports.students([{ studentId: 'A', cohort: 'c1' }]);
    await imports.students([{ studentId: 'A' }]);
    expect(stored.done).toEqual(['filter 1', 'save 1', 'generation', 'filter 1', 'generation']);
  });

  it('reports bad rows by index and takes the others', async () => {
    const result = await imports.students([
      { studentId: '' },
      { studentId: 'A' },
      { studentId: 'B', displayName: 'x'.repeat(257) },
      { studentId: 'C D' },
    ]);
    expect(result.done).toBe(1);
    expect(result.problems).toMatchObject([
      { index: 0, field: 'studentId', code: 'ID_INVALID' },
      { index: 2, field: 'displayName', code: 'VALUE_INVALID' },
      { index: 3, field: 'studentId', code: 'ID_INVALID' },
    ]);
  });

  it('takes at most 5,000 rows a call', async () => {
    const rows = Array.from({ length: 5001 }, (_, index) => ({ studentId: `S${index}` }));
    await expect(imports.students(rows)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
    expect((await imports.students(rows.slice(1))).done).toBe(5000);
  });

  it('leaves the roster alone when the filter is down, and goes on with the next call', async () => {
    const { add } = stored.filter;
    stored.filter.add = async () => {
      throw down();
    };
    await expect(imports.students([{ studentId: 'A' }])).rejects.toMatchObject({ retriable: true });
    expect(stored.students.size).toBe(0);
    stored.filter.add = add;
    expect((await imports.students([{ studentId: 'A' }])).done).toBe(1);
  });

  it('loses no field when two calls change one student at once', async () => {
    await Promise.all([
      imports.students([{ studentId: 'A', displayName: 'Ada' }]),
      imports.students([{ studentId: 'A', cohort: 'c1' }]),
    ]);
    expect(stored.students.get('A')).toEqual({ studentId: 'A', displayName: 'Ada', cohort: 'c1' });
  });

  it('removes cards, raises the generation even for a call that came before, and names those that are not there', async () => {
    await imports.students([{ studentId: 'A' }]);
    stored.done.length = 0;
    const result = await imports.removeStudents(['A', 'X', '?']);
    expect(result.done).toBe(1);
    expect(result.problems).toMatchObject([
      { index: 1, code: 'NOT_FOUND' },
      { index: 2, code: 'ID_INVALID' },
    ]);
    await imports.removeStudents(['A']);
    expect(stored.done).toEqual(['remove 1', 'generation', 'generation']);
  });
});

describe('importing lectures', () => {
  const timetableOf = (id: string) => stored.lectures.get(id)?.timetable.map(({ from, until }) => [from, until]);

  it('stores a slot without a first day from the day of its first import, also when it is imported again later', async () => {
    const row = { lectureId: 'L', title: 'Logic', timetable: [slot()] };
    await imports.lectures([row]);
    expect(timetableOf('L')).toEqual([[TODAY, null]]);
    now += 10 * 24 * HOUR;
    await imports.lectures([row]);
    expect(timetableOf('L')).toEqual([[TODAY, null]]);
    await imports.lectures([{ lectureId: 'L', timetable: [slot({ until: TODAY + 30 }), slot({ weekday: 2 })] }]);
    expect(timetableOf('L')).toEqual([
      [TODAY, TODAY + 30],
      [TODAY + 10, null],
    ]);
    expect(stored.lectures.get('L')?.title).toBe('Logic');
  });

  it.each([
    ['two slots on one weekday', [slot(), slot({ startSecond: 15 * 3600 })], 'SLOT_CONFLICT'],
    ['a slot past midnight', [slot({ startSecond: 23 * 3600, durationMs: HOUR + 1 })], 'SLOT_PAST_MIDNIGHT'],
    ['a slot that ends before it begins', [slot({ from: TODAY, until: TODAY - 1 })], 'RANGE_INVALID'],
    ['a new slot that ended before today', [slot({ until: TODAY - 1 })], 'RANGE_INVALID'],
    ['a slot of no length', [slot({ durationMs: 0 })], 'VALUE_INVALID'],
    ['an eighth weekday', [slot({ weekday: 7 })], 'VALUE_INVALID'],
    ['a start after the day', [slot({ startSecond: 86_400 })], 'VALUE_INVALID'],
  ])('refuses %s and takes the next row', async (_, timetable, code) => {
    const result = await imports.lectures([{ lectureId: 'L', timetable }, { lectureId: 'M' }]);
    expect(result).toMatchObject({ done: 1, problems: [{ index: 0, code }] });
    expect([...stored.lectures.keys()]).toEqual(['M']);
  });

  it('says which slot of a lecture is at fault', async () => {
    const friday = { weekday: 4, startSecond: 23.5 * 3600 };
    const rows = [
      [slot(), slot({ ...friday, durationMs: HOUR })],
      [slot({ ...friday, durationMs: HOUR / 2 }), slot({ weekday: 4, startSecond: 10 * 3600, durationMs: 1 })],
      [slot(), slot({ ...friday, durationMs: 0 })],
      [slot(), slot({ ...friday, durationMs: 1, until: TODAY - 1 })],
    ];
    const { problems } = await imports.lectures(rows.map((timetable, n) => ({ lectureId: `L${n}`, timetable })));
    expect(problems.map(({ message }) => message)).toEqual([
      'FRIDAY 23:30 must end by midnight.',
      'FRIDAY 23:30 and FRIDAY 10:00 fall on one day; a lecture taught twice a day is two.',
      'FRIDAY 23:30: duration must be longer than nothing.',
      'FRIDAY 23:30: until lies before from; a slot without from begins today.',
    ]);
  });

  it('takes a slot up to midnight, and two of one weekday that never run in the same weeks', async () => {
    const timetable = [
      slot({ startSecond: 23 * 3600, from: 0, until: 69 }),
      slot({ startSecond: 15 * 3600, from: 70, until: null }),
    ];
    expect(await imports.lectures([{ lectureId: 'L', timetable }])).toEqual({ done: 1, problems: [] });
  });

  it('refuses a grace period below nothing, keeps one that is omitted and clears one that is null', async () => {
    const bad = await imports.lectures([{ lectureId: 'L', gracePeriodMs: -1 }]);
    expect(bad.problems).toMatchObject([{ field: 'gracePeriod', code: 'VALUE_INVALID' }]);
    await imports.lectures([{ lectureId: 'L', gracePeriodMs: 5000, timetable: [slot()] }]);
    await imports.lectures([{ lectureId: 'L', title: 'T' }]);
    expect(stored.lectures.get('L')).toMatchObject({ title: 'T', gracePeriodMs: 5000 });
    await imports.lectures([{ lectureId: 'L', gracePeriodMs: null, timetable: null }]);
    expect(stored.lectures.get('L')).toMatchObject({ gracePeriodMs: null, timetable: [] });
  });

  it('removes lectures and names those that are not there', async () => {
    await imports.lectures([{ lectureId: 'L' }]);
    expect(await imports.removeLectures(['L', 'M'])).toMatchObject({
      done: 1,
      problems: [{ index: 1, field: 'lectureId', code: 'NOT_FOUND' }],
    });
    expect(stored.lectures.size).toBe(0);
  });
});

describe('importing session changes', () => {
  const change = (over: Partial<SessionChange> = {}): SessionChange => ({
    lectureId: 'L',
    day: TODAY,
    cancelled: false,
    startSecond: null,
    durationMs: null,
    ...over,
  });

  it.each([
    ['a cancelled session', { cancelled: true }, null],
    ['a moved one', { startSecond: 3600 }, null],
    ['an extra one, as long as the first slot', { day: TODAY + 1, startSecond: 3600 }, null],
    ['an unknown lecture', { lectureId: 'M' }, 'NOT_FOUND'],
    ['an extra one without a start', { day: TODAY + 1, durationMs: HOUR }, 'VALUE_INVALID'],
    ['one moved past midnight', { startSecond: 23 * 3600 + 1 }, 'SLOT_PAST_MIDNIGHT'],
    ['one made too long', { durationMs: 16 * HOUR }, 'SLOT_PAST_MIDNIGHT'],
    ['a start after the day', { startSecond: 90_000 }, 'VALUE_INVALID'],
  ])('judges %s', async (_, over, code) => {
    await imports.lectures([{ lectureId: 'L', timetable: [slot()] }]);
    const { problems } = await imports.sessionChanges([change(over)]);
    expect(problems.map((problem) => problem.code)).toEqual(code === null ? [] : [code]);
  });
});

describe('importing a session change again', () => {
  it('keeps what is omitted, clears what is null, within a call as between two', async () => {
    const of = () => stored.changes.get('L')?.get(TODAY);
    const change = { lectureId: 'L', day: TODAY };
    await imports.lectures([{ lectureId: 'L', timetable: [slot()] }]);
    await imports.sessionChanges([
      { ...change, cancelled: false, startSecond: 3600 },
      { ...change, cancelled: false, durationMs: HOUR },
    ]);
    expect(of()).toEqual({ ...change, cancelled: false, startSecond: 3600, durationMs: HOUR });
    await imports.sessionChanges([{ ...change, cancelled: true }]);
    expect(of()).toEqual({ ...change, cancelled: true, startSecond: 3600, durationMs: HOUR });
    await imports.sessionChanges([{ ...change, cancelled: false, startSecond: null }]);
    expect(of()).toEqual({ ...change, cancelled: false, startSecond: null, durationMs: HOUR });
  });

  it('is judged with what is kept', async () => {
    const change = { lectureId: 'L', day: TODAY, cancelled: false };
    await imports.lectures([{ lectureId: 'L', timetable: [slot()] }]);
    await imports.sessionChanges([{ ...change, startSecond: 20 * 3600 }]);
    const { problems } = await imports.sessionChanges([{ ...change, durationMs: 5 * HOUR }]);
    expect(problems).toMatchObject([{ index: 0, code: 'SLOT_PAST_MIDNIGHT' }]);
  });
});

describe('importing enrolments', () => {
  const pair = { lectureId: 'L', studentId: 'S' };

  it('opens a second period after a removal, and saves only what changed', async () => {
    await imports.enrolments([{ ...pair, from: TODAY - 20 }]);
    expect(await imports.removeEnrolments([pair])).toEqual({ done: 1, problems: [] });
    await imports.enrolments([pair]);
    stored.done.length = 0;
    await imports.enrolments([pair]);
    expect(stored.done).toEqual(['generation']);
    expect(stored.enrolments()).toEqual([
      { ...pair, from: TODAY - 20, until: TODAY - 1 },
      { ...pair, from: TODAY, until: null },
    ]);
  });

  it('reports bad ids, ranges and removals of nobody by index', async () => {
    const result = await imports.enrolments([{ lectureId: '', studentId: 'S' }, pair, { ...pair, until: TODAY - 5 }]);
    expect(result.problems).toMatchObject([
      { index: 0, field: 'lectureId', code: 'ID_INVALID' },
      { index: 2, field: 'until', code: 'RANGE_INVALID' },
    ]);
    const removed = await imports.removeEnrolments([{ lectureId: 'L', studentId: 'X' }, pair]);
    expect(removed).toMatchObject({ done: 1, problems: [{ index: 0, code: 'NOT_FOUND' }] });
    expect(stored.enrolments()).toEqual([]);
  });
});
