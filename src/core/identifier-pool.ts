import { viewOf } from './byte-view.ts';
import { IDENTIFIER_MAX, isIdentifier } from './identifier.ts';

const SLOT_WORDS = IDENTIFIER_MAX / 4;

/** Reads identifiers out of bytes, handing out the same string again for one it has read before. */
export interface IdentifierPool {
  /** The identifier that the bytes `from` to `to` spell, or null when they spell none. */
  read(bytes: Buffer, from: number, to: number): string | null;
}

/**
 * Streams of events name few ids many times. Handing out one string for each spares its making and its check, and keeps its
 * hash for whoever looks it up next.
 * @param slots a power of two; ids remembered at most, 70 bytes each. Those that fall on one slot push each other out, so
 * about twice the ids expected is a good size.
 */
export function createIdentifierPool(slots: number): IdentifierPool {
  const texts: string[] = new Array(slots).fill('');
  /** The same as bytes, in words: compared much faster than characters of a text. What lies beyond a text's length means nothing. */
  const spellings = new Int32Array(slots * SLOT_WORDS);
  /** 0: a free slot. */
  const lengths = new Uint8Array(slots);
  const mask = slots - 1;
  /** Of the text being read. */
  const words = new Int32Array(SLOT_WORDS);

  const holds = (slot: number, length: number): boolean => {
    if (lengths[slot] !== length) return false;
    const base = slot * SLOT_WORDS;
    const count = (length + 3) >>> 2;
    for (let index = 0; index < count; index += 1) if (words[index] !== spellings[base + index]) return false;
    return true;
  };
  return {
    read(bytes, from, to) {
      const length = to - from;
      if (length < 1 || length > IDENTIFIER_MAX) return null;
      const view = viewOf(bytes);
      let hash = length;
      let count = 0;
      let at = from;
      for (; at + 4 <= to; at += 4) {
        const word = view.getInt32(at, true);
        words[count] = word;
        count += 1;
        hash = Math.imul(hash ^ word, 0x9e3779b1);
        hash ^= hash >>> 15;
      }
      if (at < to) {
        let rest = 0;
        for (; at < to; at += 1) rest = (rest << 8) | view.getUint8(at);
        words[count] = rest;
        hash = Math.imul(hash ^ rest, 0x9e3779b1);
        hash ^= hash >>> 15;
      }
      const slot = hash & mask;
      if (holds(slot, length)) return texts[slot] ?? null;
      const text = bytes.toString('latin1', from, to);
      if (!isIdentifier(text)) return null;
      texts[slot] = text;
      lengths[slot] = length;
      spellings.set(words, slot * SLOT_WORDS);
      return text;
    },
  };
}
