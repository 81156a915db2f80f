import { types } from 'cassandra-driver';
import { type CampusDay, DAY_MS, type EpochMs } from '../../core/campus-day.ts';
import type { CqlRow } from './cql-session.ts';

const DAY_ZERO = 2 ** 31;
const DAYS_HELD = 4_096;
const days = new Map<CampusDay, types.LocalDate>();

/** A campus day as the driver takes it. */
export function dateOf(day: CampusDay): types.LocalDate {
  const held = days.get(day);
  if (held !== undefined) return held;
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(day + DAY_ZERO);
  const date = types.LocalDate.fromBuffer(bytes);
  if (days.size >= DAYS_HELD) days.clear();
  days.set(day, date);
  return date;
}

/** The bytes of a partition key whose columns are texts (string), ints ({int}) and dates ({day}), in the table's order. */
export function partitionOf(...columns: readonly (string | { int: number } | { day: CampusDay })[]): Buffer {
  const [first] = columns;
  if (columns.length === 1 && first !== undefined) return columnBytes(first);
  const parts: Buffer[] = [];
  for (const column of columns) {
    const bytes = columnBytes(column);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    parts.push(length, bytes, END);
  }
  return Buffer.concat(parts);
}
const END = Buffer.alloc(1);

function columnBytes(column: string | { int: number } | { day: CampusDay }): Buffer {
  if (typeof column === 'string') return Buffer.from(column, 'utf8');
  const bytes = Buffer.alloc(4);
  if ('int' in column) bytes.writeInt32BE(column.int);
  else bytes.writeUInt32BE(column.day + DAY_ZERO);
  return bytes;
}

/** A text column (text, uuid); '' where it is null. */
export function textIn(row: CqlRow, column: string): string {
  return textOrNullIn(row, column) ?? '';
}
export function textOrNullIn(row: CqlRow, column: string): string | null {
  const value = row[column];
  if (typeof value === 'string') return value;
  return value instanceof types.Uuid ? value.toString() : null;
}

/** A number column (int, tinyint, double, bigint); 0 where it is null. */
export function numberIn(row: CqlRow, column: string): number {
  return numberOrNullIn(row, column) ?? 0;
}
export function numberOrNullIn(row: CqlRow, column: string): number | null {
  const value = row[column];
  if (typeof value === 'number') return value;
  return value instanceof types.Long ? value.toNumber() : null;
}

/** A timestamp column; 0 where it is null. */
export function instantIn(row: CqlRow, column: string): EpochMs {
  return instantOrNullIn(row, column) ?? 0;
}
export function instantOrNullIn(row: CqlRow, column: string): EpochMs | null {
  const value = row[column];
  return value instanceof Date ? value.getTime() : null;
}

/** A date column; 0 where it is null. */
export function dayIn(row: CqlRow, column: string): CampusDay {
  return dayOrNullIn(row, column) ?? 0;
}
export function dayOrNullIn(row: CqlRow, column: string): CampusDay | null {
  const value = row[column];
  return value instanceof types.LocalDate ? value.toBuffer().readUInt32BE() - DAY_ZERO : null;
}

export function booleanIn(row: CqlRow, column: string): boolean {
  return row[column] === true;
}
/** A blob column; empty where it is null. */
export function bytesIn(row: CqlRow, column: string): Buffer {
  const value = row[column];
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
}

/** The UTC day an instant lies in. */
export function utcDayOf(at: EpochMs): CampusDay {
  return Math.floor(at / DAY_MS);
}
