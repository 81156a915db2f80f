/**
 * Every key of the embedded store. One letter names the table, then fixed-width big-endian numbers (so that byte order is
 * numeric order) or texts ended by a zero byte; ids hold only printable ASCII.
 */
export const TABLE = {
  meta: 'm',
  symbol: 'y',
  log: 'q',
  sessionBlock: 'l',
  studentBlock: 's',
  gateBlock: 'g',
  attemptBlock: 'h',
  swipeFeed: 'f',
  attemptFeed: 'i',
  sessionSeen: 'S',
  gateSeen: 'G',
  totals: 'T',
  sheet: 'A',
  studentDay: 'b',
  settledDay: 'z',
  deadLetter: 'd',
  deadLetterId: 'D',
  simulation: 'x',
  simulationTag: 'X',
  simulationBucket: 'o',
  student: 'u',
  studentTerm: 't',
  studentCohort: 'k',
  lecture: 'c',
  sessionChange: 'v',
  enrolmentByLecture: 'e',
  enrolmentByStudent: 'E',
  segment: 'w',
  weather: 'W',
  incident: 'n',
} as const;

export type Table = keyof typeof TABLE;

/** Days before 1970 sort and encode too. */
const DAY_OFFSET = 0x4000_0000;

/** A key of 32-bit unsigned numbers. */
export function numberKey(table: Table, ...numbers: readonly number[]): Buffer {
  const key = Buffer.allocUnsafe(1 + numbers.length * 4);
  key[0] = TABLE[table].charCodeAt(0);
  let offset = 1;
  for (const number of numbers) offset = key.writeUInt32BE(number, offset);
  return key;
}

/** A day as an unsigned number of the same order. */
export function dayNumber(day: number): number {
  return day + DAY_OFFSET;
}
export function dayFromNumber(number: number): number {
  return number - DAY_OFFSET;
}

/** A key of one 48-bit number, such as a sequence or an instant. */
export function sequenceKey(table: Table, sequence: number): Buffer {
  const key = Buffer.allocUnsafe(7);
  key[0] = TABLE[table].charCodeAt(0);
  key.writeUIntBE(sequence, 1, 6);
  return key;
}

/** Of a batch, at the end of its blocks' keys. */
export const SEQUENCE_BYTES = 6;

/** A partition's prefix followed by the sequence of the batch that wrote the block. */
export function blockKey(prefix: Buffer, sequence: number): Buffer {
  const key = Buffer.allocUnsafe(prefix.length + SEQUENCE_BYTES);
  prefix.copy(key);
  key.writeUIntBE(sequence, prefix.length, SEQUENCE_BYTES);
  return key;
}

/** A key of texts, each ended by a zero byte. */
export function textKey(table: Table, ...texts: readonly string[]): Buffer {
  return Buffer.from(`${TABLE[table]}${texts.map((text) => `${text}\0`).join('')}`, 'utf8');
}

/** A key of texts of which the last is open: a prefix of what `textKey` makes. */
export function textPrefix(table: Table, ...texts: readonly string[]): Buffer {
  return Buffer.from(`${TABLE[table]}${texts.join('\0')}`, 'utf8');
}

/** The texts of a key made by `textKey`. */
export function textsOf(key: Buffer): string[] {
  return key.toString('utf8', 1, key.length - 1).split('\0');
}

export interface KeyRange {
  readonly gte: Buffer;
  readonly lt: Buffer;
}

/** All keys that begin with the prefix. */
export function prefixRange(prefix: Buffer): KeyRange {
  const end = Buffer.from(prefix);
  let index = end.length - 1;
  while (index >= 0 && end[index] === 0xff) index -= 1;
  end[index] = (end[index] ?? 0) + 1;
  return { gte: prefix, lt: end.subarray(0, index + 1) };
}

/** All keys of a table. */
export function tableRange(table: Table): KeyRange {
  return prefixRange(Buffer.from(TABLE[table], 'latin1'));
}
