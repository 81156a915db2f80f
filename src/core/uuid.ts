import { createHash } from 'node:crypto';

/** Characters of a UUID's text. */
export const UUID_LENGTH = 36;
const NOT_HEX = 255;
const DASH = 45;

const HEX_VALUE = new Uint8Array(128).fill(NOT_HEX);
for (let value = 0; value < 16; value += 1) {
  const digit = value.toString(16);
  HEX_VALUE[digit.charCodeAt(0)] = value;
  HEX_VALUE[digit.toUpperCase().charCodeAt(0)] = value;
}
/** What a byte is in a UUID, for many at once: their classes are or-ed together. */
const UPPER_CASE = 1;
const NOT_A_DIGIT = 2;
const HEX_CLASS = Uint8Array.from({ length: 256 }, (_, code) => {
  if ((HEX_VALUE[code] ?? NOT_HEX) === NOT_HEX) return NOT_A_DIGIT;
  return code >= 65 && code <= 70 ? UPPER_CASE : 0;
});
const BYTE_TEXT = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hexAt(text: string, index: number): number {
  return HEX_VALUE[text.charCodeAt(index)] ?? NOT_HEX;
}

/** True for 8-4-4-4-12 hexadecimal digits in either case, whatever the version. */
export function isUuid(text: string): boolean {
  if (text.length !== UUID_LENGTH) return false;
  for (let index = 0; index < UUID_LENGTH; index += 1) {
    if (index === 8 || index === 13 || index === 18 || index === 23) {
      if (text.charCodeAt(index) !== DASH) return false;
    } else if (hexAt(text, index) === NOT_HEX) return false;
  }
  return true;
}

/** The UUID, in lower case, that the bytes from `from` on spell, or null when they spell none. */
export function uuidAt(bytes: Buffer, from: number): string | null {
  if (bytes[from + 8] !== DASH || bytes[from + 13] !== DASH) return null;
  if (bytes[from + 18] !== DASH || bytes[from + 23] !== DASH) return null;
  const classes =
    classesOf(bytes, from, from + 8) |
    classesOf(bytes, from + 9, from + 13) |
    classesOf(bytes, from + 14, from + 18) |
    classesOf(bytes, from + 19, from + 23) |
    classesOf(bytes, from + 24, from + UUID_LENGTH);
  if ((classes & NOT_A_DIGIT) !== 0) return null;
  const text = bytes.toString('latin1', from, from + UUID_LENGTH);
  return classes === 0 ? text : text.toLowerCase();
}

function classesOf(bytes: Buffer, from: number, to: number): number {
  let classes = 0;
  for (let at = from; at < to; at += 1) classes |= HEX_CLASS[bytes[at] ?? 0] ?? NOT_A_DIGIT;
  return classes;
}

/**
 * Writes a UUID's 128 bits as four words, most significant first, to `out[offset .. offset + 3]`.
 * @param text either case; must satisfy `isUuid`, else what is written means nothing
 */
export function uuidToWords(text: string, out: Uint32Array, offset: number): void {
  out[offset] = wordAt(text, 0, 4);
  out[offset + 1] = wordAt(text, 9, 14);
  out[offset + 2] = wordAt(text, 19, 24);
  out[offset + 3] = wordAt(text, 28, 32);
}

/** Eight digits as one word: four beginning at each index. */
function wordAt(text: string, first: number, second: number): number {
  return (
    (hexAt(text, first) << 28) |
    (hexAt(text, first + 1) << 24) |
    (hexAt(text, first + 2) << 20) |
    (hexAt(text, first + 3) << 16) |
    (hexAt(text, second) << 12) |
    (hexAt(text, second + 1) << 8) |
    (hexAt(text, second + 2) << 4) |
    hexAt(text, second + 3)
  );
}

/** The lower-case UUID of the four words that stand at `offset`, as `uuidToWords` wrote them. */
export function wordsToUuid(words: Uint32Array, offset: number): string {
  const a = words[offset] ?? 0;
  const b = words[offset + 1] ?? 0;
  const c = words[offset + 2] ?? 0;
  const d = words[offset + 3] ?? 0;
  return `${pair(a >>> 16)}${pair(a)}-${pair(b >>> 16)}-${pair(b)}-${pair(c >>> 16)}-${pair(c)}${pair(d >>> 16)}${pair(d)}`;
}

function pair(value: number): string {
  return `${BYTE_TEXT[(value >>> 8) & 255]}${BYTE_TEXT[value & 255]}`;
}

/**
 * The name-based UUID (version 5, SHA-1) of a name in a namespace: the same for ever.
 * @param namespace a UUID
 * @param name any text, hashed as UTF-8
 */
export function uuidV5(namespace: string, name: string): string {
  const digest = createHash('sha1').update(namespace.replaceAll('-', ''), 'hex').update(name, 'utf8').digest();
  const words = new Uint32Array(4);
  for (let index = 0; index < 4; index += 1) words[index] = digest.readUInt32BE(index * 4);
  words[1] = ((words[1] ?? 0) & 0xffff0fff) | 0x5000;
  words[2] = ((words[2] ?? 0) & 0x3fffffff) | 0x80000000;
  return wordsToUuid(words, 0);
}
