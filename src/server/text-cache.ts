import { createLru } from '../core/lru.ts';

/** A cache by text that holds the last entries asked for. Of long texts it holds few, of very long ones none. */
export interface TextCache<V> {
  get(text: string): V | undefined;
  set(text: string, value: V): void;
}

/** Characters of all texts together. A document parsed and planned takes some 120 bytes for each of its characters. */
const CHARACTERS_MAX = 524_288;
/** What an entry counts for at least; so there are at most 1,024. */
const ENTRY_MIN = 512;
const TEXT_MAX = 16_384;

export function createTextCache<V>(): TextCache<V> {
  const entries = createLru<string, V>(CHARACTERS_MAX);
  return {
    get: entries.get,
    set: (text, value) => {
      if (text.length <= TEXT_MAX) entries.set(text, value, Math.max(text.length, ENTRY_MIN));
    },
  };
}
