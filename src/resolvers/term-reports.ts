import { type ConsistentStudent, compareConsistency, consistency } from '../analytics/consistency.ts';
import { enrolledOn } from '../analytics/session-figures.ts';
import { compareSessions } from '../analytics/student-attendance.ts';
import { type WeekdayPattern, weekdayPatterns } from '../analytics/weekday-patterns.ts';
import type { DayRange } from '../core/paging.ts';
import type { SessionKey } from '../core/swipe.ts';
import { atMost, dayRange, identifiers, invalidArgument } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { sessionsOfLecture } from './lecture-sessions.ts';
import { knownLecture } from './lectures.ts';
import { type Page, type PageArguments, pageOfRows } from './paging.ts';
import { rowKey } from './row-key.ts';
import { counts, type SessionView, sessionsWithin } from './sessions.ts';

export type ConsistentStudentView = ConsistentStudent;
export type WeekdayPatternView = WeekdayPattern;
export type AttendanceMeasure = 'UNIQUE_STUDENTS' | 'SWIPES';

type ConsistencyKey = Omit<ConsistentStudent, 'longestAbsence'>;

const LAST_SESSIONS_MAX = 200;
const CONSISTENCY = {
  key: rowKey(
    'consistency',
    ['number', 'number', 'id'],
    (key: ConsistencyKey): [number, number, string] => [key.attended, key.sessions, key.studentId],
    (attended, sessions, studentId) => ({ attended, sessions, rate: attended / sessions, studentId }),
  ),
  keyOf: (row: ConsistentStudent) => row,
};
const SILENT = {
  key: rowKey(
    'silent',
    ['number', 'id'],
    (key: SessionKey): [number, string] => [key.day, key.lectureId],
    (day, lectureId) => ({ day, lectureId }),
  ),
  keyOf: (session: SessionView) => session,
};

/** Sessions of the days that reports count. Cost: one read beside the timetable. */
async function countedWithin(ctx: RequestContext, days: DayRange, lectureIds: readonly string[] | undefined) {
  const now = ctx.services.clock.now();
  return (await sessionsWithin(ctx, days, lectureIds)).filter((session) => counts(session, now));
}

/**
 * Attendance by weekday. Cost: one read of sessions and one of their totals. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED
 */
export async function reportWeekdayPatterns(
  ctx: RequestContext,
  args: {
    readonly range: DayRange;
    readonly lectureIds?: readonly string[] | null | undefined;
    readonly measure: AttendanceMeasure;
  },
): Promise<WeekdayPattern[]> {
  const range = dayRange('range', args.range);
  const sessions = await countedWithin(ctx, range, identifiers('lectureIds', args.lectureIds));
  const swiped = sessions.filter(({ swiped: was }) => was === true);
  const silent = sessions.filter(({ swiped: was }) => was !== true);
  const totals = swiped.length === 0 ? [] : await ctx.services.swipeStore.totals(swiped);
  return weekdayPatterns([
    ...swiped.map(({ day }, index) => {
      const { swipes = 0, uniques = 0 } = totals[index] ?? {};
      return { day, value: args.measure === 'SWIPES' ? swipes : uniques };
    }),
    ...silent.map(({ day }) => ({ day, value: 0 })),
  ]);
}

/** The sessions a report is made over, by day. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED */
async function chosenSessions(
  ctx: RequestContext,
  lectureId: string,
  over: { readonly lastSessions?: number | null | undefined; readonly range?: DayRange | null | undefined },
): Promise<SessionView[]> {
  const lecture = await knownLecture(ctx, lectureId);
  const now = ctx.services.clock.now();
  if (over.range) {
    const sessions = await sessionsOfLecture(ctx, lecture, dayRange('over.range', over.range));
    return sessions.filter((session) => counts(session, now));
  }
  const last = atMost('over.lastSessions', over.lastSessions ?? 0, LAST_SESSIONS_MAX);
  return (await sessionsOfLecture(ctx, lecture, null)).filter((session) => counts(session, now)).slice(-last);
}

/** @throws ARGUMENT_INVALID outside 0..1 */
function share(argument: string, value: number): number {
  if (value >= 0 && value <= 1) return value;
  throw invalidArgument(argument, 'a share of 0 to 1.');
}

/**
 * How regularly students came to a lecture. Cost: a read of its sessions, one of who was there and one of who was
 * enrolled. @throws ARGUMENT_INVALID for an unknown lecture or a share outside 0..1; LIMIT_EXCEEDED, CURSOR_INVALID
 */
export async function reportConsistency(
  ctx: RequestContext,
  args: PageArguments & {
    readonly lectureId: string;
    readonly over: { readonly lastSessions?: number | null | undefined; readonly range?: DayRange | null | undefined };
    readonly atLeast: number;
    readonly atMost: number;
  },
): Promise<Page<ConsistentStudent>> {
  const atLeast = share('atLeast', args.atLeast);
  const most = share('atMost', args.atMost);
  if (atLeast > most) throw invalidArgument('atLeast', 'not above `atMost`.');
  const sessions = await chosenSessions(ctx, args.lectureId, args.over);
  const swiped = sessions.filter((session) => session.swiped === true);
  const [sheets, enrolments] = await Promise.all([
    swiped.length === 0 ? [] : ctx.services.swipeStore.attendance(swiped),
    ctx.loaders.enrolmentsOfLecture.load(args.lectureId),
  ]);
  const attended = new Map(swiped.map((session, index) => [session, sheets[index]?.studentIds ?? []]));
  const rows = consistency(
    sessions.map((session) => ({
      enrolled: enrolledOn(enrolments, session.day),
      attended: attended.get(session) ?? [],
    })),
  ).filter(({ rate }) => rate >= atLeast && rate <= most);
  const page = await pageOfRows(args, CONSISTENCY, rows, compareConsistency);
  return { ...page, totalCount: rows.length, sessions: sessions.length };
}

/** Scheduled sessions at which nobody swiped, by day, then lectureId. Cost: one read beside the timetable. @throws as others */
export async function reportSilentSessions(
  ctx: RequestContext,
  args: PageArguments & { readonly range: DayRange },
): Promise<Page<SessionView>> {
  const sessions = await countedWithin(ctx, dayRange('range', args.range), undefined);
  const rows = sessions.filter(({ swiped }) => swiped === false).sort(compareSessions);
  return pageOfRows(args, SILENT, rows, compareSessions);
}
