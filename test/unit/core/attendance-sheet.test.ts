import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AttendanceSheet, entryAt, lateCount, presentCount } from '../../../src/core/attendance-sheet.ts';

interface Row {
  readonly firstEnter: number | null;
  readonly lastSwipe: number;
  readonly lastAction: 'ENTER' | 'EXIT';
}

function sheetOf(rows: readonly Row[]): AttendanceSheet {
  return {
    session: { lectureId: 'CS101', day: 20_000 },
    studentIds: rows.map((_, index) => `S-${index}`),
    firstEnter: Float64Array.from(rows, (row) => row.firstEnter ?? Number.NaN),
    lastSwipe: Float64Array.from(rows, (row) => row.lastSwipe),
    lastIsEnter: Uint8Array.from(rows, (row) => (row.lastAction === 'ENTER' ? 1 : 0)),
    swipes: rows.length,
    lateSwipes: 0,
  };
}

const instant = fc.integer({ min: 1_000, max: 1_020 });
const rowLists = fc.array(
  fc.record({
    firstEnter: fc.option(instant),
    lastSwipe: instant,
    lastAction: fc.constantFrom<'ENTER' | 'EXIT'>('ENTER', 'EXIT'),
  }),
  { maxLength: 30 },
);

test('hands out each entry as it was put in', () => {
  fc.assert(
    fc.property(rowLists, (rows) => {
      const sheet = sheetOf(rows);
      expect(rows.map((_, index) => entryAt(sheet, index))).toEqual(
        rows.map((row, index) => ({ studentId: `S-${index}`, ...row })),
      );
    }),
  );
});

test('counts as present whose last swipe is an enter', () => {
  fc.assert(
    fc.property(rowLists, (rows) => {
      expect(presentCount(sheetOf(rows))).toBe(rows.filter((row) => row.lastAction === 'ENTER').length);
    }),
  );
});

test('counts as late who entered after the cutoff: not at it, and not who never entered', () => {
  fc.assert(
    fc.property(rowLists, instant, (rows, cutoff) => {
      const late = rows.filter((row) => row.firstEnter !== null && row.firstEnter > cutoff);
      expect(lateCount(sheetOf(rows), cutoff)).toBe(late.length);
    }),
  );
  const sheet = sheetOf([{ firstEnter: 1_000, lastSwipe: 1_000, lastAction: 'ENTER' }]);
  expect([999, 1_000].map((cutoff) => lateCount(sheet, cutoff))).toEqual([1, 0]);
});
