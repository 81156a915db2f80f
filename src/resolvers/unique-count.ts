import { uniqueBounds } from '../analytics/session-figures.ts';
import type { SessionKey } from '../core/swipe.ts';
import type { SessionTotals } from '../ports/swipe-store.ts';
import type { RequestContext } from './context.ts';

// A list of sessions asks for these of each session: `then` makes one promise, where an async function makes more.
const low = (estimate: number): number => uniqueBounds(estimate).low;
const high = (estimate: number): number => uniqueBounds(estimate).high;
const uniques = (totals: SessionTotals): number => totals.uniques;

/** The counter's estimate. Cost: one batched round trip. @throws COUNTER_UNAVAILABLE (retriable) */
export function estimateOf(ctx: RequestContext, session: SessionKey): Promise<number> {
  return ctx.loaders.uniques.load(session);
}

/** estimate − 3 standard errors, rounded down; never below 0. @throws COUNTER_UNAVAILABLE (retriable) */
export function lowOf(ctx: RequestContext, session: SessionKey): Promise<number> {
  return ctx.loaders.uniques.load(session).then(low);
}

/** estimate + 3 standard errors, rounded up. @throws COUNTER_UNAVAILABLE (retriable) */
export function highOf(ctx: RequestContext, session: SessionKey): Promise<number> {
  return ctx.loaders.uniques.load(session).then(high);
}

/** Distinct students, exact. Cost: one batched read. @throws STORE_UNAVAILABLE (retriable) */
export function exactOf(ctx: RequestContext, session: SessionKey): Promise<number> {
  return ctx.loaders.totals.load(session).then(uniques);
}
