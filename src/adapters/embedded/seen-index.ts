import type { CampusDay } from '../../core/campus-day.ts';
import type { DayRange } from '../../core/paging.ts';
import type { Database } from './database.ts';
import { dayFromNumber, dayNumber, numberKey, type Table, tableRange } from './keys.ts';
import type { WriteSet } from './writer.ts';

const EMPTY = Buffer.alloc(0);

/** Which symbols (lectures, gates) were swiped at on which days: in memory, about 50 bytes a pair. */
export interface SeenIndex {
  /** Symbols of the day. */
  on(day: CampusDay): ReadonlySet<number>;
  /** Days within the range, ascending. */
  days(range: DayRange): CampusDay[];
  /** Days of one symbol; undefined when it was never seen. */
  daysOf(symbol: number): ReadonlySet<CampusDay> | undefined;
  symbols(): IterableIterator<number>;
  /** Puts the pair's row when it is new. Known to readers only once `land` was called. */
  note(set: WriteSet, symbol: number, day: CampusDay): void;
  /** Makes what was noted through the given write visible. */
  land(): void;
}

export async function loadSeenIndex(database: Database, table: Table): Promise<SeenIndex> {
  const byDay = new Map<CampusDay, Set<number>>();
  const bySymbol = new Map<number, Set<CampusDay>>();
  let noted: { symbol: number; day: CampusDay }[] = [];
  const add = (symbol: number, day: CampusDay): void => {
    addTo(byDay, day, symbol);
    addTo(bySymbol, symbol, day);
  };
  for (const key of await database.keys(tableRange(table))) {
    add(key.readUInt32BE(5), dayFromNumber(key.readUInt32BE(1)));
  }
  const none: ReadonlySet<number> = new Set();
  return {
    on: (day) => byDay.get(day) ?? none,
    days: ({ from, to }) => [...byDay.keys()].filter((day) => day >= from && day < to).sort((a, b) => a - b),
    daysOf: (symbol) => bySymbol.get(symbol),
    symbols: () => bySymbol.keys(),
    note(set, symbol, day) {
      if (byDay.get(day)?.has(symbol) === true) return;
      set.put(numberKey(table, dayNumber(day), symbol), EMPTY);
      noted.push({ symbol, day });
    },
    land() {
      for (const { symbol, day } of noted) add(symbol, day);
      noted = [];
    },
  };
}

function addTo(map: Map<number, Set<number>>, key: number, value: number): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([value]));
  else set.add(value);
}
