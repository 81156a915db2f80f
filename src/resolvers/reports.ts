import { compareLatecomers, type Latecomer, latecomers } from '../analytics/latecomers.ts';
import { byLecture, type RankedLecture, rankLectures, sumByLecture } from '../analytics/top-lectures.ts';
import type { CampusDay, EpochMs } from '../core/campus-day.ts';
import { RollcallError } from '../core/errors.ts';
import type { DayRange } from '../core/paging.ts';
import type { SessionKey } from '../core/swipe.ts';
import { atMost, dayRange, overLimit } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { graceMsOf, knownLecture } from './lectures.ts';
import { PAGE_MAX, type Page, type PageArguments, pageOfRows } from './paging.ts';
import { rowKey } from './row-key.ts';
import { counts, sessionsWithin, swipedSession } from './sessions.ts';

export type LectureRanking = 'DAILY_UNIQUES' | 'OVERALL_UNIQUES' | 'SWIPES';
export type LatecomerView = Latecomer;
export type RankedLectureView = RankedLecture;

const UNION_DAYS_MAX = 31;
const LATECOMERS = {
  key: rowKey(
    'latecomers',
    ['number', 'id'],
    (key: Pick<Latecomer, 'lateByMs' | 'studentId'>): [number, string] => [key.lateByMs, key.studentId],
    (lateByMs, studentId) => ({ lateByMs, studentId }),
  ),
  keyOf: (row: Latecomer) => row,
};

/**
 * Who came later than start + grace. Cost: one batched read.
 * @throws LECTURE_START_UNKNOWN without a start; ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID
 */
export async function reportLatecomers(
  ctx: RequestContext,
  args: PageArguments & {
    readonly lectureId: string;
    readonly day: CampusDay;
    readonly startsAt?: EpochMs | null | undefined;
    readonly gracePeriod?: number | null | undefined;
  },
): Promise<Page<Latecomer>> {
  const { lectureId } = await knownLecture(ctx, args.lectureId);
  const key = { lectureId, day: args.day };
  const session = await swipedSession(ctx, key);
  const scheduled = session.scheduled?.cancelled === false ? session.scheduled.startsAt : null;
  const startsAt = args.startsAt ?? scheduled;
  if (startsAt === null) throw new RollcallError('LECTURE_START_UNKNOWN', undefined, { argument: 'startsAt' });
  const sheet = await ctx.loaders.sheets.load(key);
  const rows = latecomers(sheet, startsAt, args.gracePeriod ?? graceMsOf(ctx, session.lecture));
  return { ...(await pageOfRows(args, LATECOMERS, rows, compareLatecomers)), totalCount: rows.length };
}

async function scoresOf(ctx: RequestContext, by: LectureRanking, swiped: readonly SessionKey[]) {
  const { counter, swipeStore } = ctx.services;
  if (swiped.length === 0) return new Map<string, number>();
  if (by === 'DAILY_UNIQUES') return sumByLecture(swiped, await counter.count(swiped));
  if (by === 'SWIPES') {
    const totals = await swipeStore.totals(swiped);
    return sumByLecture(
      swiped,
      totals.map((sum) => sum.swipes),
    );
  }
  const groups = [...byLecture(swiped)];
  const unions = await counter.union(groups.map(([, sessions]) => sessions));
  return new Map(groups.map(([lectureId], index) => [lectureId, unions[index] ?? 0]));
}

/**
 * Lectures by how many came, over sessions that have begun and are not cancelled. Cost: two rounds, whatever the number
 * of lectures. @throws ARGUMENT_INVALID; LIMIT_EXCEEDED above 500 lectures, 400 days, or 31 days for OVERALL_UNIQUES
 */
export async function reportTopLectures(
  ctx: RequestContext,
  args: { readonly range: DayRange; readonly by: LectureRanking; readonly first: number },
): Promise<RankedLecture[]> {
  const first = atMost('first', args.first, PAGE_MAX);
  const range = dayRange('range', args.range);
  if (args.by === 'OVERALL_UNIQUES' && range.to - range.from > UNION_DAYS_MAX) {
    throw overLimit('range', `at most ${UNION_DAYS_MAX} days for OVERALL_UNIQUES.`);
  }
  const now = ctx.services.clock.now();
  const sessions = (await sessionsWithin(ctx, range, undefined)).filter((session) => counts(session, now));
  const swiped = sessions.filter((session) => session.swiped === true);
  const scores = await scoresOf(ctx, args.by, swiped);
  const sizes = sumByLecture(
    sessions,
    sessions.map(() => 1),
  );
  return rankLectures(sizes, scores, first);
}
