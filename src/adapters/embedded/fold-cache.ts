import { createLru } from '../../core/lru.ts';
import type { Database, Snapshot } from './database.ts';
import { textKey } from './keys.ts';
import { nameOf, type Partitions } from './partitions.ts';
import { type Rows, rowsOf } from './swipe-rows.ts';

/** The sequence of the newest batch that has landed: read with a partition, it says which batches the blocks hold. */
export const BATCH_KEY = textKey('meta', 'batch');

/** What a partition's rows amount to; grows as batches land. */
export interface Fold {
  /** Rows of one batch, or of all the blocks, from word `from` to word `to`. */
  apply(rows: Rows, from: number, to: number): void;
  /** Bytes held, for the cache's bound. */
  weight(): number;
}

interface Entry<F extends Fold> {
  readonly fold: F;
  /** The newest batch that the blocks held when they were read. */
  through: number;
  /** While the blocks are being read: batches that landed since. Null: ready. */
  waiting: { sequence: number; rows: Rows }[] | null;
  readonly ready: Promise<F>;
}

/**
 * Folds of partitions, read once and kept current by every batch that lands, within a bound on their bytes.
 */
export interface FoldCache<F extends Fold> {
  get(prefix: Buffer): Promise<F>;
  /** Whether the fold is still kept current: one that was dropped to make room hears of no more batches. */
  holds(prefix: Buffer, fold: F): boolean;
  /** Hands a landed batch's rows of one partition to its fold, if it is held; keeps no hold of `rows`. @param name the prefix as `nameOf` gives it */
  landed(name: string, sequence: number, rows: Rows, from: number, to: number): void;
}

export function createFoldCache<F extends Fold>(options: {
  database: Database;
  partitions: Partitions;
  bytesMax: number;
  create: (prefix: Buffer) => F;
}): FoldCache<F> {
  const { database, partitions } = options;
  const ready = createLru<string, Entry<F>>(options.bytesMax);
  const loading = new Map<string, Entry<F>>();

  const load = async (prefix: Buffer, name: string, entry: Entry<F>): Promise<F> => {
    let snapshot: Snapshot | undefined;
    try {
      snapshot = database.snapshot();
      const stored = await database.get(BATCH_KEY, snapshot);
      entry.through = stored === undefined ? 0 : Number(stored.toString());
      for (const block of await partitions.read(prefix, snapshot)) {
        const rows = rowsOf(block);
        entry.fold.apply(rows, 0, rows.length);
      }
      for (const { sequence, rows } of entry.waiting ?? []) {
        if (sequence > entry.through) entry.fold.apply(rows, 0, rows.length);
      }
      entry.waiting = null;
      ready.set(name, entry, entry.fold.weight());
      return entry.fold;
    } finally {
      loading.delete(name);
      await snapshot?.close();
    }
  };

  return {
    async get(prefix) {
      const name = nameOf(prefix);
      const held = ready.get(name) ?? loading.get(name);
      if (held !== undefined) return held.ready;
      const { promise, resolve, reject } = deferred<F>();
      const entry: Entry<F> = { fold: options.create(prefix), through: 0, waiting: [], ready: promise };
      loading.set(name, entry);
      load(prefix, name, entry).then(resolve, reject);
      return promise;
    },
    holds: (prefix, fold) => ready.peek(nameOf(prefix))?.fold === fold,
    landed(name, sequence, rows, from, to) {
      const held = ready.peek(name);
      if (held !== undefined) {
        if (sequence <= held.through) return;
        held.fold.apply(rows, from, to);
        ready.reweigh(name, held.fold.weight());
        return;
      }
      // Copied: the array is used again once this returns.
      loading.get(name)?.waiting?.push({ sequence, rows: rows.slice(from, to) });
    },
  };
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
