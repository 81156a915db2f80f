import type { AttendanceSheet } from '../../core/attendance-sheet.ts';
import type { EpochMs } from '../../core/campus-day.ts';
import type { SessionKey } from '../../core/swipe.ts';

/** Who was at a session, in columns of one entry a student. Instants are 32-bit milliseconds since `base`. */
export interface SheetColumns {
  readonly base: EpochMs;
  readonly swipes: number;
  readonly lateSwipes: number;
  readonly symbols: Uint32Array;
  /** NEVER for a student who only left. */
  readonly firstEnter: Int32Array;
  readonly lastSwipe: Int32Array;
  readonly lastIsEnter: Uint8Array;
}

/** No instant. A campus day is well within the ±24 days that 32 bits of milliseconds reach. */
export const NEVER = -0x8000_0000;

/** Base (8 bytes), swipes, late swipes, entries: whole words, so that the columns behind them are aligned. */
const HEAD_WORDS = 5;
const HEAD_BYTES = HEAD_WORDS * 4;

/** A copy as it is handed out, with ids for symbols. */
export function sheetOf(
  columns: SheetColumns,
  session: SessionKey,
  textOf: (symbol: number) => string,
): AttendanceSheet {
  const { base, swipes, lateSwipes, symbols } = columns;
  const size = symbols.length;
  const studentIds: string[] = new Array(size);
  const firstEnter = new Float64Array(size);
  const lastSwipe = new Float64Array(size);
  for (let index = 0; index < size; index += 1) {
    studentIds[index] = textOf(symbols[index] ?? 0);
    const enter = columns.firstEnter[index] ?? NEVER;
    firstEnter[index] = enter === NEVER ? Number.NaN : enter + base;
    lastSwipe[index] = (columns.lastSwipe[index] ?? 0) + base;
  }
  const lastIsEnter = columns.lastIsEnter.slice();
  return { session, studentIds, firstEnter, lastSwipe, lastIsEnter, swipes, lateSwipes };
}

/** The columns in 13 bytes a student, after a head that says where their instants begin. */
export function encodeSheet(columns: SheetColumns): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeDoubleLE(columns.base, 0);
  head.writeUInt32LE(columns.swipes, 8);
  head.writeUInt32LE(columns.lateSwipes, 12);
  head.writeUInt32LE(columns.symbols.length, 16);
  const { symbols, firstEnter, lastSwipe, lastIsEnter } = columns;
  return Buffer.concat([head, ...[symbols, firstEnter, lastSwipe, lastIsEnter].map(bytesOf)]);
}

/** @param value as `encodeSheet` made it, in whatever memory */
export function decodeSheet(value: Buffer): SheetColumns {
  // A copy: the columns need aligned memory, and LevelDB's own may be freed.
  const { buffer } = new Uint8Array(value);
  const size = value.readUInt32LE(16);
  const columnAt = (index: number) => HEAD_BYTES + index * size * 4;
  return {
    base: value.readDoubleLE(0),
    swipes: value.readUInt32LE(8),
    lateSwipes: value.readUInt32LE(12),
    symbols: new Uint32Array(buffer, columnAt(0), size),
    firstEnter: new Int32Array(buffer, columnAt(1), size),
    lastSwipe: new Int32Array(buffer, columnAt(2), size),
    lastIsEnter: new Uint8Array(buffer, columnAt(3), size),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
