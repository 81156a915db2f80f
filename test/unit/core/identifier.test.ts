import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isIdentifier } from '../../../src/core/identifier.ts';

test('takes 1 to 64 of the allowed characters', () => {
  for (const id of ['a', '0', 'S-001', 'CS101:2026_w.1', 'x'.repeat(64)]) expect(isIdentifier(id), id).toBe(true);
});

test('refuses empty, too long and foreign characters', () => {
  for (const id of ['', 'x'.repeat(65), ' a', 'a ', 'a\n', 'ä', 'a/b', 'a\0', '😀', '\u212a']) {
    expect(isIdentifier(id), JSON.stringify(id)).toBe(false);
  }
});

test('agrees with the pattern it stands for on any text', () => {
  const text = fc.oneof(fc.string({ maxLength: 70 }), fc.string({ unit: 'binary', maxLength: 70 }));
  fc.assert(fc.property(text, (id) => isIdentifier(id) === /^[A-Za-z0-9._:-]{1,64}$/.test(id)));
});
