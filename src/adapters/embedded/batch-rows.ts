import type { AcceptedSwipe } from '../../ports/committer.ts';
import { gatePartition, nameOf, STUDENT_BUCKETS, sessionPartition, studentPartition } from './partitions.ts';
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
  readonly prefix: Buffer;
  readonly name: string;
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
  readonly feedRows: Rows;
  readonly sessions: readonly PartitionRows[];
  readonly students: readonly PartitionRows[];
  readonly gates: readonly PartitionRows[];
}

export function packBatch(swipes: readonly AcceptedSwipe[], symbols: Symbols): BatchRows {
  const feed: Rows = new Uint32Array(swipes.length * FEED_ROW_WORDS);
  let at = 0;
  for (const { swipe, contentHash } of swipes) {
    packSwipe(feed, at, swipe, symbols);
    packContentHash(feed, at, contentHash);
    at += FEED_ROW_WORDS;
  }
  const days = daysOf(swipes);
  return {
    feedRows: feed,
    sessions: scatter(feed, days, lectureAt, (symbol) => symbol, sessionPartition),
    students: scatter(feed, days, studentAt, (symbol) => symbol % STUDENT_BUCKETS, studentPartition),
    gates: scatter(feed, days, gateAt, (symbol) => symbol, gatePartition),
  };
}

/** The batch's days, and of each row which of them it is of: small integers make fast keys. */
interface Days {
  readonly days: readonly number[];
  readonly indexAt: Uint16Array;
}

function daysOf(swipes: readonly AcceptedSwipe[]): Days {
  const days: number[] = [];
  const indexAt = new Uint16Array(swipes.length);
  let last = 0;
  for (let index = 0; index < swipes.length; index += 1) {
    const day = swipes[index]?.swipe.day ?? 0;
    if (days[last] !== day) {
      last = days.indexOf(day);
      if (last === -1) last = days.push(day) - 1;
    }
    indexAt[index] = last;
  }
  return { days, indexAt };
}

/** A counting sort of the rows by partition: one array for all of them, log order kept within each. */
function scatter(
  feed: Rows,
  { days, indexAt }: Days,
  symbolAt: (rows: Rows, at: number) => number,
  groupOf: (symbol: number) => number,
  partitionOf: (symbol: number, day: number) => Buffer,
): PartitionRows[] {
  const count = feed.length / FEED_ROW_WORDS;
  const groups = new Map<number, number>();
  const groupAt = new Uint32Array(count);
  const sizes: number[] = [];
  const heads: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = groupOf(symbolAt(feed, index * FEED_ROW_WORDS)) * days.length + (indexAt[index] ?? 0);
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
  const rows: Rows = new Uint32Array(count * ROW_WORDS);
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
    const day = days[indexAt[head] ?? 0] ?? 0;
    const from = starts[group] ?? 0;
    const to = from + (sizes[group] ?? 0) * ROW_WORDS;
    const prefix = partitionOf(symbol, day);
    return { prefix, name: nameOf(prefix), symbol, day, rows, from, to };
  });
}

/** The bytes of one partition's rows, without a copy. */
export function blockOf({ rows, from, to }: PartitionRows): Buffer {
  return bytesOf(rows, from, to);
}
