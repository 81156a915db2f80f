import { cutoffOf, type SplitEnrolled, splitEnrolled } from '../analytics/session-figures.ts';
import { type AttendanceSheet, lateCount, presentCount } from '../core/attendance-sheet.ts';
import type { SessionTotals } from '../ports/swipe-store.ts';
import type { RequestContext } from './context.ts';
import { graceMsOf } from './lectures.ts';
import { enrolledAt, type SessionView } from './sessions.ts';

// A list of sessions asks for these of each session: `then` makes one promise, where an async function makes more.
const lateSwipes = (sheet: AttendanceSheet): number => sheet.lateSwipes;
const swipes = (totals: SessionTotals): number => totals.swipes;
const split = ([sheet, enrolled]: [AttendanceSheet, readonly string[]]): SplitEnrolled =>
  splitEnrolled(sheet, enrolled);
const attended = (one: SplitEnrolled): number => one.attended.length;
const absent = (one: SplitEnrolled): number => one.absent.length;
const rate = (one: SplitEnrolled): number | null => {
  const enrolled = one.attended.length + one.absent.length;
  return enrolled === 0 ? null : one.attended.length / enrolled;
};

/** Accepted swipes. Cost: one batched read. */
export function swipeCount(ctx: RequestContext, session: SessionView): Promise<number> {
  return ctx.loaders.totals.load(session).then(swipes);
}

/** Students whose last swipe is an enter. */
export function presentNow(ctx: RequestContext, session: SessionView): Promise<number> {
  return ctx.loaders.sheets.load(session).then(presentCount);
}

/** null when the start is unknown. */
export function lateNow(ctx: RequestContext, session: SessionView): Promise<number> | null {
  if (session.scheduled === null) return null;
  const cutoff = cutoffOf(session.scheduled.startsAt, graceMsOf(ctx, session.lecture));
  return ctx.loaders.sheets.load(session).then((sheet) => lateCount(sheet, cutoff));
}

/** Swipes received after the session was final. */
export function revision(ctx: RequestContext, session: SessionView): Promise<number> {
  return ctx.loaders.sheets.load(session).then(lateSwipes);
}

/** The enrolled of a session's day, and which of them came. Cost: two batched reads at once, once for each view. */
export function splitSession(ctx: RequestContext, session: SessionView): Promise<SplitEnrolled> {
  return ctx.loaders.split(session, () =>
    Promise.all([ctx.loaders.sheets.load(session), enrolledAt(ctx, session)]).then(split),
  );
}

export function enrolledAttended(ctx: RequestContext, session: SessionView): Promise<number> {
  return splitSession(ctx, session).then(attended);
}

/** null before the start. */
export function absentCount(ctx: RequestContext, session: SessionView): Promise<number> | null {
  const { scheduled } = session;
  if (scheduled !== null && ctx.services.clock.now() < scheduled.startsAt) return null;
  return splitSession(ctx, session).then(absent);
}

/** Share of the enrolled who attended, 0..1; null when nobody is enrolled. */
export function attendanceRate(ctx: RequestContext, session: SessionView): Promise<number | null> {
  return splitSession(ctx, session).then(rate);
}
