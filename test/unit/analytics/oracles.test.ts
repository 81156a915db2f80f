import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latecomers } from '../../../src/analytics/latecomers.ts';
import {
  enrolledOn,
  entriesByFirstEnter,
  entriesById,
  lateByMs,
  splitEnrolled,
  uniqueBounds,
} from '../../../src/analytics/session-figures.ts';
import { studentAttendance } from '../../../src/analytics/student-attendance.ts';
import { byLecture, rankLectures, sumByLecture } from '../../../src/analytics/top-lectures.ts';
import type { AttendanceSheet } from '../../../src/core/attendance-sheet.ts';
import { lateCount, presentCount } from '../../../src/core/attendance-sheet.ts';

interface Visit {
  readonly student: string;
  readonly at: number;
  readonly enter: boolean;
}
const students = ['A', 'B', 'C', 'D', 'E', 'F', 'a', 'Z9'];
const visit = fc.record({ student: fc.constantFrom(...students), at: fc.nat(40), enter: fc.boolean() });
const visits = fc.array(visit, { maxLength: 30 });

/** The sheet of visits, found slowly: every student by a search of all visits. */
function sheetOf(all: readonly Visit[]): AttendanceSheet {
  const ids = students.filter((student) => all.some((one) => one.student === student));
  const of = (student: string) => all.filter((one) => one.student === student);
  const last = (student: string) => Math.max(...of(student).map(({ at }) => at));
  return {
    session: { lectureId: 'L', day: 1 },
    studentIds: ids,
    firstEnter: Float64Array.from(ids, (student) => {
      const enters = of(student).filter(({ enter }) => enter);
      return enters.length === 0 ? Number.NaN : Math.min(...enters.map(({ at }) => at));
    }),
    lastSwipe: Float64Array.from(ids, last),
    lastIsEnter: Uint8Array.from(ids, (student) =>
      of(student).some(({ at, enter }) => at === last(student) && !enter) ? 0 : 1,
    ),
    swipes: all.length,
    lateSwipes: 0,
  };
}

/** Who was late, straight from the words of the contract. */
function slowLatecomers(all: readonly Visit[], start: number, grace: number) {
  const rows: { studentId: string; firstEnter: number; lateByMs: number }[] = [];
  for (const studentId of students) {
    let first: number | null = null;
    for (const { student, at, enter } of all) {
      if (student === studentId && enter && (first === null || at < first)) first = at;
    }
    if (first !== null && first > start + grace) rows.push({ studentId, firstEnter: first, lateByMs: first - start });
  }
  for (let i = 0; i < rows.length; i += 1) {
    for (let j = i + 1; j < rows.length; j += 1) {
      const [a, b] = [rows[i], rows[j]];
      if (a && b && (b.lateByMs > a.lateByMs || (b.lateByMs === a.lateByMs && b.studentId < a.studentId))) {
        rows[i] = b;
        rows[j] = a;
      }
    }
  }
  return rows;
}

describe('latecomers', () => {
  it('equal the slow oracle, and their number the count of the sheet', () => {
    fc.assert(
      fc.property(visits, fc.nat(30), fc.nat(10), (all, start, grace) => {
        const sheet = sheetOf(all);
        const found = latecomers(sheet, start, grace);
        expect(found).toEqual(slowLatecomers(all, start, grace));
        expect(found.length).toBe(lateCount(sheet, start + grace));
      }),
    );
  });

  it('does not count one who comes exactly at the end of the grace', () => {
    expect(lateByMs(110, 100, 10)).toBeNull();
    expect(lateByMs(111, 100, 10)).toBe(11);
    expect(lateByMs(null, 100, 10)).toBeNull();
    expect(lateByMs(500, null, 10)).toBeNull();
  });
});

describe('session figures', () => {
  it('split the enrolled into those who came and those who did not', () => {
    fc.assert(
      fc.property(visits, fc.uniqueArray(fc.constantFrom(...students)), (all, enrolled) => {
        const came = new Set(all.map(({ student }) => student));
        const { attended, absent } = splitEnrolled(sheetOf(all), enrolled);
        expect(attended).toEqual(enrolled.filter((id) => came.has(id)));
        expect(absent).toEqual(enrolled.filter((id) => !came.has(id)));
      }),
    );
  });

  it('list everyone by id, and by first enter with those who only left at the end', () => {
    fc.assert(
      fc.property(visits, (all) => {
        const sheet = sheetOf(all);
        const byId = entriesById(sheet);
        expect(byId.map(({ studentId }) => studentId)).toEqual([...sheet.studentIds].sort());
        const byEnter = entriesByFirstEnter(sheet);
        expect(new Set(byEnter)).toEqual(new Set(byId));
        for (const [index, entry] of byEnter.entries()) {
          const next = byEnter[index + 1];
          if (next?.firstEnter == null) continue;
          expect(entry.firstEnter).not.toBeNull();
          expect(entry.firstEnter ?? 0).toBeLessThanOrEqual(next.firstEnter);
        }
        expect(presentCount(sheet)).toBe(byId.filter(({ lastAction }) => lastAction === 'ENTER').length);
      }),
    );
  });

  it('count an enrolment of several periods once, and only where a period covers the day', () => {
    const period = (studentId: string, from: number | null, until: number | null) => ({
      lectureId: 'L',
      studentId,
      from,
      until,
    });
    const periods = [
      period('B', 1, 5),
      period('A', null, 3),
      period('A', 5, null),
      period('C', 6, null),
      period('D', null, null),
    ];
    expect(enrolledOn(periods, 5)).toEqual(['A', 'B', 'D']);
    expect(enrolledOn(periods, 4)).toEqual(['B', 'D']);
    expect(enrolledOn([period('A', 1, 9), period('A', 2, 8)], 5)).toEqual(['A']);
  });

  it('count the enrolled of a day the same, whichever days were asked for before', () => {
    const day = fc.integer({ min: 0, max: 30 });
    const periods = fc.array(
      fc.record({
        lectureId: fc.constant('L'),
        studentId: fc.constantFrom('A', 'B', 'C', 'D'),
        from: fc.option(day),
        until: fc.option(day),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(periods, fc.array(day, { minLength: 1, maxLength: 60 }), (enrolments, days) => {
        for (const one of days) {
          const covers = enrolments.filter(({ from, until }) => (from ?? one) <= one && one <= (until ?? one));
          expect(enrolledOn(enrolments, one)).toEqual([...new Set(covers.map(({ studentId }) => studentId))].sort());
        }
      }),
    );
  });

  it('bound the estimate outwards by three standard errors', () => {
    expect(uniqueBounds(0)).toEqual({ low: 0, high: 0 });
    expect(uniqueBounds(1)).toEqual({ low: 0, high: 2 });
    expect(uniqueBounds(10_000)).toEqual({ low: 9_757, high: 10_243 });
    fc.assert(
      fc.property(fc.nat(10 ** 7), (estimate) => {
        const { low, high } = uniqueBounds(estimate);
        return low <= estimate * (1 - 0.0243) + 1e-6 && high >= estimate * (1 + 0.0243) - 1e-6 && low >= 0;
      }),
    );
  });
});

describe('top lectures', () => {
  const sessions = fc.array(
    fc.record({ lectureId: fc.constantFrom('L1', 'L2', 'L3', 'l1'), day: fc.nat(9), value: fc.nat(3) }),
  );

  it('equal the slow oracle: a lecture stands after all that beat it', () => {
    fc.assert(
      fc.property(sessions, fc.integer({ min: 1, max: 5 }), (rows, first) => {
        const sizes = new Map([...byLecture(rows)].map(([id, group]) => [id, group.length]));
        const scores = sumByLecture(
          rows,
          rows.map(({ value }) => value),
        );
        const all = [...new Set(rows.map(({ lectureId }) => lectureId))];
        const score = (id: string) =>
          rows.filter((row) => row.lectureId === id).reduce((sum, row) => sum + row.value, 0);
        const beats = (a: string, b: string) => score(a) > score(b) || (score(a) === score(b) && a < b);
        const slow = all
          .map((lectureId) => ({
            rank: 1 + all.filter((other) => beats(other, lectureId)).length,
            lectureId,
            sessions: rows.filter((row) => row.lectureId === lectureId).length,
            score: score(lectureId),
          }))
          .filter(({ rank }) => rank <= first)
          .sort((a, b) => a.rank - b.rank);
        expect(rankLectures(sizes, scores, first)).toEqual(slow);
      }),
    );
  });
});

describe('student attendance', () => {
  it('equals the slow oracle: each session by the contract, in order, with sums', () => {
    const session = fc.record({
      lectureId: fc.constantFrom('L1', 'L2'),
      day: fc.nat(5),
      startsAt: fc.option(fc.nat(20)),
      graceMs: fc.nat(5),
    });
    const entry = fc.record({ firstEnter: fc.option(fc.nat(40)) });
    const rows = fc.uniqueArray(fc.record({ session, entry: fc.option(entry) }), {
      selector: ({ session: { lectureId, day } }) => `${day} ${lectureId}`,
    });
    fc.assert(
      fc.property(rows, (all) => {
        const entries = new Map(all.map((row) => [row.session, row.entry]));
        const found = studentAttendance(
          all.map((row) => row.session),
          (one) => {
            const known = entries.get(one);
            return known
              ? { studentId: 'S', firstEnter: known.firstEnter, lastSwipe: 50, lastAction: 'EXIT' }
              : undefined;
          },
        );
        const slow = all.map(({ session: one, entry: seen }) => {
          if (seen === null) return 'ABSENT';
          if (seen.firstEnter === null || one.startsAt === null) return 'ATTENDED';
          return seen.firstEnter > one.startsAt + one.graceMs ? 'LATE' : 'ON_TIME';
        });
        expect(found.records.map(({ outcome }) => outcome).sort()).toEqual([...slow].sort());
        for (const record of found.records) {
          expect(record.outcome).toBe(slow[all.findIndex((row) => row.session === record.session)]);
          expect(record.lateByMs !== null).toBe(record.outcome === 'LATE');
        }
        const places = found.records.map(({ session: one }) => one.day * 10 + (one.lectureId === 'L2' ? 1 : 0));
        expect(places).toEqual([...places].sort((a, b) => a - b));
        expect(found.attended).toBe(slow.filter((outcome) => outcome !== 'ABSENT').length);
        expect(found.late).toBe(slow.filter((outcome) => outcome === 'LATE').length);
      }),
    );
  });
});
