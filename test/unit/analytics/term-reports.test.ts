import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttemptGroupKey, createAttemptGroups } from '../../../src/analytics/attempt-groups.ts';
import { consistency } from '../../../src/analytics/consistency.ts';
import { medianOfSorted } from '../../../src/analytics/statistics.ts';
import { weekdayPatterns } from '../../../src/analytics/weekday-patterns.ts';
import { createCampusClock, formatDay } from '../../../src/core/campus-day.ts';
import type { InvalidAttempt } from '../../../src/core/swipe.ts';
import { attemptAt } from '../../support/small-campus.ts';

describe('weekday patterns', () => {
  it('equal the slow oracle: each weekday by a search of all sessions', () => {
    const session = fc.record({ day: fc.integer({ min: -10, max: 40 }), value: fc.nat(20) });
    fc.assert(
      fc.property(fc.array(session, { maxLength: 40 }), (sessions) => {
        const slow = [1, 2, 3, 4, 5, 6, 0].flatMap((jsDay, weekday) => {
          const values = sessions
            .filter(({ day }) => new Date(`${formatDay(day)}T00:00:00Z`).getUTCDay() === jsDay)
            .map(({ value }) => value);
          if (values.length === 0) return [];
          const below = (x: number) => values.filter((value) => value < x).length;
          const above = (x: number) => values.filter((value) => value > x).length;
          // A median has at most half of the values on either side; all such values lie between two of them.
          const medians = values.filter((x) => below(x) <= values.length / 2 && above(x) <= values.length / 2);
          const total = values.reduce((sum, value) => sum + value, 0);
          const median = (Math.min(...medians) + Math.max(...medians)) / 2;
          const [min, max] = [Math.min(...values), Math.max(...values)];
          return { weekday, sessions: values.length, total, mean: total / values.length, median, min, max };
        });
        expect(weekdayPatterns(sessions)).toEqual(slow);
      }),
    );
  });

  it('have no median of nothing', () => {
    expect(medianOfSorted([])).toBeNaN();
    expect(medianOfSorted([1, 2])).toBe(1.5);
  });
});

describe('consistency', () => {
  it('equals the slow oracle: each student by a search of all sessions', () => {
    const students = ['A', 'B', 'C', 'a'];
    const some = fc.uniqueArray(fc.constantFrom(...students));
    const sessions = fc.array(fc.record({ enrolled: some, attended: some }), { maxLength: 12 });
    fc.assert(
      fc.property(sessions, (all) => {
        const rows = students.flatMap((studentId) => {
          const own = all.filter(
            ({ enrolled, attended }) => enrolled.includes(studentId) || attended.includes(studentId),
          );
          if (own.length === 0) return [];
          const marks = own.map(({ attended }) => (attended.includes(studentId) ? '+' : '-')).join('');
          const attended = marks.replaceAll('-', '').length;
          const longestAbsence = Math.max(...marks.split('+').map((missed) => missed.length));
          return { studentId, attended, sessions: own.length, rate: attended / own.length, longestAbsence };
        });
        const found = consistency(all);
        expect(new Set(found)).toEqual(new Set(rows));
        for (const [index, row] of found.entries()) {
          const next = found[index + 1];
          if (next === undefined) continue;
          expect(row.rate > next.rate || (row.rate === next.rate && row.studentId < next.studentId)).toBe(true);
        }
      }),
    );
  });
});

describe('groups of invalid attempts', () => {
  const campus = createCampusClock('Asia/Kathmandu');
  const keys: readonly AttemptGroupKey[] = ['GATE', 'HOUR', 'DAY', 'REASON', 'STUDENT', 'LECTURE'];
  const attempt = fc
    .record({
      minutes: fc.nat(60 * 50),
      gateId: fc.constantFrom('G1', 'G2', null),
      studentId: fc.constantFrom('S1', 'S2', null),
      lectureId: fc.constantFrom('L1', null),
      reason: fc.constantFrom<InvalidAttempt['reason']>('MALFORMED', 'UNKNOWN_STUDENT'),
    })
    .map(({ minutes, ...over }) => {
      const receivedAt = Date.UTC(2026, 2, 1) + minutes * 60_000;
      return attemptAt(new Date(receivedAt).toISOString(), { ...over, receivedAt });
    });

  /** A key's value of an attempt, from its texts: the zone is 5:45 ahead, all year. */
  function textOrNumber(key: AttemptGroupKey, one: InvalidAttempt): string | number | null {
    const wall = new Date(one.receivedAt + 345 * 60_000).toISOString();
    if (key === 'DAY') return Date.parse(`${wall.slice(0, 10)}T00:00:00Z`) / 86_400_000;
    if (key === 'HOUR') return Date.parse(`${wall.slice(0, 13)}:00:00Z`) - 345 * 60_000;
    return { GATE: one.gateId, STUDENT: one.studentId, LECTURE: one.lectureId, REASON: one.reason }[key];
  }

  it('equal the slow oracle: every attempt against every other', () => {
    fc.assert(
      fc.property(
        fc.array(attempt, { maxLength: 30 }),
        fc.subarray([...keys]),
        fc.integer({ min: 1, max: 9 }),
        (all, by, first) => {
          const groups = createAttemptGroups(by, campus);
          for (const one of all) groups.add(one);
          const found = groups.result(first);
          const alike = (a: InvalidAttempt, b: InvalidAttempt) =>
            by.every((key) => textOrNumber(key, a) === textOrNumber(key, b));
          const comes = (a: InvalidAttempt, b: InvalidAttempt): boolean => {
            const key = by.find((one) => textOrNumber(one, a) !== textOrNumber(one, b));
            if (key === undefined) return false;
            const [x, y] = [textOrNumber(key, a), textOrNumber(key, b)];
            return y === null || (x !== null && x < y);
          };
          const heads = all.filter((one, index) => all.findIndex((other) => alike(one, other)) === index);
          const ranked = heads
            .map((head) => ({ head, rank: heads.filter((other) => comes(other, head)).length }))
            .sort((a, b) => a.rank - b.rank)
            .slice(0, first);
          const slow = ranked.map(({ head }) => {
            const members = all.filter((one) => alike(one, head)).map(({ receivedAt }) => receivedAt);
            const value = (key: AttemptGroupKey) => (by.includes(key) ? textOrNumber(key, head) : null);
            return {
              gateId: value('GATE'),
              hour: value('HOUR'),
              day: value('DAY'),
              reason: value('REASON'),
              studentId: value('STUDENT'),
              lectureId: value('LECTURE'),
              count: members.length,
              firstAt: Math.min(...members),
              lastAt: Math.max(...members),
            };
          });
          expect(found).toEqual({ total: all.length, groups: slow, truncated: heads.length > first });
        },
      ),
    );
  });
});
