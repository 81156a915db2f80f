import type { Fold } from './fold-cache.ts';
import { createIdTable, type IdTable } from './id-table.ts';
import { ROW_WORDS, tsAt } from './swipe-rows.ts';

const FIRST_CAPACITY = 64;
const BYTES_AN_ID = 58;
const STORED = 1;
const HIGH = 0x1_0000_0000;

/** The event ids of one session, each mixed with its ts: whether a full key may be there, without reading its blocks again. */
export interface IdFold extends Fold {
  /** False is certain. */
  mayHave(words: Uint32Array, at: number, ts: number): boolean;
}

export function createIdFold(): IdFold {
  let table: IdTable = createIdTable(FIRST_CAPACITY);
  /** What was inserted, in order, to fill a larger table. */
  let ids = new Uint32Array(FIRST_CAPACITY * 4);
  const mixed = new Uint32Array(4);
  const mix = (words: Uint32Array, at: number, ts: number): void => {
    for (let index = 0; index < 4; index += 1) mixed[index] = words[at + index] ?? 0;
    mixed[0] = (mixed[0] ?? 0) ^ ts;
    mixed[1] = (mixed[1] ?? 0) ^ (ts / HIGH);
  };
  const grow = (): void => {
    const larger = createIdTable(table.capacity * 2);
    for (let index = 0; index < table.size; index += 1) larger.insert(ids, index * 4, STORED);
    const copy = new Uint32Array(larger.capacity * 4);
    copy.set(ids);
    table = larger;
    ids = copy;
  };
  return {
    apply(rows, from, to) {
      for (let at = from; at < to; at += ROW_WORDS) {
        if (table.size === table.capacity) grow();
        const before = table.size;
        mix(rows, at, tsAt(rows, at));
        table.insert(mixed, 0, STORED);
        if (table.size > before) ids.set(mixed, before * 4);
      }
    },
    mayHave(words, at, ts) {
      mix(words, at, ts);
      return table.find(mixed, 0) !== -1;
    },
    weight: () => table.capacity * BYTES_AN_ID,
  };
}
