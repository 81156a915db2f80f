import type { AcceptedSwipe } from '../../ports/committer.ts';
import {
  createPartitionNames,
  gatePartition,
  type PartitionName,
  STUDENT_BUCKETS,
  sessionPartition,
  studentPartition,
} from './partitions.ts';
import {
  bytesOf,
  FEED_ROW_WORDS,
  gateAt,
  lectureAt,
  packContentHash,
  packSwipe,
  ROW_WORDS,
  type Rows,
  studentAt,
} from './swipe-rows.ts';
import type { Symbols } from './symbols.ts';

/** One batch's rows of one partition: words `from` to `to` of `rows`. */
export interface PartitionRows {
  readonly partition: PartitionName;
  /** The lecture, gate or (of the first row) student. */
  readonly symbol: number;
  readonly day: number;
  readonly rows: Rows;
  readonly from: number;
  readonly to: number;
}

/** A batch of accepted swipes packed once, and scattered into one block a partition of each table. */
export interface BatchRows {
  /** In log order, as the feed's block holds them. */
  readonly feed: Buffer;
  readonly sessions: readonly PartitionRows[];
  readonly students: readonly PartitionRows[];
  readonly gates: readonly PartitionRows[];
  /** Gives the arrays behind all of this back: to be called when nothing of it will be looked at again. */
  release(): void;
}

/**
 * Packs batch after batch into the same few arrays. New ones for each would be half a megabyte of memory outside the heap a
 * batch, and V8 collects the whole heap as often as such memory grows by a part of it.
 */
export function createBatchPacker(symbols: Symbols): (swipes: readonly AcceptedSwipe[]) => BatchRows {
  const sessionOf = createPartitionNames(sessionPartition);
  const studentOf = createPartitionNames(studentPartition);
  const gateOf = createPartitionNames(gatePartition);
  const free: RowArrays[] = [];
  return (swipes) => {
    const count = swipes.length;
    const held = free.pop();
    const arrays = held !== undefined && held.capacity >= count ? held : createRowArrays(count);
    const { feed, groupAt, dayAt } = arrays;
    let at = 0;
    for (const { swipe, contentHash } of swipes) {
      packSwipe(feed, at, swipe, symbols);
      packContentHash(feed, at, contentHash);
      at += FEED_ROW_WORDS;
    }
    const batch = { feed, count, days: daysOf(swipes, dayAt), dayAt, groupAt };
    return {
      feed: bytesOf(feed, 0, at),
      sessions: scatter(batch, arrays.sessions, lectureAt, (symbol) => symbol, sessionOf),
      students: scatter(batch, arrays.students, studentAt, (symbol) => symbol % STUDENT_BUCKETS, studentOf),
      gates: scatter(batch, arrays.gates, gateAt, (symbol) => symbol, gateOf),
      release: () => free.push(arrays),
    };
  };
}

/** Room for so many rows in each table. */
interface RowArrays {
  readonly capacity: number;
  readonly feed: Rows;
  readonly sessions: Rows;
  readonly students: Rows;
  readonly gates: Rows;
  /** Of each row, its partition's place among the batch's: one table's at a time. */
  readonly groupAt: Uint32Array;
  /** Of each row, its day's place among the batch's. */
  readonly dayAt: Uint16Array;
}

function createRowArrays(capacity: number): RowArrays {
  return {
    capacity,
    feed: new Uint32Array(capacity * FEED_ROW_WORDS),
    sessions: new Uint32Array(capacity * ROW_WORDS),
    students: new Uint32Array(capacity * ROW_WORDS),
    gates: new Uint32Array(capacity * ROW_WORDS),
    groupAt: new Uint32Array(capacity),
    dayAt: new Uint16Array(capacity),
  };
}

/** What scattering reads of a batch. */
interface Packed extends Pick<RowArrays, 'feed' | 'groupAt' | 'dayAt'> {
  readonly count: number;
  readonly days: readonly number[];
}

/** The batch's days, each row's place among them noted in `dayAt`: small integers make fast keys. */
function daysOf(swipes: readonly AcceptedSwipe[], dayAt: Uint16Array): number[] {
  const days: number[] = [];
  let last = 0;
  for (let index = 0; index < swipes.length; index += 1) {
    const day = swipes[index]?.swipe.day ?? 0;
    if (days[last] !== day) {
      last = days.indexOf(day);
      if (last === -1) last = days.push(day) - 1;
    }
    dayAt[index] = last;
  }
  return days;
}

/** A counting sort of the rows by partition: one array for all of them, log order kept within each. */
function scatter(
  { feed, count, days, dayAt, groupAt }: Packed,
  rows: Rows,
  symbolAt: (rows: Rows, at: number) => number,
  groupOf: (symbol: number) => number,
  partitionOf: (symbol: number, day: number) => PartitionName,
): PartitionRows[] {
  const groups = new Map<number, number>();
  const sizes: number[] = [];
  const heads: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = groupOf(symbolAt(feed, index * FEED_ROW_WORDS)) * days.length + (dayAt[index] ?? 0);
    let group = groups.get(name);
    if (group === undefined) {
      group = groups.size;
      groups.set(name, group);
      sizes.push(0);
      heads.push(index);
    }
    groupAt[index] = group;
    sizes[group] = (sizes[group] ?? 0) + 1;
  }
  const starts: number[] = [];
  let start = 0;
  for (const size of sizes) {
    starts.push(start);
    start += size * ROW_WORDS;
  }
  const next = Uint32Array.from(starts);
  for (let index = 0; index < count; index += 1) {
    const group = groupAt[index] ?? 0;
    const to = next[group] ?? 0;
    const from = index * FEED_ROW_WORDS;
    for (let word = 0; word < ROW_WORDS; word += 1) rows[to + word] = feed[from + word] ?? 0;
    next[group] = to + ROW_WORDS;
  }
  return heads.map((head, group) => {
    const symbol = symbolAt(feed, head * FEED_ROW_WORDS);
    const day = days[dayAt[head] ?? 0] ?? 0;
    const from = starts[group] ?? 0;
    const to = from + (sizes[group] ?? 0) * ROW_WORDS;
    return { partition: partitionOf(groupOf(symbol), day), symbol, day, rows, from, to };
  });
}

/** The bytes of one partition's rows, without a copy. */
export function blockOf({ rows, from, to }: PartitionRows): Buffer {
  return bytesOf(rows, from, to);
}
