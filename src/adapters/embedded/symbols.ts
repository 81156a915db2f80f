import type { Database } from './database.ts';
import { numberKey, tableRange } from './keys.ts';
import type { WriteSet } from './writer.ts';

/**
 * A number for every student, lecture and gate id that an accepted swipe named, so that rows are of fixed size. New ones
 * are written with the batch that first uses them. Held in memory whole: about 100 bytes an id.
 */
export interface Symbols {
  /** The id's number, made when there is none yet. */
  intern(text: string): number;
  /** The id's number, or undefined when no row can name it. */
  find(text: string): number | undefined;
  text(symbol: number): string;
  /** Puts the symbols made since the last call. */
  flush(set: WriteSet): void;
}

export async function loadSymbols(database: Database): Promise<Symbols> {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  for (const [key, value] of await database.entries(tableRange('symbol'))) {
    const text = value.toString('latin1');
    const symbol = key.readUInt32BE(1);
    texts[symbol] = text;
    numbers.set(text, symbol);
  }
  let flushed = texts.length;
  return {
    intern(text) {
      const known = numbers.get(text);
      if (known !== undefined) return known;
      const symbol = texts.length;
      texts.push(text);
      numbers.set(text, symbol);
      return symbol;
    },
    find: (text) => numbers.get(text),
    text: (symbol) => texts[symbol] ?? '',
    flush(set) {
      for (; flushed < texts.length; flushed += 1) {
        set.put(numberKey('symbol', flushed), Buffer.from(texts[flushed] ?? '', 'latin1'));
      }
    },
  };
}
