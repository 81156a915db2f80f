import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BloomFilter, createBloomFilter } from '../../../src/core/bloom-filter.ts';

function filled(capacity: number, errorRatio: number, prefix: string): BloomFilter {
  const filter = createBloomFilter({ capacity, errorRatio });
  for (let index = 0; index < capacity; index += 1) filter.add(`${prefix}${index}`);
  return filter;
}

test('never forgets an id, even far past its capacity', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 400 }), fc.integer({ min: 1, max: 50 }), (ids, capacity) => {
      const filter = createBloomFilter({ capacity, errorRatio: 0.01 });
      for (const id of ids) filter.add(id);
      for (const id of ids) expect(filter.has(id)).toBe(true);
    }),
  );
});

test('says no to everything while it is empty', () => {
  const filter = createBloomFilter({ capacity: 10, errorRatio: 0.5 });
  fc.assert(fc.property(fc.string(), (id) => !filter.has(id)));
});

test('answers at most the configured share of unknown ids with maybe when it is full', () => {
  for (const [capacity, errorRatio] of [
    [100, 0.01],
    [20_000, 0.1],
    [20_000, 0.01],
    [50_000, 0.001],
  ] as const) {
    for (const prefix of ['S-', '2026-08-', 'x']) {
      const filter = filled(capacity, errorRatio, prefix);
      const asked = 100_000;
      let wrong = 0;
      // Close relatives of what was added: the same prefix, other numbers.
      for (let index = 0; index < asked; index += 1) if (filter.has(`${prefix}${capacity + index}`)) wrong += 1;
      expect(wrong / asked).toBeLessThanOrEqual(errorRatio);
      // Not sized beyond reason either, but for the smallest, which has a floor of bits.
      if (capacity > 100) expect(wrong / asked).toBeGreaterThan(errorRatio * 0.5);
    }
  }
});

test('counts distinct ids, short by no more than its errors', () => {
  const filter = filled(20_000, 0.01, 'S-');
  expect(filter.size).toBeLessThanOrEqual(20_000);
  expect(filter.size).toBeGreaterThan(20_000 * 0.99);
  const before = filter.size;
  for (let index = 0; index < 20_000; index += 1) expect(filter.add(`S-${index}`)).toBe(false);
  expect(filter.size).toBe(before);
});

test('says of an add whether the id was certainly new', () => {
  const filter = createBloomFilter({ capacity: 100, errorRatio: 0.01 });
  expect(filter.add('a')).toBe(true);
  expect(filter.add('a')).toBe(false);
  expect(filter.size).toBe(1);
});

test('takes about ten bits an id at one percent', () => {
  const filter = createBloomFilter({ capacity: 1_000_000, errorRatio: 0.01 });
  expect(filter.bits / 1_000_000).toBeGreaterThan(9.5);
  expect(filter.bits / 1_000_000).toBeLessThan(10.5);
  expect(filter.hashes).toBe(7);
});

test('refuses options that make no filter', () => {
  for (const errorRatio of [0, 1, -1, Number.NaN, 2]) {
    expect(() => createBloomFilter({ capacity: 10, errorRatio })).toThrow(RangeError);
  }
  for (const capacity of [0, -1, Number.NaN, 1e12]) {
    expect(() => createBloomFilter({ capacity, errorRatio: 0.01 })).toThrow(RangeError);
  }
});
