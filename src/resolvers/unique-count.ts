import { uniqueBounds } from '../analytics/session-figures.ts';
import type { SessionKey } from '../core/swipe.ts';
import type { RequestContext } from './context.ts';

/** The counter's estimate. Cost: one batched round trip. @throws COUNTER_UNAVAILABLE (retriable) */
export function estimateOf(ctx: RequestContext, session: SessionKey): Promise<number> {
  return ctx.loaders.uniques.load(session);
}

/** estimate ± 3 standard errors, rounded outwards. @throws COUNTER_UNAVAILABLE (retriable) */
export async function boundsOf(ctx: RequestContext, session: SessionKey) {
  return uniqueBounds(await ctx.loaders.uniques.load(session));
}

/** Distinct students, exact. Cost: one batched read. @throws STORE_UNAVAILABLE (retriable) */
export async function exactOf(ctx: RequestContext, session: SessionKey): Promise<number> {
  return (await ctx.loaders.totals.load(session)).uniques;
}
