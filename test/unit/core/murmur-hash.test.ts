import fc from 'fast-check';
import { expect, test } from 'vitest';
import { murmurHash64A } from '../../../src/core/murmur-hash.ts';

const MASK = (1n << 64n) - 1n;
const M = 0xc6a4a7935bd1e995n;

/** The published algorithm, word for word, on 64-bit integers: slow and obvious. */
function reference(bytes: Uint8Array, seed: number): bigint {
  const little = (from: number, to: number) =>
    bytes.slice(from, to).reduceRight((word, byte) => (word << 8n) | BigInt(byte), 0n);
  let hash = (BigInt(seed) ^ (BigInt(bytes.length) * M)) & MASK;
  let at = 0;
  for (; at + 8 <= bytes.length; at += 8) {
    let word = (little(at, at + 8) * M) & MASK;
    word ^= word >> 47n;
    hash = ((hash ^ ((word * M) & MASK)) * M) & MASK;
  }
  if (at < bytes.length) hash = ((hash ^ little(at, bytes.length)) * M) & MASK;
  hash = ((hash ^ (hash >> 47n)) * M) & MASK;
  return hash ^ (hash >> 47n);
}

function whole(input: string | Uint8Array, seed: number): bigint {
  const { high, low } = murmurHash64A(input, seed);
  return (BigInt(high) << 32n) | BigInt(low);
}

test('equals the 64-bit algorithm on any bytes and seed', () => {
  const seeds = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), seeds, (bytes, seed) => {
      expect(whole(bytes, seed)).toBe(reference(bytes, seed));
    }),
    { numRuns: 2_000 },
  );
});

test('hashes a text as its UTF-8 bytes, short or long', () => {
  const texts = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.string({ minLength: 250, maxLength: 270 }));
  fc.assert(
    fc.property(texts, (text) => {
      expect(whole(text, 7)).toBe(reference(new TextEncoder().encode(text), 7));
    }),
  );
});

test("keeps the values of Redis's seed", () => {
  expect(whole('', 0xadc83b19)).toBe(0xd8dfea6585bc9732n);
  expect(whole('S-001', 0xadc83b19)).toBe(0x3de901ae288303ben);
  expect(whole('student-000123', 0xadc83b19)).toBe(0x0dd536d757654ed8n);
  expect(whole('Zürich', 0xadc83b19)).toBe(0x7d930da9831ebae6n);
});
