import type { AttendanceSheet } from '../../core/attendance-sheet.ts';
import type { EpochMs } from '../../core/campus-day.ts';
import { createHyperLogLog, type HyperLogLog } from '../../core/hyperloglog.ts';
import type { SessionKey } from '../../core/swipe.ts';
import type { Fold } from './fold-cache.ts';
import { NEVER, type SheetColumns, sheetOf } from './stored-sheet.ts';
import { isEnterAt, ROW_WORDS, receivedAtAt, studentAt, tsAt } from './swipe-rows.ts';

const FIRST_CAPACITY = 16;
/** 22 in the arrays, the rest for a sheet handed out. */
const BYTES_AN_ENTRY = 48;
const OBJECT_BYTES = 500;

/** One session folded: who was there, in typed arrays, and the sketch once somebody asked for it. */
export interface SessionFold extends Fold {
  readonly swipes: number;
  readonly lateSwipes: number;
  readonly uniques: number;
  /** Raised by every row. */
  readonly version: number;
  sheet(session: SessionKey): AttendanceSheet;
  /** What a sheet is made from; views, true until the next row. */
  columns(): SheetColumns;
  sketch(): HyperLogLog;
}

export interface SessionFoldOptions {
  /** A day's start, about. */
  readonly base: EpochMs;
  /** Swipes received after this instant are late. */
  readonly finalAt: EpochMs;
  readonly textOf: (symbol: number) => string;
  /** The HyperLogLog code of a student's symbol. */
  readonly codeOf: (symbol: number) => number;
}

export function createSessionFold({ base, finalAt, textOf, codeOf }: SessionFoldOptions): SessionFold {
  let capacity = FIRST_CAPACITY;
  let symbols = new Uint32Array(capacity);
  let firstEnter = new Int32Array(capacity);
  let lastSwipe = new Int32Array(capacity);
  let lastIsEnter = new Uint8Array(capacity);
  /** Open addressing, at most half full: index + 1 of the symbol's entry, or 0. */
  let slots = new Uint32Array(capacity * 2);
  let size = 0;
  let swipes = 0;
  let lateSwipes = 0;
  let version = 0;
  let sketch: HyperLogLog | null = null;
  let sheet: AttendanceSheet | null = null;

  const slotOf = (symbol: number): number => {
    const mask = slots.length - 1;
    let slot = (Math.imul(symbol, 0x9e37_79b1) >>> 0) & mask;
    for (;;) {
      const index = slots[slot] ?? 0;
      if (index === 0 || symbols[index - 1] === symbol) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const grow = (): void => {
    capacity *= 2;
    symbols = copy(symbols, new Uint32Array(capacity));
    firstEnter = copy(firstEnter, new Int32Array(capacity));
    lastSwipe = copy(lastSwipe, new Int32Array(capacity));
    lastIsEnter = copy(lastIsEnter, new Uint8Array(capacity));
    slots = new Uint32Array(capacity * 2);
    for (let index = 0; index < size; index += 1) slots[slotOf(symbols[index] ?? 0)] = index + 1;
  };
  const entryOf = (symbol: number): number => {
    const slot = slotOf(symbol);
    const held = slots[slot] ?? 0;
    if (held !== 0) return held - 1;
    if (size === capacity) {
      grow();
      return entryOf(symbol);
    }
    symbols[size] = symbol;
    firstEnter[size] = NEVER;
    lastSwipe[size] = NEVER;
    slots[slot] = size + 1;
    size += 1;
    sketch?.addCode(codeOf(symbol));
    return size - 1;
  };

  const columns = (): SheetColumns => ({
    base,
    swipes,
    lateSwipes,
    symbols: symbols.subarray(0, size),
    firstEnter: firstEnter.subarray(0, size),
    lastSwipe: lastSwipe.subarray(0, size),
    lastIsEnter: lastIsEnter.subarray(0, size),
  });

  return {
    get swipes() {
      return swipes;
    },
    get lateSwipes() {
      return lateSwipes;
    },
    get uniques() {
      return size;
    },
    get version() {
      return version;
    },
    apply(rows, from, to) {
      for (let at = from; at < to; at += ROW_WORDS) {
        const index = entryOf(studentAt(rows, at));
        const when = tsAt(rows, at) - base;
        const enter = isEnterAt(rows, at);
        const first = firstEnter[index] ?? NEVER;
        if (enter && (first === NEVER || when < first)) firstEnter[index] = when;
        const last = lastSwipe[index] ?? NEVER;
        if (when > last) {
          lastSwipe[index] = when;
          lastIsEnter[index] = enter ? 1 : 0;
        } else if (when === last && !enter) {
          lastIsEnter[index] = 0;
        }
        swipes += 1;
        if (receivedAtAt(rows, at) > finalAt) lateSwipes += 1;
      }
      version += 1;
      sheet = null;
    },
    weight: () => OBJECT_BYTES + capacity * BYTES_AN_ENTRY + (sketch === null ? 0 : sketch.registers.byteLength),
    sheet(session) {
      sheet ??= sheetOf(columns(), session, textOf);
      return sheet;
    },
    columns,
    sketch() {
      if (sketch === null) {
        sketch = createHyperLogLog();
        for (let index = 0; index < size; index += 1) sketch.addCode(codeOf(symbols[index] ?? 0));
      }
      return sketch;
    },
  };
}

function copy<A extends Uint32Array | Int32Array | Uint8Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
