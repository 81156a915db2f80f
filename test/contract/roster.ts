import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText, type PageRequest } from '../../src/core/paging.ts';
import type { Enrolment, Lecture, SessionChange, Student } from '../../src/core/roster.ts';
import type { StudentListFilter } from '../../src/ports/roster.ts';
import { DAY, readPages } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

export function describeRosterContract(name: string, open: Open<'roster'>): void {
  describe(`roster: ${name}`, () => {
    const harness = eachTest(open);
    const roster = () => harness().ports.roster;
    const student = (studentId: string, over: Partial<Student> = {}): Student => ({
      studentId,
      displayName: null,
      cohort: null,
      ...over,
    });
    const lecture = (lectureId: string, over: Partial<Lecture> = {}): Lecture => ({
      lectureId,
      title: null,
      gracePeriodMs: null,
      timetable: [],
      ...over,
    });
    const idsOf = (students: readonly Student[]) => students.map(({ studentId }) => studentId);
    const list = async (filter: StudentListFilter) =>
      idsOf(await roster().listStudents(filter, { limit: 100, reverse: false }));

    it('is empty at first', async () => {
      expect(await roster().known(['S1'])).toEqual([false]);
      expect(await roster().students(['S1'])).toEqual([null]);
      expect(await list({})).toEqual([]);
      const { lectures, changes } = await roster().timetable();
      expect([lectures.size, changes.size]).toEqual([0, 0]);
      expect(await roster().enrolmentsOfLectures(['CS101'])).toEqual([[]]);
      expect(await roster().enrolmentsOfStudents(['S1'])).toEqual([[]]);
    });

    it('takes and answers nothing for nothing', async () => {
      await roster().saveStudents([]);
      await roster().removeStudents([]);
      await roster().saveEnrolments([]);
      expect(await roster().known([])).toEqual([]);
      expect(await roster().students([])).toEqual([]);
      expect(await roster().enrolments([])).toEqual([]);
      expect(await list({ studentIds: [] })).toEqual([]);
    });

    it('answers students in the order asked, each as saved last, over a restart', async () => {
      await roster().saveStudents([student('S1', { displayName: 'Ada', cohort: 'A' }), student('s1'), student('S2')]);
      await roster().saveStudents([student('S2', { displayName: 'Zoë Ångström' })]);
      const expected = [student('S2', { displayName: 'Zoë Ångström' }), null, student('s1')];
      expect(await roster().students(['S2', 'S9', 's1'])).toEqual(expected);
      await harness().reopen();
      expect(await roster().students(['S2', 'S9', 's1'])).toEqual(expected);
      expect(await roster().known(['S2', 'S9', 's1'])).toEqual([true, false, true]);
    });

    it('lets the last row of a call win', async () => {
      await roster().saveStudents([student('S1', { cohort: 'A' }), student('S1', { cohort: 'B' })]);
      expect(await roster().students(['S1'])).toEqual([student('S1', { cohort: 'B' })]);
      expect(await list({ cohort: 'A' })).toEqual([]);
      expect(await list({ cohort: 'B' })).toEqual(['S1']);
    });

    it('forgets a removed student everywhere, however often', async () => {
      await roster().saveStudents([student('S1', { displayName: 'Ada', cohort: 'A' }), student('S2')]);
      await roster().removeStudents(['S1', 'S9']);
      await roster().removeStudents(['S1']);
      expect(await roster().known(['S1', 'S2'])).toEqual([false, true]);
      expect(await list({})).toEqual(['S2']);
      expect(await list({ cohort: 'A' })).toEqual([]);
      expect(await list({ search: 'ad' })).toEqual([]);
    });

    it('finds students by a prefix of the id or of any word of the name, in any case', async () => {
      await roster().saveStudents([
        student('S1', { displayName: 'Ada King Lovelace' }),
        student('S2', { displayName: 'alan TURING' }),
        student('LOV-9', { displayName: 'Grace Hopper' }),
      ]);
      expect(await list({ search: 'lov' })).toEqual(['LOV-9', 'S1']);
      expect(await list({ search: 'LOVELACE' })).toEqual(['S1']);
      expect(await list({ search: 'tur' })).toEqual(['S2']);
      expect(await list({ search: 'S2' })).toEqual(['S2']);
      expect(await list({ search: 's2' })).toEqual(['S2']);
      expect(await list({ search: 'ovel' })).toEqual([]);
      expect(await list({ search: 'lovelacex' })).toEqual([]);
    });

    it('finds by the new name after a change, not by the old', async () => {
      await roster().saveStudents([student('S1', { displayName: 'Ada Byron' })]);
      await roster().saveStudents([student('S1', { displayName: 'Ada Lovelace' })]);
      expect(await list({ search: 'byron' })).toEqual([]);
      expect(await list({ search: 'lovelace' })).toEqual(['S1']);
      expect(await list({ search: 'ada' })).toEqual(['S1']);
    });

    it('lists those for whom all conditions hold', async () => {
      await roster().saveStudents([
        student('S1', { displayName: 'Ada', cohort: 'A' }),
        student('S2', { displayName: 'Adam', cohort: 'B' }),
        student('S3', { displayName: 'Eve', cohort: 'A' }),
      ]);
      expect(await list({ cohort: 'A', search: 'ad' })).toEqual(['S1']);
      expect(await list({ studentIds: ['S3', 'S9', 'S2', 'S3'] })).toEqual(['S2', 'S3']);
      expect(await list({ studentIds: ['S3', 'S2'], cohort: 'A' })).toEqual(['S3']);
      expect(await list({ cohort: 'a' })).toEqual([]);
    });

    it('pages to the whole in both directions, under every condition', async () => {
      const id = fc.string({ unit: fc.constantFrom(...'AZaz09._:-'), minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(id, { maxLength: 20 }), fc.integer({ min: 1, max: 7 }), async (ids, limit) => {
          await roster().removeStudents(await list({}));
          await roster().saveStudents(ids.map((one, index) => student(one, { cohort: index % 2 === 0 ? 'A' : 'B' })));
          const sorted = [...ids].sort(compareText);
          const isInA = (one: string) => ids.indexOf(one) % 2 === 0;
          for (const filter of [{}, { cohort: 'A' }, { studentIds: [...ids, 'not-there'] }]) {
            const whole = 'cohort' in filter ? sorted.filter(isInA) : sorted;
            for (const reverse of [false, true]) {
              const read = await readPages(
                (page: PageRequest<string>) => roster().listStudents(filter, page),
                (row) => row.studentId,
                limit,
                reverse,
              );
              expect(idsOf(read)).toEqual(reverse ? [...whole].reverse() : whole);
            }
          }
        }),
        { numRuns: 25 },
      );
    });

    it('keeps a page within both bounds, from either end, and bounds need not be there', async () => {
      await roster().saveStudents(['A', 'C', 'E', 'G', 'I'].map((id) => student(id)));
      const read = (reverse: boolean, limit: number) =>
        roster().listStudents({}, { after: 'B', before: 'I', limit, reverse });
      expect(idsOf(await read(false, 2))).toEqual(['C', 'E']);
      expect(idsOf(await read(true, 2))).toEqual(['G', 'E']);
      expect(idsOf(await read(false, 9))).toEqual(['C', 'E', 'G']);
    });

    it('gives every student id once', async () => {
      const ids = Array.from({ length: 12_000 }, (_, index) => `S${index}`);
      for (let from = 0; from < ids.length; from += 5_000) {
        await roster().saveStudents(ids.slice(from, from + 5_000).map((id) => student(id)));
      }
      const found: string[] = [];
      for await (const batch of roster().allStudentIds()) found.push(...batch);
      expect(found.sort(compareText)).toEqual([...ids].sort(compareText));
    });

    it('shows a timetable that does not change, and a new one after a change', async () => {
      const slot = { weekday: 2, startSecond: 39_600, durationMs: 5_400_000, from: DAY, until: null };
      const first = lecture('CS101', { title: 'Computing', gracePeriodMs: 0, timetable: [slot] });
      const change: SessionChange = {
        lectureId: 'CS101',
        day: DAY,
        cancelled: true,
        startSecond: null,
        durationMs: null,
      };
      await roster().saveLectures([first, lecture('MA201')]);
      const before = await roster().timetable();
      expect(before.lectures.get('CS101')).toEqual(first);
      await roster().saveLectures([{ ...first, title: 'Computing II' }]);
      await roster().saveSessionChanges([change, { ...change, day: DAY + 7, cancelled: false, startSecond: 0 }]);
      await roster().removeLectures(['MA201', 'not-there']);
      expect(before.lectures.get('CS101')?.title).toBe('Computing');
      expect(before.changes.size).toBe(0);
      const check = async () => {
        const { lectures, changes } = await roster().timetable();
        expect([...lectures.keys()]).toEqual(['CS101']);
        expect(lectures.get('CS101')?.title).toBe('Computing II');
        expect(changes.get('CS101')?.get(DAY)).toEqual(change);
        expect(changes.get('CS101')?.get(DAY + 7)?.startSecond).toBe(0);
      };
      await check();
      await harness().reopen();
      await check();
    });

    it('replaces a session change of the same lecture and day', async () => {
      const change = { lectureId: 'CS101', day: DAY, cancelled: false, startSecond: 60, durationMs: 1_000 };
      await roster().saveSessionChanges([change]);
      await roster().saveSessionChanges([{ ...change, cancelled: true }]);
      const { changes } = await roster().timetable();
      expect([...(changes.get('CS101')?.values() ?? [])]).toEqual([{ ...change, cancelled: true }]);
    });
  });

  describe(`enrolments: ${name}`, () => {
    const harness = eachTest(open);
    const roster = () => harness().ports.roster;
    const period = (lectureId: string, studentId: string, from: number | null, until: number | null = null) => ({
      lectureId,
      studentId,
      from,
      until,
    });
    const all: readonly Enrolment[] = [
      period('CS101', 'S1', null, DAY - 10),
      period('CS101', 'S1', DAY - 5, DAY - 3),
      period('CS101', 'S1', DAY),
      period('CS101', 'S10', DAY),
      period('CS101', 'S2', DAY),
      period('CS10', 'S1', DAY),
      period('MA201', 'S1', DAY),
    ];

    it('lists periods by student then from, and by lecture then from', async () => {
      await roster().saveEnrolments([...all].reverse());
      const [cs101, none, cs10] = await roster().enrolmentsOfLectures(['CS101', 'XX', 'CS10']);
      expect(cs101).toEqual(all.slice(0, 5));
      expect(none).toEqual([]);
      expect(cs10).toEqual([all[5]]);
      const [s2, s1] = await roster().enrolmentsOfStudents(['S2', 'S1']);
      expect(s2).toEqual([all[4]]);
      expect(s1).toEqual([all[5], ...all.slice(0, 3), all[6]]);
    });

    it('answers the periods of pairs in the order asked', async () => {
      await roster().saveEnrolments(all);
      const pairs = [
        { lectureId: 'MA201', studentId: 'S1' },
        { lectureId: 'MA201', studentId: 'S2' },
        { lectureId: 'CS101', studentId: 'S1' },
      ];
      expect(await roster().enrolments(pairs)).toEqual([[all[6]], [], all.slice(0, 3)]);
    });

    it('replaces by key and deletes by key, seen at once by those who read before', async () => {
      await roster().saveEnrolments(all);
      await roster().enrolmentsOfLectures(['CS101']);
      await roster().saveEnrolments([period('CS101', 'S2', DAY, DAY + 9)]);
      await roster().deleteEnrolments([period('CS101', 'S1', null), period('CS101', 'S9', DAY)]);
      const expected = [all[1], all[2], all[3], period('CS101', 'S2', DAY, DAY + 9)];
      const check = async () => {
        expect(await roster().enrolmentsOfLectures(['CS101'])).toEqual([expected]);
        expect(await roster().enrolmentsOfStudents(['S2'])).toEqual([[expected[3]]]);
      };
      await check();
      await harness().reopen();
      await check();
    });

    it('keeps enrolments of students and lectures that are not there, and of removed ones', async () => {
      await roster().saveStudents([{ studentId: 'S1', displayName: null, cohort: null }]);
      await roster().saveEnrolments([period('CS101', 'S1', DAY)]);
      await roster().removeStudents(['S1']);
      expect(await roster().enrolmentsOfStudents(['S1'])).toEqual([[period('CS101', 'S1', DAY)]]);
    });
  });
}
