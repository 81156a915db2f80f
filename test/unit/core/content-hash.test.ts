import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentHash } from '../../../src/core/content-hash.ts';
import type { SwipeFields } from '../../../src/core/swipe.ts';

const base: SwipeFields = {
  eventId: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  studentId: 'S-001',
  lectureId: 'CS101',
  gateId: 'G1',
  ts: 1_790_000_000_123,
  action: 'ENTER',
};

const id = fc.stringMatching(/^[A-Za-z0-9._:-]{1,12}$/);
const fields: fc.Arbitrary<SwipeFields> = fc.record({
  eventId: fc.uuid(),
  studentId: id,
  lectureId: id,
  gateId: id,
  ts: fc.integer({ min: 946_684_800_000, max: 4_102_444_800_000 }),
  action: fc.constantFrom('ENTER', 'EXIT'),
});

test('stays what earlier versions stored in claims', () => {
  expect(contentHash(base)).toBe(7_622_490_151_938_707);
  expect(contentHash({ ...base, action: 'EXIT' })).toBe(4_721_072_730_365_671);
});

test('is an integer below 2^53 that depends on the fields alone', () => {
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      const hash = contentHash(one);
      expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
      contentHash(other);
      expect(contentHash({ ...one })).toBe(hash);
    }),
  );
});

test('changes with each field, and not with the event id that it is kept under', () => {
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      for (const key of ['studentId', 'lectureId', 'gateId', 'ts', 'action'] as const) {
        if (one[key] !== other[key]) expect(contentHash({ ...one, [key]: other[key] })).not.toBe(contentHash(one));
      }
      expect(contentHash(Object.assign({ ...one }, { eventId: other.eventId }))).toBe(contentHash(one));
    }),
  );
});

test('tells fields apart that only shift a character between them', () => {
  const one = contentHash({ ...base, studentId: 'ab', lectureId: 'c' });
  expect(contentHash({ ...base, studentId: 'a', lectureId: 'bc' })).not.toBe(one);
  expect(contentHash({ ...base, studentId: 'c', lectureId: 'ab' })).not.toBe(one);
});

test('has no collision among 400,000 near neighbours, in either half of its bits', () => {
  const whole = new Set<number>();
  const low = new Set<number>();
  const high = new Set<number>();
  for (let index = 0; index < 400_000; index += 1) {
    const hash = contentHash({ ...base, studentId: `S${index % 20_000}`, ts: base.ts + Math.floor(index / 20_000) });
    whole.add(hash);
    low.add(hash % 0x1_0000_0000);
    high.add(Math.floor(hash / 2 ** 21));
  }
  expect(whole.size).toBe(400_000);
  // Chance alone leaves about 18.6 pairs in 32 bits.
  expect(low.size).toBeGreaterThan(400_000 - 60);
  expect(high.size).toBeGreaterThan(400_000 - 60);
});
