import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Enrolment, type EnrolmentPatch, isEnrolledOn } from '../../../src/core/roster.ts';
import { isFault } from '../../../src/ingest/import-rows.ts';
import { endEnrolment, enrolmentChanges, mergeEnrolment } from '../../../src/ingest/merge-enrolment.ts';

const TODAY = 100;
const pair = { lectureId: 'L', studentId: 'S' };
const period = (from: number | null, until: number | null): Enrolment => ({ ...pair, from, until });
const merge = (periods: readonly Enrolment[], patch: Partial<EnrolmentPatch>, today = TODAY) => {
  const merged = mergeEnrolment(periods, { ...pair, ...patch }, today);
  return isFault(merged) ? merged.code : merged.map(({ from, until }) => [from, until]);
};

describe('merging an enrolment', () => {
  it.each([
    ['begins today without a first day', [], {}, [[TODAY, null]]],
    ['is unbounded with an explicit null', [], { from: null }, [[null, null]]],
    ['takes both days', [], { from: 10, until: 20 }, [[10, 20]]],
    ['changes nothing the second time', [period(90, null)], {}, [[90, null]]],
    ['keeps the last day it was given before', [period(90, 120)], {}, [[90, 120]]],
    ['sets a last day', [period(90, null)], { until: 110 }, [[90, 110]]],
    ['clears a last day', [period(90, 110)], { until: null }, [[90, null]]],
    ['moves the first day of an open period', [period(90, null)], { from: 80 }, [[80, null]]],
    [
      'opens a second period after a removal',
      [period(10, 99)],
      {},
      [
        [10, 99],
        [TODAY, null],
      ],
    ],
    [
      'opens it for the row that made the first one, too',
      [period(10, 99)],
      { from: 10 },
      [
        [10, 99],
        [TODAY, null],
      ],
    ],
    [
      'and then changes nothing',
      [period(10, 99), period(100, null)],
      { from: 10 },
      [
        [10, 99],
        [100, null],
      ],
    ],
    [
      'adds a period of its own beside an open one',
      [period(90, null)],
      { from: 5, until: 9 },
      [
        [5, 9],
        [90, null],
      ],
    ],
    [
      'replaces what it overlaps',
      [period(10, 50)],
      { from: 30, until: null },
      [
        [10, 29],
        [30, null],
      ],
    ],
    [
      'may cut a period in two',
      [period(10, null)],
      { from: 30, until: 40 },
      [
        [10, 29],
        [30, 40],
        [41, null],
      ],
    ],
    ['must not end before it begins', [], { until: 99 }, 'RANGE_INVALID'],
    ['must not end before it begins, both given', [], { from: 9, until: 8 }, 'RANGE_INVALID'],
  ] as const)('%s', (_, periods, patch, expected) => {
    expect(merge(periods, patch)).toEqual(expected);
  });

  it('twice is once, and periods never overlap, whatever came before', () => {
    const day = fc.option(fc.integer({ min: 80, max: 120 }), { nil: null });
    const patches = fc.array(
      fc.record({ from: fc.option(day, { nil: undefined }), until: fc.option(day, { nil: undefined }) }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(patches, (rows) => {
        let periods: readonly Enrolment[] = [];
        for (const row of rows) {
          const once = mergeEnrolment(periods, { ...pair, ...row }, TODAY);
          if (isFault(once)) continue;
          expect(mergeEnrolment(once, { ...pair, ...row }, TODAY)).toEqual(once);
          for (let at = 70; at < 130; at += 1) {
            expect(once.filter((one) => isEnrolledOn(one, at)).length).toBeLessThanOrEqual(1);
          }
          const { saved, deleted } = enrolmentChanges(periods, once);
          const stored = new Map(periods.map((one) => [one.from, one]));
          for (const one of saved) stored.set(one.from, one);
          for (const one of deleted) stored.delete(one.from);
          expect(new Set(stored.values())).toEqual(new Set(once));
          periods = once;
        }
      }),
    );
  });

  it('ends yesterday when it is removed, and leaves no trace where it has not begun', () => {
    expect(endEnrolment([period(10, 20), period(90, null)], TODAY)).toEqual([period(10, 20), period(90, 99)]);
    expect(endEnrolment([period(10, 20), period(TODAY, null)], TODAY)).toEqual([period(10, 20)]);
    expect(endEnrolment([period(10, 99)], TODAY)).toBeNull();
    expect(endEnrolment([], TODAY)).toBeNull();
  });
});
