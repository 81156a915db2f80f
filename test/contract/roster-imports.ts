import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/campus-day.ts';
import { eachTest, type Open } from './harness.ts';

export function describeRosterImportsContract(name: string, open: Open<'imports' | 'roster' | 'filter'>): void {
  describe(`roster imports: ${name}`, () => {
    const harness = eachTest(open);
    const ports = () => harness().ports;
    const today = () => Math.floor(harness().start / DAY_MS);
    const generation = async () => (await ports().filter.check([])).rosterGeneration;
    const PAIR = { lectureId: 'CS101', studentId: 'S1' };
    const periods = async () => (await ports().roster.enrolments([PAIR]))[0]?.map(({ from, until }) => [from, until]);
    const slot = (weekday: number, startSecond: number) => ({
      weekday,
      startSecond,
      durationMs: 3_600_000,
      from: null,
      until: null,
    });

    it('adds to the filter and to the roster, and raises the generation of the roster', async () => {
      const before = await generation();
      expect(await ports().imports.students([{ studentId: 'S1', displayName: 'Ada' }])).toEqual({
        done: 1,
        problems: [],
      });
      const { maybe, rosterGeneration } = await ports().filter.check(['S1']);
      expect(maybe).toEqual([true]);
      expect(rosterGeneration).toBeGreaterThan(before);
      expect(await ports().roster.known(['S1'])).toEqual([true]);
    });

    it('merges: absent keeps, null clears, and the rows of one call apply in order', async () => {
      await ports().imports.students([{ studentId: 'S1', displayName: 'Ada', cohort: 'A' }]);
      await ports().imports.students([
        { studentId: 'S1', cohort: null },
        { studentId: 'S1', displayName: 'Ada L.' },
        { studentId: 'S1', cohort: 'C' },
      ]);
      expect(await ports().roster.students(['S1'])).toEqual([{ studentId: 'S1', displayName: 'Ada L.', cohort: 'C' }]);
    });

    it('reports bad rows by index and takes the others', async () => {
      const rows = [{ studentId: 'S1' }, { studentId: '' }, { studentId: 'S 2' }, { studentId: 'S3' }];
      const { done, problems } = await ports().imports.students(rows);
      expect(done).toBe(2);
      expect(problems.map(({ index, code }) => [index, code])).toEqual([
        [1, 'ID_INVALID'],
        [2, 'ID_INVALID'],
      ]);
      expect(await ports().roster.known(['S1', 'S3'])).toEqual([true, true]);
    });

    it('takes 5,000 rows and refuses 5,001 whole', async () => {
      const rows = Array.from({ length: 5_001 }, (_, index) => ({ studentId: `S${index}` }));
      await expect(ports().imports.students(rows)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' });
      expect(await ports().roster.known(['S0'])).toEqual([false]);
      expect(await ports().imports.students(rows.slice(1))).toEqual({ done: 5_000, problems: [] });
    });

    it('removes students, with a problem for each that is not there', async () => {
      await ports().imports.students([{ studentId: 'S1' }]);
      const before = await generation();
      const { done, problems } = await ports().imports.removeStudents(['S1', 'S9']);
      expect(done).toBe(1);
      expect(problems).toMatchObject([{ index: 1, code: 'NOT_FOUND' }]);
      expect(await ports().roster.known(['S1'])).toEqual([false]);
      expect(await generation()).toBeGreaterThan(before);
    });

    it('stores a slot without a first day from the day of its first import, and keeps that', async () => {
      const row = { lectureId: 'CS101', timetable: [slot(2, 39_600)] };
      const first = today();
      await ports().imports.lectures([row]);
      await harness().pass(3 * DAY_MS);
      await ports().imports.lectures([row]);
      const { lectures } = await ports().roster.timetable();
      expect(lectures.get('CS101')?.timetable).toEqual([{ ...slot(2, 39_600), from: first }]);
    });

    it('refuses slots that meet on a day or run past midnight', async () => {
      const { done, problems } = await ports().imports.lectures([
        { lectureId: 'CS101', timetable: [slot(2, 0), slot(2, 50_000)] },
        { lectureId: 'MA201', timetable: [slot(2, 86_000)] },
        { lectureId: 'PH301', timetable: [slot(2, 82_800), slot(3, 82_800)] },
      ]);
      expect(done).toBe(1);
      expect(problems.map(({ index, code }) => [index, code])).toEqual([
        [0, 'SLOT_CONFLICT'],
        [1, 'SLOT_PAST_MIDNIGHT'],
      ]);
    });

    it('removes lectures, with a problem for each that is not there', async () => {
      await ports().imports.lectures([{ lectureId: 'CS101' }]);
      const { done, problems } = await ports().imports.removeLectures(['XX', 'CS101']);
      expect(done).toBe(1);
      expect(problems).toMatchObject([{ index: 0, code: 'NOT_FOUND' }]);
      expect((await ports().roster.timetable()).lectures.size).toBe(0);
    });

    it('changes a session', async () => {
      await ports().imports.lectures([{ lectureId: 'CS101', timetable: [slot(2, 39_600)] }]);
      const change = { lectureId: 'CS101', day: today(), cancelled: true, startSecond: null, durationMs: null };
      expect(await ports().imports.sessionChanges([change])).toEqual({ done: 1, problems: [] });
      expect((await ports().roster.timetable()).changes.get('CS101')?.get(today())).toEqual(change);
    });

    it('enrols from today when no day is given, from ever when it is null', async () => {
      await ports().imports.enrolments([PAIR]);
      expect(await periods()).toEqual([[today(), null]]);
      const other = { lectureId: 'MA201', studentId: 'S1' };
      await ports().imports.enrolments([{ ...other, from: null, until: today() + 5 }]);
      expect(await ports().roster.enrolments([other])).toEqual([[{ ...other, from: null, until: today() + 5 }]]);
    });

    it('changes nothing when the same enrolment is imported again, on a later day too', async () => {
      await ports().imports.enrolments([PAIR]);
      await harness().pass(2 * DAY_MS);
      await ports().imports.enrolments([PAIR, PAIR]);
      expect(await periods()).toEqual([[today(), null]]);
    });

    it('ends an enrolment yesterday, and opens a second period when it is imported again', async () => {
      const first = today();
      await ports().imports.enrolments([{ ...PAIR, from: first - 30 }]);
      await ports().imports.removeEnrolments([PAIR]);
      expect(await periods()).toEqual([[first - 30, first - 1]]);
      await harness().pass(10 * DAY_MS);
      await ports().imports.enrolments([PAIR]);
      expect(await periods()).toEqual([
        [first - 30, first - 1],
        [first + 10, null],
      ]);
    });

    it('has a problem for an enrolment to end that is not there', async () => {
      const { done, problems } = await ports().imports.removeEnrolments([PAIR]);
      expect(done).toBe(0);
      expect(problems).toMatchObject([{ index: 0, code: 'NOT_FOUND' }]);
    });

    it('keeps the order of calls made before the earlier resolved', async () => {
      const cohorts = Array.from({ length: 10 }, (_, index) => `C${index}`);
      await Promise.all(cohorts.map((cohort) => ports().imports.students([{ studentId: 'S1', cohort }])));
      expect(await ports().roster.students(['S1'])).toMatchObject([{ cohort: 'C9' }]);
    });

    it('takes no rows without a problem', async () => {
      const nothing = { done: 0, problems: [] };
      const { imports } = ports();
      expect(await imports.students([])).toEqual(nothing);
      expect(await imports.lectures([])).toEqual(nothing);
      expect(await imports.removeEnrolments([])).toEqual(nothing);
    });

    it('keeps what it imported over a restart', async () => {
      await ports().imports.students([{ studentId: 'S1' }]);
      await ports().imports.enrolments([PAIR]);
      await harness().reopen();
      expect(await ports().roster.known(['S1'])).toEqual([true]);
      expect((await ports().filter.check(['S1'])).maybe).toEqual([true]);
      expect(await periods()).toEqual([[today(), null]]);
    });
  });
}
