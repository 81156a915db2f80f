import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMessageId,
  encodeMessageId,
  positionOf,
  positionText,
} from '../../../src/adapters/pulsar/message-place.ts';

const number = fc.maxSafeNat();
const place = fc.record({
  partition: fc.nat(),
  ledger: number,
  entry: number,
  batchIndex: fc.oneof(fc.constant(-1), fc.nat()),
});

describe('message ids', () => {
  it.each([
    ['CL8NEAAYATAA', { partition: 1, ledger: 1727, entry: 0, batchIndex: -1 }],
    ['CL0NEAIYACACMAQ=', { partition: 0, ledger: 1725, entry: 2, batchIndex: 2 }],
  ])('reads %s as the broker wrote it', (text, expected) => {
    expect(decodeMessageId(Buffer.from(text, 'base64'))).toEqual(expected);
  });

  it('come back as they were, as bytes and as positions', () => {
    fc.assert(
      fc.property(place, (one) => {
        expect(decodeMessageId(encodeMessageId(one))).toEqual(one);
        expect(positionOf(positionText(one))).toEqual(one);
      }),
    );
  });

  it('of the place before the first entry of a ledger have the entry -1', () => {
    const before = { partition: 0, ledger: 7, entry: -1, batchIndex: -1 };
    expect(decodeMessageId(encodeMessageId(before))).toEqual(before);
  });

  it('never end in anything but a place or a RangeError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(decodeMessageId(bytes).ledger).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });

  it.each(['', '1:2:3', '1:2:3:4:5', 'a:1:2:3', '1:2:3:-2'])('reads no place in %j', (text) => {
    expect(positionOf(text)).toBeNull();
  });
});
