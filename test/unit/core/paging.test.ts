import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareText, pageOfSorted } from '../../../src/core/paging.ts';

const compare = (row: { key: number }, key: number) => row.key - key;
const key = fc.integer({ min: -5, max: 30 });
// Lists are of unique keys; equal ones are allowed here to show that a bound leaves none of them behind.
const rowLists = fc
  .array(fc.integer({ min: 0, max: 25 }), { maxLength: 20 })
  .map((keys) => keys.sort((a, b) => a - b).map((one, index) => ({ key: one, index })));
const pages = fc.record({
  limit: fc.integer({ min: 1, max: 25 }),
  after: fc.option(key, { nil: undefined }),
  before: fc.option(key, { nil: undefined }),
  reverse: fc.boolean(),
});

test('takes what filtering, turning and cutting the whole list takes', () => {
  fc.assert(
    fc.property(rowLists, pages, (rows, page) => {
      const { after = -Infinity, before = Infinity } = page;
      const range = rows.filter((row) => row.key > after && row.key < before);
      const expected = page.reverse ? range.reverse() : range;
      expect(pageOfSorted(rows, page, compare)).toEqual(expected.slice(0, page.limit));
    }),
    { numRuns: 2_000 },
  );
});

test('walks a whole list, page after page, forward and back, with nothing twice or left out', () => {
  const uniqueKeys = fc.uniqueArray(fc.string({ maxLength: 6 }), { maxLength: 40 });
  fc.assert(
    fc.property(uniqueKeys, fc.integer({ min: 1, max: 7 }), fc.boolean(), (keys, limit, reverse) => {
      const rows = keys.sort(compareText);
      const seen: string[] = [];
      for (let bound: string | undefined; ; bound = seen.at(-1)) {
        const page = reverse ? { limit, reverse, before: bound } : { limit, reverse, after: bound };
        const part = pageOfSorted(rows, page, compareText);
        seen.push(...part);
        if (part.length < limit) break;
      }
      expect(seen).toEqual(reverse ? [...rows].reverse() : rows);
    }),
    { numRuns: 500 },
  );
});

test('leaves the list it was given as it was', () => {
  const rows = Object.freeze(['a', 'b', 'c']);
  expect(pageOfSorted(rows, { limit: 2, reverse: true }, compareText)).toEqual(['c', 'b']);
  expect(rows).toEqual(['a', 'b', 'c']);
});

test('orders texts by code unit, as a total order', () => {
  const texts = fc.oneof(fc.string({ maxLength: 4 }), fc.string({ unit: 'binary', maxLength: 3 }));
  fc.assert(
    fc.property(texts, texts, texts, (a, b, c) => {
      expect(compareText(a, b) + compareText(b, a)).toBe(0);
      expect(compareText(a, b) === 0).toBe(a === b);
      if (compareText(a, b) <= 0 && compareText(b, c) <= 0) expect(compareText(a, c)).toBeLessThanOrEqual(0);
    }),
  );
  expect(['b', 'a', 'B', 'ä', '10', '9'].sort(compareText)).toEqual(['10', '9', 'B', 'a', 'b', 'ä']);
});
