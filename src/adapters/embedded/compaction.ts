import type { Database } from './database.ts';
import { blockKey, prefixRange, SEQUENCE_BYTES, TABLE } from './keys.ts';
import { ROWS_MAX } from './merge-plan.ts';
import { ROW_BYTES } from './swipe-rows.ts';

const NEWLINE = 0x0a;

export interface BlockSize {
  /** Of the batch that wrote it: its key behind the partition's prefix. */
  readonly sequence: number;
  readonly rows: number;
}

/** The blocks of a partition with the rows of each, in the order written. */
export async function blockSizes(database: Database, prefix: Buffer): Promise<BlockSize[]> {
  const entries = await database.entries(prefixRange(prefix));
  return entries.map(([key, value]) => ({
    sequence: key.readUIntBE(prefix.length, SEQUENCE_BYTES),
    rows: rowsIn(prefix, value),
  }));
}

/** Rows in a block of the partition's table. */
export function rowsIn(prefix: Buffer, block: Buffer): number {
  return isText(prefix) ? linesOf(block) : block.length / ROW_BYTES;
}

/**
 * Merges blocks of one partition in one atomic write: what they hold goes to the oldest keys, in blocks of at most
 * ROWS_MAX, the other keys are deleted. Readers see the partition before or after, since they read one snapshot.
 * @returns the blocks that stand now
 */
export async function mergeBlocks(
  database: Database,
  prefix: Buffer,
  chosen: readonly BlockSize[],
): Promise<readonly BlockSize[]> {
  if (chosen.length < 2) return chosen;
  const values = await database.getMany(chosen.map(({ sequence }) => blockKey(prefix, sequence)));
  const present = values.filter((value) => value !== undefined);
  // A block whose write is still under way: another time.
  if (present.length < chosen.length) return chosen;
  const bytes = Buffer.concat(present);
  const merged = isText(prefix) ? cutLines(bytes) : cutRows(bytes);
  const left: BlockSize[] = [];
  await database.writer.write((set) => {
    for (const [index, { sequence }] of chosen.entries()) {
      const key = blockKey(prefix, sequence);
      const value = merged[index];
      if (value === undefined) set.del(key);
      else {
        set.put(key, value);
        left.push({ sequence, rows: rowsIn(prefix, value) });
      }
    }
  });
  return left;
}

function isText(prefix: Buffer): boolean {
  return prefix[0] === TABLE.attemptBlock.charCodeAt(0);
}

function cutRows(bytes: Buffer): Buffer[] {
  const size = ROWS_MAX * ROW_BYTES;
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) parts.push(bytes.subarray(at, at + size));
  return parts;
}

function cutLines(bytes: Buffer): Buffer[] {
  const lines = bytes.toString('utf8').trimEnd().split('\n');
  const parts: Buffer[] = [];
  for (let at = 0; at < lines.length; at += ROWS_MAX) {
    parts.push(Buffer.from(`${lines.slice(at, at + ROWS_MAX).join('\n')}\n`, 'utf8'));
  }
  return parts;
}

function linesOf(value: Buffer): number {
  let lines = 0;
  for (let at = value.indexOf(NEWLINE); at !== -1; at = value.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}
