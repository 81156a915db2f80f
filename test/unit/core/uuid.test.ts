import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isUuid, uuidAt, uuidToWords, uuidV5, wordsToUuid } from '../../../src/core/uuid.ts';

const DNS = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

test('knows a UUID in either case and of any version', () => {
  for (const text of [DNS, DNS.toUpperCase(), '00000000-0000-0000-0000-000000000000']) expect(isUuid(text)).toBe(true);
});

test('refuses what is not a UUID', () => {
  const wrong = ['', DNS.slice(1), `${DNS}0`, DNS.replaceAll('-', ''), `{${DNS}}`, DNS.replace('6', 'g')];
  wrong.push(DNS.replace('-', '0'), DNS.replace('b', '-'), DNS.replace('6', '６'), `${DNS.slice(0, 35)}\n`);
  for (const text of wrong) expect(isUuid(text), text).toBe(false);
});

test('reads a UUID out of bytes, in lower case, where isUuid would take it', () => {
  const read = (text: string) => uuidAt(Buffer.from(`"${text}"`, 'latin1'), 1);
  expect(read(DNS)).toBe(DNS);
  expect(read(DNS.toUpperCase())).toBe(DNS);
  for (const wrong of ['', DNS.slice(1), DNS.replaceAll('-', ''), DNS.replace('6', 'g'), DNS.replace('-', '0')]) {
    expect(read(wrong), wrong).toBeNull();
  }
  for (const wrong of [DNS.replace('b', '-'), DNS.replace('6', '\xff'), DNS.replace('c8', 'c')]) {
    expect(read(wrong), wrong).toBeNull();
  }
});

test('makes the version 5 ids that RFC 9562 and others publish', () => {
  expect(uuidV5(DNS, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  expect(uuidV5(DNS, 'python.org')).toBe('886313e1-3b8a-5372-9b90-0c9aee199e5d');
  expect(uuidV5(DNS.toUpperCase(), 'python.org')).toBe('886313e1-3b8a-5372-9b90-0c9aee199e5d');
});

test('goes to words and back at any offset, in lower case', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.boolean(), fc.nat(5), (uuid, upper, offset) => {
      const words = new Uint32Array(10);
      uuidToWords(upper ? uuid.toUpperCase() : uuid, words, offset);
      expect(wordsToUuid(words, offset)).toBe(uuid);
    }),
  );
});

test('writes the most significant word first', () => {
  const words = new Uint32Array(4);
  uuidToWords('01234567-89ab-cdef-fedc-ba9876543210', words, 0);
  expect([...words]).toEqual([0x01234567, 0x89abcdef, 0xfedcba98, 0x76543210]);
});
