import { createLru } from '../../core/lru.ts';

/** What was read lately, for as long as nothing changes it. */
export interface ReadCache<V> {
  /** In the order asked; what is not kept is read. Cost: no I/O where all is kept. */
  read(keys: readonly string[]): Promise<readonly V[]>;
  /** To be called once a write has landed. */
  changed(keys: Iterable<string>): void;
  /** The same where any may have changed. */
  cleared(): void;
}

/** @param weightMax kept together, as `weigh` says it of each */
export function createReadCache<V>(options: {
  readonly weightMax: number;
  weigh(value: V): number;
  load(keys: readonly string[]): Promise<readonly V[]>;
}): ReadCache<V> {
  const kept = createLru<string, { readonly value: V }>(options.weightMax);
  /** Raised by each change, so that a read that began before it is not kept after it. */
  let version = 0;
  return {
    async read(keys) {
      const found = keys.map(kept.get);
      const missing = keys.filter((_, index) => found[index] === undefined);
      const before = version;
      const values = missing.length === 0 ? [] : await options.load(missing);
      let next = 0;
      return found.flatMap((one, index) => {
        if (one !== undefined) return [one.value];
        const value = values[next];
        next += 1;
        if (value === undefined) return [];
        if (before === version) kept.set(keys[index] ?? '', { value }, options.weigh(value));
        return [value];
      });
    },
    changed(keys) {
      version += 1;
      for (const key of keys) kept.delete(key);
    },
    cleared() {
      version += 1;
      kept.clear();
    },
  };
}
