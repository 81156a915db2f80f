import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePartitionPosition } from '../../../src/core/feed.ts';

const position = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });

test('orders positions of a partition totally, the shorter first', () => {
  fc.assert(
    fc.property(position, position, position, (a, b, c) => {
      const sign = (x: readonly number[], y: readonly number[]) => Math.sign(comparePartitionPosition(x, y));
      expect(sign(a, b) + sign(b, a)).toBe(0);
      expect(sign(a, b) === 0).toBe(a.join() === b.join());
      if (sign(a, b) <= 0 && sign(b, c) <= 0) expect(sign(a, c)).toBeLessThanOrEqual(0);
    }),
    { numRuns: 1_000 },
  );
});

test('compares numbers, not texts, from the left', () => {
  expect(comparePartitionPosition([9], [10])).toBeLessThan(0);
  expect(comparePartitionPosition([1, 9], [2, 0])).toBeLessThan(0);
  expect(comparePartitionPosition([], [0])).toBeLessThan(0);
  expect(comparePartitionPosition([5, 0], [5])).toBeGreaterThan(0);
  expect(comparePartitionPosition([5, 0], [5, 0])).toBe(0);
});
