import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSwipeEvent } from '../../../src/core/swipe-event.ts';
import { readPlainEvent } from '../../../src/ingest/plain-event.ts';

const EVENT = {
  event_id: 'D82E3A4E-2C21-4A5A-A6BB-70E8C12F66C5',
  student_id: 'S123456',
  lecture_id: 'CS101-L1',
  gate_id: 'GATE-02',
  timestamp: '2025-03-19T09:05:12Z',
  action: 'enter',
};
/** As Python's json.dumps spells it. */
const spaced = (event: object): string =>
  `{${Object.entries(event)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(', ')}}`;

/** Amid bytes that would go on from it. */
const read = (text: string) => {
  const bytes = Buffer.from(text);
  return readPlainEvent(Buffer.concat([bytes, bytes, bytes]), bytes.length, 2 * bytes.length);
};

describe('an event spelled plainly', () => {
  it.each([
    ['without blanks', JSON.stringify(EVENT)],
    ['with blanks', spaced(EVENT)],
    ['with its version', JSON.stringify({ ...EVENT, schema_version: 1 })],
    ['to the millisecond', JSON.stringify({ ...EVENT, timestamp: '2025-03-19T23:59:59.999Z' })],
    ['in another zone', JSON.stringify({ ...EVENT, timestamp: '2025-03-19T09:05:12.5+01:00' })],
    ['at a leap second', JSON.stringify({ ...EVENT, timestamp: '2016-12-31T23:59:60Z' })],
    ['with its version and blanks', spaced({ ...EVENT, action: 'exit', schema_version: 1 })],
  ])('is read %s', (_, text) => {
    expect(read(text)).not.toBeNull();
    expect(read(text)).toEqual(readSwipeEvent(JSON.parse(text)));
  });

  it('is read as JSON.parse would read it, or not at all, whatever is changed in its text', () => {
    const texts = [
      JSON.stringify(EVENT),
      spaced({ ...EVENT, timestamp: '2025-03-19T09:05:12.250Z' }),
      JSON.stringify({ ...EVENT, schema_version: 1 }),
    ];
    const pieces = fc.constantFrom(
      '"',
      '\\',
      ',',
      '{',
      '}',
      ' ',
      ':',
      '\\u0031',
      '"x":"',
      '\n',
      'é',
      '0',
      'enter',
      '',
      '9',
      '7',
      'Z',
      'T',
      '-',
      '.',
      'S',
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(265), fc.nat(3), pieces), { minLength: 1, maxLength: 3 }),
        (text, changes) => {
          let changed = text;
          for (const [at, drop, piece] of changes) changed = changed.slice(0, at) + piece + changed.slice(at + drop);
          const plain = read(changed);
          if (plain !== null) expect(plain).toEqual(readSwipeEvent(JSON.parse(changed)));
        },
      ),
      { numRuns: 20_000 },
    );
  });
});
