/** A map that forgets what was used longest ago once the weights together exceed the bound. */
export interface Lru<K, V> {
  get(key: K): V | undefined;
  /** As `get`, without counting as a use. */
  peek(key: K): V | undefined;
  set(key: K, value: V, weight: number): void;
  /** Says what an entry weighs now. */
  reweigh(key: K, weight: number): void;
  delete(key: K): void;
  /** Forgets everything. */
  clear(): void;
}

/** @param weightMax the weights kept together; the entry set last stays, whatever it weighs */
export function createLru<K, V>(weightMax: number): Lru<K, V> {
  const entries = new Map<K, { value: V; weight: number }>();
  let total = 0;
  const remove = (key: K): void => {
    const entry = entries.get(key);
    if (entry === undefined) return;
    total -= entry.weight;
    entries.delete(key);
  };
  const trim = (kept: K): void => {
    for (const oldest of entries.keys()) {
      if (total <= weightMax || oldest === kept) break;
      remove(oldest);
    }
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    peek: (key) => entries.get(key)?.value,
    set(key, value, weight) {
      remove(key);
      entries.set(key, { value, weight });
      total += weight;
      trim(key);
    },
    reweigh(key, weight) {
      const entry = entries.get(key);
      if (entry === undefined) return;
      total += weight - entry.weight;
      entry.weight = weight;
      trim(key);
    },
    delete: remove,
    clear() {
      entries.clear();
      total = 0;
    },
  };
}
