import { IDENTIFIER_MAX, isIdentifier } from './identifier.ts';

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
  /** The same as bytes, `IDENTIFIER_MAX` a slot: compared much faster than characters of a text. */
  const spellings = new Uint8Array(slots * IDENTIFIER_MAX);
  /** 0: a free slot. */
  const lengths = new Uint8Array(slots);
  const mask = slots - 1;

  const holds = (slot: number, bytes: Buffer, from: number, to: number): boolean => {
    if (lengths[slot] !== to - from || from === to) return false;
    const base = slot * IDENTIFIER_MAX - from;
    for (let at = from; at < to; at += 1) if (bytes[at] !== spellings[base + at]) return false;
    return true;
  };
  return {
    read(bytes, from, to) {
      let hash = 0;
      for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x9e3779b1);
      const slot = (hash ^ (hash >>> 15)) & mask;
      if (holds(slot, bytes, from, to)) return texts[slot] ?? null;
      const text = bytes.toString('latin1', from, to);
      if (!isIdentifier(text)) return null;
      texts[slot] = text;
      lengths[slot] = to - from;
      spellings.set(bytes.subarray(from, to), slot * IDENTIFIER_MAX);
      return text;
    },
  };
}
