import { expect, test } from 'vitest';
import { isEnrolledOn } from '../../../src/core/roster.ts';

test('covers both end days of an enrolment, and everything where it is unbounded', () => {
  const days = [9, 10, 11, 12, 13];
  const covered = (from: number | null, until: number | null) =>
    days.filter((day) => isEnrolledOn({ from, until }, day));
  expect(covered(10, 12)).toEqual([10, 11, 12]);
  expect(covered(null, 10)).toEqual([9, 10]);
  expect(covered(12, null)).toEqual([12, 13]);
  expect(covered(null, null)).toEqual(days);
  expect(covered(12, 11)).toEqual([]);
});
