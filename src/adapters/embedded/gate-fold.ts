import type { GateTotals } from '../../ports/swipe-store.ts';
import type { Fold } from './fold-cache.ts';
import { isEnterAt, ROW_WORDS, tsAt } from './swipe-rows.ts';

const OBJECT_BYTES = 300;

/** One gate's day folded. */
export interface GateFold extends Fold {
  totals(): GateTotals;
}

export function createGateFold(): GateFold {
  let enters = 0;
  let exits = 0;
  let lastSwipeAt = Number.NEGATIVE_INFINITY;
  return {
    apply(rows, from, to) {
      for (let at = from; at < to; at += ROW_WORDS) {
        if (isEnterAt(rows, at)) enters += 1;
        else exits += 1;
        lastSwipeAt = Math.max(lastSwipeAt, tsAt(rows, at));
      }
    },
    weight: () => OBJECT_BYTES,
    totals: () => ({ enters, exits, lastSwipeAt }),
  };
}
