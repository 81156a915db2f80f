import type { CampusDay, EpochMs } from '../core/campus-day.ts';
import type { LiveStatus, PortStatus } from '../core/status.ts';
import type { Outcome } from '../core/swipe.ts';
import { ID_LIST_MAX, overLimit } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { today } from './lectures.ts';

export interface CampusView {
  readonly timeZone: string;
  readonly today: CampusDay;
  readonly now: EpochMs;
  readonly allowedLatenessMs: number;
  readonly feedRetentionMs: number;
  readonly outcomeRetentionMs: number;
}

export interface SwipeOutcomeView {
  readonly eventId: string;
  /** null: not processed yet, or longer ago than is remembered. */
  readonly outcome: Outcome | null;
}

/** No I/O. */
export function campusOf(ctx: RequestContext): CampusView {
  const { campus, clock, about } = ctx.services;
  return {
    timeZone: campus.timeZone,
    today: today(ctx),
    now: clock.now(),
    allowedLatenessMs: about.allowedLatenessMs,
    feedRetentionMs: about.feedRetentionMs,
    outcomeRetentionMs: about.outcomeRetentionMs,
  };
}

/** Which backend serves each port, by the port's name. Cost: one look at each backend. */
export async function portsOf(ctx: RequestContext): Promise<readonly PortStatus[]> {
  return ctx.services.about.ports();
}

/** No I/O. */
export function liveOf(ctx: RequestContext): LiveStatus {
  return ctx.services.live.status();
}

/** Messages published and not yet processed; null where the log cannot tell. */
export function backlogOf(ctx: RequestContext): Promise<number | null> {
  return ctx.services.swipeLog.backlog();
}

/** Ingest's watermark: what it has processed through, less the allowed lateness; null before its first sign of life. */
export function watermarkOf(ctx: RequestContext): EpochMs | null {
  const beat = ctx.services.feed.beat();
  return beat === null ? null : beat.processedThrough - ctx.services.about.allowedLatenessMs;
}

/** In the order asked. Cost: one round trip. @throws LIMIT_EXCEEDED above 500 ids */
export async function outcomesOf(ctx: RequestContext, eventIds: readonly string[]): Promise<SwipeOutcomeView[]> {
  if (eventIds.length > ID_LIST_MAX) throw overLimit('eventIds', `at most ${ID_LIST_MAX} ids.`);
  if (eventIds.length === 0) return [];
  const outcomes = await ctx.services.claims.outcomes(eventIds);
  return eventIds.map((eventId, index) => ({ eventId, outcome: outcomes[index] ?? null }));
}
