import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatInstant, parseInstant } from '../../../src/core/instant.ts';

const withinYears = fc.integer({ min: Date.UTC(0, 0) - 1900 * 31_556_952_000, max: Date.UTC(9999, 11, 31) });

test('reads Z and offsets, in either case of T and Z', () => {
  const at = Date.UTC(2026, 2, 1, 8, 5, 0, 250);
  const same = ['2026-03-01T08:05:00.250Z', '2026-03-01t08:05:00.25z', '2026-03-01T09:05:00.250+01:00'];
  same.push('2026-02-28T19:35:00.2509999-12:30', '2026-03-01T08:05:00.250-00:00', '2026-03-02T08:04:00.25+23:59');
  for (const text of same) expect(parseInstant(text), text).toBe(at);
});

test('cuts a fraction of any length to milliseconds', () => {
  expect(parseInstant('2026-03-01T08:05:00.9999999999Z')).toBe(Date.UTC(2026, 2, 1, 8, 5, 0, 999));
  expect(parseInstant('2026-03-01T08:05:00.0004Z')).toBe(Date.UTC(2026, 2, 1, 8, 5));
  expect(parseInstant('1969-12-31T23:59:59.5Z')).toBe(-500);
});

test('refuses a text without a zone, with a field out of range, or of another form', () => {
  const wrong = ['', '2026-03-01', '2026-03-01T08:05:00', '2026-03-01T08:05Z', '2026-03-01T08:05:00.Z'];
  wrong.push('2026-03-01 08:05:00Z', '2026-13-01T08:05:00Z', '2026-00-01T08:05:00Z', '2026-02-29T08:05:00Z');
  wrong.push('2026-04-31T08:05:00Z', '2026-04-00T08:05:00Z', '2026-03-01T24:00:00Z', '2026-03-01T08:60:00Z');
  wrong.push(
    '2026-03-01T08:05:61Z',
    '2026-03-01T08:05:00+24:00',
    '2026-03-01T08:05:00+01:60',
    '2026-03-01T08:05:00+0100',
  );
  wrong.push('2026-03-01T08:05:00+01', '2026-03-01T08:05:00ZZ', ' 2026-03-01T08:05:00Z', '2026-03-01T08:05:00Z\n');
  wrong.push('+2026-03-01T08:05:00Z', '20260301T080500Z', '2026/03/01T08:05:00Z', '2026-03-01T08:05:00,5Z');
  wrong.push('２026-03-01T08:05:00Z', '1900-02-29T00:00:00Z', '2026-03-01T-8:05:00Z', '2026-03-01T08:05:00.1');
  wrong.push('2026-03-01T08-05-00Z', '2026-03-01T08:05:00+01:00Z', '2026-03-01T08:05:00.1a2Z');
  for (const text of wrong) expect(parseInstant(text), text).toBe(null);
});

test('takes second 60 only at the end of a month, UTC', () => {
  expect(parseInstant('2016-12-31T23:59:60Z')).toBe(Date.UTC(2017, 0, 1));
  expect(parseInstant('2017-01-01T00:59:60+01:00')).toBe(Date.UTC(2017, 0, 1));
  expect(parseInstant('2016-12-30T23:59:60Z')).toBe(null);
  expect(parseInstant('2016-12-31T12:30:60Z')).toBe(null);
});

test('knows which years have a 29 February', () => {
  for (const year of ['2000', '2024', '0000', '2400']) expect(parseInstant(`${year}-02-29T00:00:00Z`)).not.toBe(null);
  for (const year of ['1900', '2100', '2023']) expect(parseInstant(`${year}-02-29T00:00:00Z`)).toBe(null);
});

test('writes what Date writes, and reads it back', () => {
  fc.assert(
    fc.property(withinYears, (at) => {
      expect(formatInstant(at)).toBe(new Date(at).toISOString());
      expect(parseInstant(formatInstant(at))).toBe(at);
    }),
    { numRuns: 5_000 },
  );
});

test('reads an instant the same at every offset', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -1439, max: 1439 }), (at, offsetMinutes) => {
      const digits = (value: number) => String(value).padStart(2, '0');
      const size = Math.abs(offsetMinutes);
      const zone = `${offsetMinutes < 0 ? '-' : '+'}${digits(Math.floor(size / 60))}:${digits(size % 60)}`;
      const wall = new Date(at + offsetMinutes * 60_000).toISOString().slice(0, -1);
      expect(parseInstant(`${wall}${zone}`)).toBe(at);
    }),
  );
});

test('answers any text without throwing', () => {
  fc.assert(fc.property(fc.string(), (text) => parseInstant(text) === null));
});

test('throws a RangeError rather than write an instant that is none', () => {
  for (const at of [Number.NaN, 8.65e15, Number.POSITIVE_INFINITY]) expect(() => formatInstant(at)).toThrow(RangeError);
  expect(formatInstant(Date.UTC(10000, 0, 1))).toBe('+010000-01-01T00:00:00.000Z');
});
