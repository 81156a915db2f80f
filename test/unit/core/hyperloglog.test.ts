import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RollcallError } from '../../../src/core/errors.ts';
import { createHyperLogLog, decodeSparse, type HyperLogLog, hllCode } from '../../../src/core/hyperloglog.ts';

/** Ids by a seeded generator; the vectors below are what Redis 7.0 answered for them. */
function idsOf(seed: number, count: number): string[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return `S-${state.toString(36)}`;
  });
}

function sketchOf(ids: Iterable<string>): HyperLogLog {
  const sketch = createHyperLogLog();
  for (const id of ids) sketch.add(id);
  return sketch;
}

function sameRegisters(a: HyperLogLog, b: HyperLogLog): boolean {
  return Buffer.compare(a.registers, b.registers) === 0;
}

/** Seed → [ids added, PFCOUNT]. */
const PFCOUNT: Record<number, [number, number][]> = {
  1: [
    [0, 0],
    [1, 1],
    [333, 334],
    [1000, 1000],
    [2500, 2515],
    [5000, 5005],
    [10000, 9963],
    [20000, 19999],
    [33333, 33358],
    [50000, 50201],
    [65536, 66355],
    [100000, 101141],
  ],
  42: [
    [2, 2],
    [100, 100],
    [333, 335],
    [1000, 1003],
    [2500, 2488],
    [12000, 12060],
    [50000, 50145],
    [80000, 79508],
    [100000, 99344],
  ],
  2026: [
    [10, 10],
    [100, 99],
    [333, 333],
    [5000, 5018],
    [10000, 9977],
    [50000, 49802],
    [65536, 65427],
    [100000, 99051],
  ],
};

test("counts exactly as Redis's PFCOUNT does, from nothing to 100,000", () => {
  for (const [seed, vectors] of Object.entries(PFCOUNT)) {
    const ids = idsOf(Number(seed), 100_000);
    const sketch = createHyperLogLog();
    let added = 0;
    for (const [size, count] of vectors) {
      for (; added < size; added += 1) sketch.add(ids[added] ?? '');
      expect([size, sketch.count()]).toEqual([size, count]);
    }
  }
});

test("counts a union exactly as Redis's PFMERGE and PFCOUNT do", () => {
  const vectors = [
    [1, 300, 42, 400, 705],
    [1, 30_000, 42, 50_000, 80_336],
    [42, 3, 2026, 100_000, 99_051],
  ] as const;
  for (const [seedA, sizeA, seedB, sizeB, count] of vectors) {
    const union = sketchOf(idsOf(seedA, sizeA));
    union.merge(sketchOf(idsOf(seedB, sizeB)));
    expect(union.count()).toBe(count);
  }
});

test('counts as Redis does when registers are full, as no real set leaves them', () => {
  const vectors = [
    [1, 591_253],
    [100, 593_973],
    [8_192, 1_180_703],
    [16_383, Number('3265984711497820672')],
  ] as const;
  for (const [full, count] of vectors) {
    const sketch = createHyperLogLog();
    for (let index = 0; index < 16_384; index += 1) sketch.addCode(index * 64 + (index < full ? 51 : 1 + (index % 50)));
    expect(sketch.count()).toBe(count);
  }
});

test('packs the register and the rank of an id as Redis finds them', () => {
  // Hash 0x3de901ae288303be: the low 14 bits are 0x03be, and the bits above end in …1100.
  expect(hllCode('S-001')).toBe(0x03be * 64 + 3);
  // So rare that the eighteen bits above the index are all zero, as Redis's PFDEBUG GETREG shows them.
  const rare: [string, number][] = [
    ['S-8io4', 474_134],
    ['S-x1wi', 767_380],
    ['S-116qv', 537_684],
    ['S-18ep5', 333_014],
  ];
  for (const [id, code] of rare) expect([id, hllCode(id)]).toEqual([id, code]);
  for (const id of idsOf(5, 50_000)) {
    const code = hllCode(id);
    const index = code >>> 6;
    const rank = code & 63;
    if (index > 16_383 || rank < 1 || rank > 51) expect.unreachable(id);
  }
});

test('adds with a code as with the id, and says when nothing changed', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 50 }), (ids) => {
      const byId = createHyperLogLog();
      const byCode = createHyperLogLog();
      for (const id of ids) expect(byCode.addCode(hllCode(id))).toBe(byId.add(id));
      for (const id of ids) expect(byId.add(id)).toBe(false);
      expect(sameRegisters(byCode, byId)).toBe(true);
      expect(byCode.count()).toBe(byId.count());
    }),
  );
});

const idLists = fc.tuple(fc.nat(), fc.nat(3_000)).map(([seed, size]) => idsOf(seed, size));

test('is the same in any order and with any repeats', () => {
  fc.assert(
    fc.property(idLists, (ids) => {
      const again = sketchOf([...ids].reverse().concat(ids));
      expect(sameRegisters(again, sketchOf(ids))).toBe(true);
      expect(again.count()).toBe(sketchOf(ids).count());
    }),
    { numRuns: 30 },
  );
});

test('merges as if everything had been added to one, and leaves the other as it was', () => {
  fc.assert(
    fc.property(idLists, idLists, (one, other) => {
      const union = sketchOf(one);
      const right = sketchOf(other);
      const before = right.registers.slice();
      union.merge(right);
      expect(sameRegisters(union, sketchOf([...one, ...other]))).toBe(true);
      expect(union.count()).toBe(sketchOf([...one, ...other]).count());
      expect(Buffer.compare(right.registers, before)).toBe(0);
      union.merge(union);
      expect(union.count()).toBe(sketchOf([...one, ...other]).count());
    }),
    { numRuns: 30 },
  );
});

test('comes back from its stored form, sparse or dense, and can go on', () => {
  for (const size of [0, 1, 2, 300, 3_000, 6_000, 9_000, 20_000, 200_000]) {
    const sketch = sketchOf(idsOf(9, size));
    const back = decodeSparse(sketch.encodeSparse());
    expect(sameRegisters(back, sketch)).toBe(true);
    expect(back.count()).toBe(sketch.count());
    expect(back.add('one more')).toBe(sketch.add('one more'));
    expect(back.count()).toBe(sketch.count());
  }
});

test('stores every register and rank', () => {
  const codes = fc.array(fc.tuple(fc.nat(16_383), fc.integer({ min: 1, max: 51 })), { maxLength: 60 });
  fc.assert(
    fc.property(codes, fc.boolean(), (pairs, full) => {
      const sketch = createHyperLogLog();
      if (full) for (let index = 0; index < 16_384; index += 1) sketch.addCode(index * 64 + (index % 51) + 1);
      for (const [index, rank] of pairs) sketch.addCode(index * 64 + rank);
      expect(sameRegisters(decodeSparse(sketch.encodeSparse()), sketch)).toBe(true);
    }),
  );
});

test('is stored small while few ids are in it, and never above 12,289 bytes', () => {
  expect(createHyperLogLog().encodeSparse().length).toBe(1);
  expect(sketchOf(idsOf(3, 300)).encodeSparse().length).toBeLessThan(620);
  for (const size of [5_000, 6_000, 7_000, 100_000]) {
    expect(sketchOf(idsOf(3, size)).encodeSparse().length).toBeLessThanOrEqual(12_289);
  }
});

test('refuses stored bytes that are no sketch', () => {
  const whole = sketchOf(idsOf(3, 50)).encodeSparse();
  const dense = sketchOf(idsOf(3, 50_000)).encodeSparse();
  const wrong = [[], [0], [3, 1, 1], [1, 128], [1, 255, 255, 127], [1, 63], [2, 0], [...dense.subarray(0, -1)]];
  for (const bytes of wrong) expect(() => decodeSparse(Uint8Array.from(bytes))).toThrow(RollcallError);
  expect(decodeSparse(Buffer.from(whole)).count()).toBe(50);
});

test('stays within three standard errors on 50 seeded sets', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const size = 100 + seed * 400;
    const count = sketchOf(Array.from({ length: size }, (_, index) => `${seed}:${index}`)).count();
    expect(Math.abs(count - size) / size).toBeLessThan(3 * 0.0081);
  }
});
