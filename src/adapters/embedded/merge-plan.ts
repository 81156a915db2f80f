/** A merged block holds at most this many rows. */
export const ROWS_MAX = 4_096;
/** Blocks of fewer rows are small: they are merged as they gather. */
export const SMALL_ROWS = ROWS_MAX / 2;
/** Small blocks that may gather before they are merged. */
export const BLOCKS_MAX = 16;
/** The same while ingest has a backlog: mostly enough for a block that will not be merged again. */
export const BUSY_BLOCKS_MAX = 256;

/**
 * How many of the newest small blocks to merge, given the rows of each, oldest first: back to the first that is more than
 * twice all the newer ones, and never beyond ROWS_MAX together. Sizes then grow by powers of two: each row is rewritten
 * about log₂(4,096) times, however small the batches, and at most a dozen small blocks are left.
 */
export function newestTier(rows: readonly number[]): number {
  let total = 0;
  let count = 0;
  for (const next of rows.toReversed()) {
    if (total > 0 && (next > total * 2 || total + next > ROWS_MAX)) break;
    total += next;
    count += 1;
  }
  return count;
}
