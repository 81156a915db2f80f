import { enrolledOn } from '../analytics/session-figures.ts';
import type { CampusDay } from '../core/campus-day.ts';
import { compareText, type DayRange } from '../core/paging.ts';
import type { SessionChange, Timetable } from '../core/roster.ts';
import type { SessionKey } from '../core/swipe.ts';
import {
  daysScheduled,
  eachOnce,
  type ScheduledSession,
  type SessionStatus,
  scheduledSession,
  sessionStatus,
} from '../core/timetable.ts';
import { identifier, identifiers } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { type LectureView, lectureView, today } from './lectures.ts';
import { type Page, type PageArguments, pageOfRows } from './paging.ts';
import { idKey } from './row-key.ts';

/** One lecture on one day, with what the timetable says of it. */
export interface SessionView extends SessionKey {
  readonly lecture: LectureView;
  /** null when that day is not scheduled. */
  readonly scheduled: ScheduledSession | null;
  /** Whether a swipe was accepted; null where it has not been looked up. */
  readonly swiped: boolean | null;
}

const NO_CHANGES: ReadonlyMap<CampusDay, SessionChange> = new Map();
const SESSIONS_OF_DAY = { key: idKey('sessions'), keyOf: (session: SessionView) => session.lectureId };

export function sessionView(
  ctx: RequestContext,
  timetable: Timetable,
  { lectureId, day }: SessionKey,
  swiped: boolean | null,
): SessionView {
  const lecture = lectureView(timetable, lectureId);
  const change = timetable.changes.get(lectureId)?.get(day);
  const scheduled = lecture.entry === null ? null : scheduledSession(lecture.entry, change, day, ctx.services.campus);
  return { lectureId, day, lecture, scheduled, swiped };
}

/** A session that an accepted swipe names. Cost: none beyond the timetable. */
export async function swipedSession(ctx: RequestContext, key: SessionKey): Promise<SessionView> {
  return sessionView(ctx, await ctx.loaders.timetable(), key, true);
}

/** null when that day is neither scheduled nor swiped at. Cost: none when scheduled, else one batched read. */
export async function findSession(ctx: RequestContext, key: SessionKey): Promise<SessionView | null> {
  const view = sessionView(ctx, await ctx.loaders.timetable(), key, null);
  if (view.scheduled !== null) return view;
  const sheet = await ctx.loaders.sheets.load(key);
  return sheet.swipes > 0 ? { ...view, swiped: true } : null;
}

/** `findSession` for a lecture and a day as a caller names them; the day defaults to today. @throws ARGUMENT_INVALID */
export function findSessionOn(
  ctx: RequestContext,
  lectureId: string,
  day: CampusDay | null | undefined,
): Promise<SessionView | null> {
  return findSession(ctx, { lectureId: identifier('lectureId', lectureId), day: day ?? today(ctx) });
}

/**
 * Where a session stands now. Whether somebody swiped is looked up only where it matters, today before the start; while
 * the store cannot be read the timetable alone decides, so that the session's other fields live.
 */
export async function statusOf(ctx: RequestContext, session: SessionView): Promise<SessionStatus> {
  const now = ctx.services.clock.now();
  const { scheduled, day } = session;
  let { swiped } = session;
  if (swiped === null) {
    const matters = scheduled !== null && !scheduled.cancelled && now < scheduled.startsAt && day === today(ctx);
    swiped = matters
      ? await ctx.loaders.totals.load(session).then(
          (sum) => sum.swipes > 0,
          () => false,
        )
      : false;
  }
  return sessionStatus({ scheduled, swiped, isToday: day === today(ctx) }, now);
}

/** True once the allowed lateness has passed after the day's end, and ingest has processed that far. No I/O. */
export function isFinal(ctx: RequestContext, { day }: SessionKey): boolean {
  const { campus, clock, feed, about } = ctx.services;
  const finalAt = campus.startOf(day + 1) + about.allowedLatenessMs;
  const beat = feed.beat();
  return clock.now() >= finalAt && beat !== null && beat.processedThrough >= finalAt;
}

/** Students enrolled on the session's day, by studentId. */
export async function enrolledAt(ctx: RequestContext, { lectureId, day }: SessionKey): Promise<readonly string[]> {
  return enrolledOn(await ctx.loaders.enrolmentsOfLecture.load(lectureId), day);
}

/** Sessions that reports count: begun, and not cancelled. A session that is not scheduled has begun with its first swipe. */
export function counts(session: SessionView, now: number): boolean {
  return session.scheduled === null || (!session.scheduled.cancelled && session.scheduled.startsAt <= now);
}

/** Scheduled and swiped sessions of the days, each once. Cost: one read beside the timetable. */
export async function sessionsWithin(
  ctx: RequestContext,
  days: DayRange,
  lectureIds: readonly string[] | undefined,
): Promise<SessionView[]> {
  const [timetable, swiped] = await Promise.all([
    ctx.loaders.timetable(),
    ctx.services.swipeStore.sessionKeys(days, lectureIds),
  ]);
  return mergeSessions(ctx, timetable, days, lectureIds, swiped);
}

/** The union of what the timetable has within the days and of sessions swiped at, in no order. Cost: grows with the sessions found. */
export function mergeSessions(
  ctx: RequestContext,
  timetable: Timetable,
  days: DayRange,
  lectureIds: readonly string[] | undefined,
  swiped: readonly SessionKey[],
): SessionView[] {
  const daysOf = new Map<string, CampusDay[]>();
  for (const { lectureId, day } of swiped) {
    const known = daysOf.get(lectureId);
    if (known === undefined) daysOf.set(lectureId, [day]);
    else known.push(day);
  }
  const { campus } = ctx.services;
  const scheduling = new Set(lectureIds ?? timetable.lectures.keys());
  const found: SessionView[] = [];
  // A lecture at a time: a term has tens of thousands of sessions of some hundred lectures.
  for (const lectureId of new Set([...scheduling, ...daysOf.keys()])) {
    const lecture = lectureView(timetable, lectureId);
    const { entry } = lecture;
    const changes = timetable.changes.get(lectureId) ?? NO_CHANGES;
    const wereSwiped = eachOnce(daysOf.get(lectureId) ?? []);
    const areScheduled = entry !== null && scheduling.has(lectureId) ? daysScheduled(entry, changes, days) : [];
    for (let a = 0, b = 0; a < wereSwiped.length || b < areScheduled.length; ) {
      const day = Math.min(wereSwiped[a] ?? Number.POSITIVE_INFINITY, areScheduled[b] ?? Number.POSITIVE_INFINITY);
      const isSwiped = wereSwiped[a] === day;
      if (isSwiped) a += 1;
      if (areScheduled[b] === day) b += 1;
      const scheduled = entry === null ? null : scheduledSession(entry, changes.get(day), day, campus);
      found.push({ lectureId, day, lecture, scheduled, swiped: isSwiped });
    }
  }
  return found;
}

/** The day's sessions by lectureId. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID */
export async function listSessions(
  ctx: RequestContext,
  args: PageArguments & {
    readonly day?: CampusDay | null | undefined;
    readonly lectureIds?: readonly string[] | null | undefined;
  },
): Promise<Page<SessionView>> {
  const day = args.day ?? today(ctx);
  const lectureIds = identifiers('lectureIds', args.lectureIds);
  const sessions = await sessionsWithin(ctx, { from: day, to: day + 1 }, lectureIds);
  sessions.sort((a, b) => compareText(a.lectureId, b.lectureId));
  return pageOfRows(args, SESSIONS_OF_DAY, sessions, (row, key) => compareText(row.lectureId, key));
}
