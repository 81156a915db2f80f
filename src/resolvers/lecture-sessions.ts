import type { DayRange } from '../core/paging.ts';
import { daysScheduled } from '../core/timetable.ts';
import { dayRange } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { type LectureView, today } from './lectures.ts';
import { type Page, type PageArguments, pageOfRows } from './paging.ts';
import { rowKey } from './row-key.ts';
import { type SessionView, sessionView } from './sessions.ts';

const BY_DAY = {
  key: rowKey(
    'lecture:sessions',
    ['number'],
    (day: number): [number] => [day],
    (day) => day,
  ),
  keyOf: (session: SessionView) => session.day,
};

/**
 * A lecture's sessions by day, scheduled or swiped at, cancelled ones too.
 * @param range null: from its first slot, change or swipe to today
 * Cost: one read beside the timetable.
 */
export async function sessionsOfLecture(
  ctx: RequestContext,
  { lectureId, entry }: LectureView,
  range: DayRange | null,
): Promise<SessionView[]> {
  const timetable = await ctx.loaders.timetable();
  const changes = timetable.changes.get(lectureId) ?? new Map();
  const end = today(ctx) + 1;
  const swipedDays = new Set(
    await ctx.loaders.swipedDays.load({ lectureId, days: range ?? { from: -Infinity, to: end } }),
  );
  const days = new Set(swipedDays);
  if (entry !== null) {
    const starts = [...entry.timetable.map((slot) => slot.from ?? end), ...changes.keys(), ...days];
    const whole = range ?? { from: Math.min(end, ...starts), to: end };
    for (const day of daysScheduled(entry, changes, whole)) days.add(day);
  }
  return [...days]
    .sort((a, b) => a - b)
    .map((day) => sessionView(ctx, timetable, { lectureId, day }, swipedDays.has(day)));
}

/** `sessionsOfLecture`, page by page. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID */
export async function listSessionsOf(
  ctx: RequestContext,
  lecture: LectureView,
  args: PageArguments & { readonly range?: DayRange | null | undefined; readonly order: 'ASC' | 'DESC' },
): Promise<Page<SessionView>> {
  const range = args.range ? dayRange('range', args.range) : null;
  const rows = await sessionsOfLecture(ctx, lecture, range);
  return pageOfRows(args, { ...BY_DAY, descending: args.order === 'DESC' }, rows, (row, day) => row.day - day);
}
