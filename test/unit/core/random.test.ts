import { describe, expect, it } from 'vitest';
import { createRandom, hashText, mix32 } from '../../../src/core/random.ts';

describe('random', () => {
  it('gives the same numbers for the same seed on every machine', () => {
    const random = createRandom(1, 2, 3);
    expect(Array.from({ length: 4 }, () => random.u32())).toEqual([3751487187, 2387421278, 4236281022, 1300722552]);
  });

  it('gives other numbers for another seed, for the same parts in another order, and for one part more', () => {
    const first = [[1, 2], [2, 1], [1, 2, 0], [1], []].map((seed) => createRandom(...seed).u32());
    expect(new Set(first).size).toBe(first.length);
  });

  it('has the moments its documentation names', () => {
    const random = createRandom(42);
    const draws = 200_000;
    const sample = (draw: () => number) => Array.from({ length: draws }, draw);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const bells = sample(() => random.bell(10, 3));
    const centre = mean(bells);
    expect(centre).toBeCloseTo(10, 1);
    expect(Math.sqrt(mean(bells.map((value) => (value - centre) ** 2)))).toBeCloseTo(3, 1);
    expect(mean(sample(() => random.tail(6)))).toBeCloseTo(6, 0);
    expect(mean(sample(() => (random.chance(0.3) ? 1 : 0)))).toBeCloseTo(0.3, 2);
    expect(mean(sample(() => random.between(-1, 3)))).toBeCloseTo(1, 1);
  });

  it('stays within its bounds', () => {
    const random = createRandom(7);
    const seen = new Set<number>();
    const highest = { unit: 0, bell: 0, tail: 0 };
    for (let round = 0; round < 10_000; round += 1) {
      seen.add(random.below(5));
      highest.unit = Math.max(highest.unit, random.unit());
      highest.bell = Math.max(highest.bell, Math.abs(random.bell(0, 1)));
      highest.tail = Math.max(highest.tail, random.tail(2));
    }
    expect(highest.unit).toBeLessThan(1);
    expect(highest.bell).toBeLessThan(3.47);
    expect(highest.tail).toBeLessThan(6);
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('scrambles without collisions', () => {
    expect(new Set(Array.from({ length: 100_000 }, (_, value) => mix32(value))).size).toBe(100_000);
    expect(new Set(Array.from({ length: 100_000 }, (_, value) => hashText(`text ${value}`, 1))).size).toBeGreaterThan(
      99_990,
    );
    expect(hashText('a', 1)).not.toBe(hashText('a', 2));
  });
});
