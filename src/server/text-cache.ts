/** A cache by text that holds the last entries asked for; long texts are not kept, so that it stays within megabytes. */
export interface TextCache<V> {
  get(text: string): V | undefined;
  set(text: string, value: V): void;
}

const ENTRIES_MAX = 1_024;
const TEXT_MAX = 16_384;

export function createTextCache<V>(): TextCache<V> {
  const entries = new Map<string, V>();
  return {
    get: (text) => {
      const value = entries.get(text);
      if (value === undefined) return undefined;
      entries.delete(text);
      entries.set(text, value);
      return value;
    },
    set: (text, value) => {
      if (text.length > TEXT_MAX) return;
      entries.set(text, value);
      const oldest = entries.size > ENTRIES_MAX ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}
