import fc from 'fast-check';
import { type GraphQLScalarType, isScalarType, Kind, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/schema.ts';

function scalar(name: string): GraphQLScalarType {
  const type = schema.getType(name);
  if (!isScalarType(type)) throw new Error(`${name} is no scalar`);
  return type;
}

describe('scalars', () => {
  it.each([
    ['DateTime', '2026-03-19T10:05:12+01:00', Date.UTC(2026, 2, 19, 9, 5, 12), '2026-03-19T09:05:12.000Z'],
    ['LocalDate', '1970-01-02', 1, '1970-01-02'],
    ['LocalTime', '09:05', 32_700, '09:05'],
    ['Duration', 'PT10M', 600_000, 'PT10M'],
    [
      'UUID',
      'D82E3A4E-2C21-4A5A-A6BB-70E8C12F66C5',
      'd82e3a4e-2c21-4a5a-a6bb-70e8c12f66c5',
      'd82e3a4e-2c21-4a5a-a6bb-70e8c12f66c5',
    ],
    ['Cursor', 'abc', 'abc', 'abc'],
  ])('%s reads %s as %s and shows it as %s', (name, text, inside, shown) => {
    const type = scalar(name);
    expect(type.parseValue(text)).toEqual(inside);
    expect(type.parseLiteral({ kind: Kind.STRING, value: text })).toEqual(inside);
    expect(type.serialize(inside)).toBe(shown);
  });

  it.each([
    ['DateTime', '2026-03-19T09:05:12'],
    ['LocalDate', '2026-02-30'],
    ['LocalTime', '24:00'],
    ['Duration', 'P1Y'],
    ['UUID', 'd82e3a4e'],
  ])('%s refuses %s, and any other kind of value, as ARGUMENT_INVALID', (name, text) => {
    const type = scalar(name);
    const code = expect.objectContaining({ extensions: expect.objectContaining({ code: 'ARGUMENT_INVALID' }) });
    expect(() => type.parseValue(text)).toThrow(code);
    expect(() => type.parseLiteral({ kind: Kind.STRING, value: text })).toThrow(code);
    expect(() => type.parseLiteral({ kind: Kind.INT, value: '1' })).toThrow(code);
    for (const value of [1, null, {}, [], true]) expect(() => type.parseValue(value)).toThrow(code);
  });

  it('show what they would read again', () => {
    const cases: [string, fc.Arbitrary<number>][] = [
      ['DateTime', fc.integer({ min: 0, max: 4_102_444_800_000 })],
      ['LocalDate', fc.integer({ min: 0, max: 40_000 })],
      ['LocalTime', fc.integer({ min: 0, max: 86_399 })],
      ['Duration', fc.integer({ min: 0, max: 10 ** 12 })],
    ];
    for (const [name, values] of cases) {
      fc.assert(fc.property(values, (value) => scalar(name).parseValue(scalar(name).serialize(value)) === value));
    }
  });

  it('stand in the printed schema as a person writes them', () => {
    expect(printSchema(schema)).toContain('interval: Duration! = "PT0.5S"');
  });

  it('take any JSON value', () => {
    const value = { a: [1, null, { b: true }] };
    expect(scalar('JSON').serialize(scalar('JSON').parseValue(value))).toEqual(value);
  });
});
