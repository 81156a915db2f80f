import { type AttendanceRecord, compareSessions, studentAttendance } from '../analytics/student-attendance.ts';
import type { DayRange } from '../core/paging.ts';
import { type Enrolment, isEnrolledOn, type Student } from '../core/roster.ts';
import type { SessionKey } from '../core/swipe.ts';
import { dayRange, identifiers } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { graceMsOf } from './lectures.ts';
import { type Page, type PageArguments, pageOfRows } from './paging.ts';
import { rowKey } from './row-key.ts';
import { counts, mergeSessions, type SessionView } from './sessions.ts';

/** A session as attendance counts it. */
interface CountedView extends SessionView {
  readonly startsAt: number | null;
  readonly graceMs: number;
}
export type AttendanceRecordView = AttendanceRecord<CountedView>;

export interface StudentAttendanceView {
  readonly attended: number;
  readonly late: number;
  readonly records: readonly AttendanceRecordView[];
}

const RECORDS = {
  key: rowKey(
    'records',
    ['number', 'id'],
    (key: SessionKey): [number, string] => [key.day, key.lectureId],
    (day, lectureId) => ({ day, lectureId }),
  ),
  keyOf: (record: AttendanceRecordView) => record.session,
};

/** The enrolment periods that touch the days, within the lectures asked for. */
function enrolledWithin(enrolments: readonly Enrolment[], days: DayRange, wanted: ReadonlySet<string> | null) {
  return enrolments.filter(
    ({ lectureId, from, until }) =>
      (wanted === null || wanted.has(lectureId)) &&
      (from === null || from < days.to) &&
      (until === null || until >= days.from),
  );
}

/**
 * A student's sessions within the range: those of lectures they were enrolled in that day, or swiped at; begun and not
 * cancelled. Cost: two rounds of reads beside the timetable. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED
 */
export async function attendanceOf(
  ctx: RequestContext,
  { studentId }: Student,
  args: { readonly range: DayRange; readonly lectureIds?: readonly string[] | null | undefined },
): Promise<StudentAttendanceView> {
  const days = dayRange('range', args.range);
  const asked = identifiers('lectureIds', args.lectureIds);
  const wanted = asked === undefined ? null : new Set(asked);
  const { swipeStore, clock } = ctx.services;
  const [timetable, own, enrolments] = await Promise.all([
    ctx.loaders.timetable(),
    swipeStore.studentSessions(studentId, days),
    ctx.loaders.enrolmentsOfStudent.load(studentId),
  ]);
  const entries = new Map(
    own
      .filter(({ session }) => wanted === null || wanted.has(session.lectureId))
      .map((row) => [`${row.session.day} ${row.session.lectureId}`, row]),
  );
  const periods = enrolledWithin(enrolments, days, wanted);
  const lectureIds = [...new Set(periods.map(({ lectureId }) => lectureId))];
  const swipedDays = await Promise.all(lectureIds.map((lectureId) => ctx.loaders.swipedDays.load({ lectureId, days })));
  const swiped = lectureIds.flatMap((lectureId, index) => (swipedDays[index] ?? []).map((day) => ({ lectureId, day })));
  const swipedByStudent = [...entries.values()].map(({ session }) => session);
  const now = clock.now();
  const sessions = mergeSessions(ctx, timetable, days, [...lectureIds], [...swiped, ...swipedByStudent])
    .filter(
      (session) =>
        counts(session, now) &&
        (entries.has(`${session.day} ${session.lectureId}`) ||
          periods.some((period) => period.lectureId === session.lectureId && isEnrolledOn(period, session.day))),
    )
    .map((session) => ({
      ...session,
      startsAt: session.scheduled?.startsAt ?? null,
      graceMs: graceMsOf(ctx, session.lecture),
    }));
  return studentAttendance(sessions, (session) => entries.get(`${session.day} ${session.lectureId}`));
}

/** By day, then lectureId. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID */
export function listRecords(
  attendance: StudentAttendanceView,
  args: PageArguments & { readonly order: 'ASC' | 'DESC' },
): Promise<Page<AttendanceRecordView>> {
  const order = { ...RECORDS, descending: args.order === 'DESC' };
  return pageOfRows(args, order, attendance.records, (row, key) => compareSessions(row.session, key));
}
