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

describe('an event spelled plainly', () => {
  it.each([
    ['without blanks', JSON.stringify(EVENT)],
    ['with blanks', spaced(EVENT)],
    ['with its version', JSON.stringify({ ...EVENT, schema_version: 1 })],
    ['with its version and blanks', spaced({ ...EVENT, action: 'exit', schema_version: 1 })],
  ])('is read %s', (_, text) => {
    expect(readPlainEvent(text)).not.toBeNull();
    expect(readPlainEvent(text)).toEqual(readSwipeEvent(JSON.parse(text)));
  });

  it('is read as JSON.parse would read it, or not at all, whatever is changed in its text', () => {
    const texts = [JSON.stringify(EVENT), spaced(EVENT), JSON.stringify({ ...EVENT, schema_version: 1 })];
    const pieces = fc.constantFrom('"', '\\', ',', '{', '}', ' ', ':', '\\u0031', '"x":"', '\n', 'é', '0', 'enter', '');
    fc.assert(
      fc.property(
        fc.constantFrom(...texts),
        fc.array(fc.tuple(fc.nat(260), fc.nat(3), pieces), { minLength: 1, maxLength: 3 }),
        (text, changes) => {
          let changed = text;
          for (const [at, drop, piece] of changes) changed = changed.slice(0, at) + piece + changed.slice(at + drop);
          const plain = readPlainEvent(changed);
          if (plain !== null) expect(plain).toEqual(readSwipeEvent(JSON.parse(changed)));
        },
      ),
      { numRuns: 20_000 },
    );
  });
});
