import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../src/core/cursor.ts';
import { RollcallError } from '../../../src/core/errors.ts';
import type { FeedName } from '../../../src/core/feed.ts';

const feeds = fc.constantFrom<FeedName>('swipes', 'invalidAttempts');
const number = fc.oneof(fc.integer({ min: -1, max: 300 }), fc.integer({ min: -1, max: 2 ** 52 - 1 }));
const positions = fc.array(fc.array(number, { maxLength: 4 }), { maxLength: 16 });

function codeOf(feed: FeedName, text: string, partitions: number, origin = 0): string {
  try {
    decodeCursor(feed, text, partitions, origin);
  } catch (error) {
    if (error instanceof RollcallError && error.argument === 'after') return error.code;
    throw error;
  }
  return 'none';
}

test('round-trips every position, in URL-safe text', () => {
  fc.assert(
    fc.property(feeds, positions, (feed, position) => {
      const text = encodeCursor(feed, position);
      expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(decodeCursor(feed, text, position.length)).toEqual(position);
    }),
  );
});

test('is short for the embedded feed, and the same in every version', () => {
  expect(encodeCursor('swipes', [[1_000_000]])).toBe('AQEBAYCJej2wB7Q');
});

test('refuses the other feed', () => {
  fc.assert(
    fc.property(positions, (position) => {
      const text = encodeCursor('swipes', position);
      expect(codeOf('invalidAttempts', text, position.length)).toBe('CURSOR_INVALID');
    }),
  );
});

test('refuses that of another installation', () => {
  const origins = fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(positions, origins, (position, [own = 0, other = 0]) => {
      const text = encodeCursor('swipes', position, own);
      expect(decodeCursor('swipes', text, position.length, own)).toEqual(position);
      expect(codeOf('swipes', text, position.length, other)).toBe('CURSOR_INVALID');
    }),
  );
});

test('refuses numbers below −1, which no feed has', () => {
  for (const number of [-2, -3, -(2 ** 40)]) {
    expect(codeOf('swipes', encodeCursor('swipes', [[number]]), 1)).toBe('CURSOR_INVALID');
    expect(codeOf('swipes', encodeCursor('swipes', [[5, number], [0]]), 2)).toBe('CURSOR_INVALID');
  }
});

test('has expired when the number of partitions is another', () => {
  fc.assert(
    fc.property(feeds, positions, fc.integer({ min: 1, max: 4 }), (feed, position, more) => {
      expect(codeOf(feed, encodeCursor(feed, position), position.length + more)).toBe('CURSOR_EXPIRED');
    }),
  );
});

test('refuses one with any character changed, dropped or added', () => {
  const edits = fc.tuple(fc.nat(), fc.constantFrom('', 'A', '_', '5', '=', '+', ' ', 'é'), fc.nat(2));
  fc.assert(
    fc.property(feeds, positions, edits, (feed, position, [where, inserted, removed]) => {
      const text = encodeCursor(feed, position);
      const at = where % (text.length + 1);
      const edited = text.slice(0, at) + inserted + text.slice(at + removed);
      fc.pre(edited !== text);
      expect(codeOf(feed, edited, position.length)).toBe('CURSOR_INVALID');
    }),
    { numRuns: 2_000 },
  );
});

test('refuses every prefix of a cursor', () => {
  const text = encodeCursor('swipes', [[1, 2, -1], [], [70_000]]);
  for (let length = 0; length < text.length; length += 1) {
    expect(codeOf('swipes', text.slice(0, length), 3)).toBe('CURSOR_INVALID');
  }
});

test('refuses anything else, huge texts and counts included', () => {
  const forged = (bytes: number[]) => Buffer.from(bytes).toString('base64url');
  const endless = [255, 255, 255, 255, 255, 255, 255, 255, 255, 127];
  const texts = ['', 'null', 'A'.repeat(1_000_000), forged([1, 1, ...endless, 0, 0, 0, 0])];
  texts.push(forged([1, 1, 1, ...endless, 0, 0, 0, 0]), forged([1, 1, 1, 1, ...endless, 0, 0, 0, 0]));
  for (const text of texts) expect(codeOf('swipes', text, 1)).toBe('CURSOR_INVALID');
  fc.assert(fc.property(fc.base64String(), (text) => codeOf('swipes', text, 1) === 'CURSOR_INVALID'));
});
