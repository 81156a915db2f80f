import { isIdentifier } from './identifier.ts';

/** Reads identifiers out of bytes, handing out the same string again for one it has read before. */
export interface IdentifierPool {
  /** The identifier that the bytes `from` to `to` spell, or null when they spell none. */
  read(bytes: Buffer, from: number, to: number): string | null;
}

/**
 * Streams of events name few ids many times. Handing out one string for each spares its making and its check, and keeps its
 * hash for whoever looks it up next.
 * @param slots a power of two; ids remembered at most. Those that fall on one slot push each other out, so about twice
 * the ids expected is a good size.
 */
export function createIdentifierPool(slots: number): IdentifierPool {
  const texts: string[] = new Array(slots).fill('');
  const mask = slots - 1;
  return {
    read(bytes, from, to) {
      let hash = 0;
      for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x9e3779b1);
      const slot = (hash ^ (hash >>> 15)) & mask;
      const held = texts[slot] ?? '';
      if (held !== '' && spells(bytes, from, to, held)) return held;
      const text = bytes.toString('latin1', from, to);
      if (!isIdentifier(text)) return null;
      texts[slot] = text;
      return text;
    },
  };
}

function spells(bytes: Buffer, from: number, to: number, text: string): boolean {
  if (text.length !== to - from) return false;
  for (let at = from; at < to; at += 1) if (bytes[at] !== text.charCodeAt(at - from)) return false;
  return true;
}
