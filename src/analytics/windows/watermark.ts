import type { EpochMs } from '../../core/campus-day.ts';

const NEVER = Number.NEGATIVE_INFINITY;

/**
 * How far a scope has come in event time. Before a row it is the larger of the largest ts of rows received earlier − L,
 * and, where the row was received more than L after the one before it, its receipt − L; it never goes back. Rows
 * received at the same instant do not move each other's.
 */
export interface Watermark {
  /** The watermark before a row. @returns null: it was received before one that is already in */
  take(ts: EpochMs, receivedAt: EpochMs): EpochMs | null;
  /** As it would stand before a row received then; null: nobody knows what time it is. */
  at(processedThrough: EpochMs | null): EpochMs;
}

export function createWatermark(allowedLatenessMs: number): Watermark {
  /** Before the rows of the newest receipt. */
  let before = NEVER;
  let newestReceipt = NEVER;
  /** The largest ts of all rows, those of the newest receipt included. */
  let largestTs = NEVER;
  const next = (receivedAt: EpochMs): EpochMs => {
    const byRows = Math.max(before, largestTs - allowedLatenessMs);
    const isIdle = newestReceipt !== NEVER && receivedAt - newestReceipt > allowedLatenessMs;
    return isIdle ? Math.max(byRows, receivedAt - allowedLatenessMs) : byRows;
  };
  return {
    take(ts, receivedAt) {
      if (receivedAt < newestReceipt) return null;
      if (receivedAt > newestReceipt) {
        before = next(receivedAt);
        newestReceipt = receivedAt;
      }
      largestTs = Math.max(largestTs, ts);
      return before;
    },
    at(processedThrough) {
      if (processedThrough === null) return Math.max(before, largestTs - allowedLatenessMs);
      // A scope that nothing was ever received of is idle as well.
      if (newestReceipt === NEVER) return processedThrough - allowedLatenessMs;
      return next(processedThrough);
    },
  };
}
