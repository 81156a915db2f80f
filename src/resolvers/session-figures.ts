import { cutoffOf, splitEnrolled } from '../analytics/session-figures.ts';
import { lateCount, presentCount } from '../core/attendance-sheet.ts';
import type { RequestContext } from './context.ts';
import { graceMsOf } from './lectures.ts';
import { enrolledAt, type SessionView } from './sessions.ts';

/** Accepted swipes. Cost: one batched read. */
export async function swipeCount(ctx: RequestContext, session: SessionView): Promise<number> {
  return (await ctx.loaders.totals.load(session)).swipes;
}

/** Students whose last swipe is an enter. */
export async function presentNow(ctx: RequestContext, session: SessionView): Promise<number> {
  return presentCount(await ctx.loaders.sheets.load(session));
}

/** null when the start is unknown. */
export async function lateNow(ctx: RequestContext, session: SessionView): Promise<number | null> {
  if (session.scheduled === null) return null;
  const cutoff = cutoffOf(session.scheduled.startsAt, graceMsOf(ctx, session.lecture));
  return lateCount(await ctx.loaders.sheets.load(session), cutoff);
}

/** Swipes received after the session was final. */
export async function revision(ctx: RequestContext, session: SessionView): Promise<number> {
  return (await ctx.loaders.sheets.load(session)).lateSwipes;
}

/** The enrolled of a session's day, and which of them came. Cost: two batched reads at once. */
export async function splitSession(ctx: RequestContext, session: SessionView) {
  const [sheet, enrolled] = await Promise.all([ctx.loaders.sheets.load(session), enrolledAt(ctx, session)]);
  return { enrolled, ...splitEnrolled(sheet, enrolled) };
}

export async function enrolledAttended(ctx: RequestContext, session: SessionView): Promise<number> {
  return (await splitSession(ctx, session)).attended.length;
}

/** null before the start. */
export async function absentCount(ctx: RequestContext, session: SessionView): Promise<number | null> {
  const { scheduled } = session;
  if (scheduled !== null && ctx.services.clock.now() < scheduled.startsAt) return null;
  return (await splitSession(ctx, session)).absent.length;
}

/** Share of the enrolled who attended, 0..1; null when nobody is enrolled. */
export async function attendanceRate(ctx: RequestContext, session: SessionView): Promise<number | null> {
  const { attended, enrolled } = await splitSession(ctx, session);
  return enrolled.length === 0 ? null : attended.length / enrolled.length;
}
