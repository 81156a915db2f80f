import { entriesByFirstEnter, entriesById, firstEnterRank, lateByMs } from '../analytics/session-figures.ts';
import type { AttendanceEntry } from '../core/attendance-sheet.ts';
import { compareText } from '../core/paging.ts';
import type { Student } from '../core/roster.ts';
import { identifier } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { graceMsOf } from './lectures.ts';
import { type Page, type PageArguments, pageOfRows } from './paging.ts';
import { idKey, rowKey } from './row-key.ts';
import { splitSession } from './session-figures.ts';
import { enrolledAt, type SessionView } from './sessions.ts';
import { studentsById } from './students.ts';

/** A student at a session. */
export interface AttendeeView extends AttendanceEntry {
  readonly session: SessionView;
}
export type AttendeeOrder = 'STUDENT_ID' | 'FIRST_ENTER';

const BY_STUDENT = { key: idKey('attendees'), keyOf: (row: AttendanceEntry) => row.studentId };
const BY_FIRST_ENTER = {
  key: rowKey(
    'attendees:first',
    ['number', 'id'],
    (key: { at: number; studentId: string }): [number, string] => [key.at, key.studentId],
    (at, studentId) => ({ at, studentId }),
  ),
  keyOf: (row: AttendanceEntry) => ({ at: firstEnterRank(row), studentId: row.studentId }),
};
const ABSENTEES = { key: idKey('absentees'), keyOf: (student: Student) => student.studentId };

/** Milliseconds; null when on time, without an enter, or when the start is unknown. */
export function attendeeLateBy(ctx: RequestContext, attendee: AttendeeView): number | null {
  const { scheduled, lecture } = attendee.session;
  return lateByMs(attendee.firstEnter, scheduled?.startsAt ?? null, graceMsOf(ctx, lecture));
}

/** null when the start is unknown or there was no enter. */
export function attendeeLate(ctx: RequestContext, attendee: AttendeeView): boolean | null {
  if (attendee.session.scheduled === null || attendee.firstEnter === null) return null;
  return attendeeLateBy(ctx, attendee) !== null;
}

/** At once where the session's enrolled have been read, which began with the sheet. */
export function attendeeEnrolled(ctx: RequestContext, attendee: AttendeeView): boolean | Promise<boolean> {
  const known = enrolledSet(ctx, attendee.session);
  return known.ids?.has(attendee.studentId) ?? known.read.then((ids) => ids.has(attendee.studentId));
}

interface EnrolledSet {
  readonly read: Promise<ReadonlySet<string>>;
  ids: ReadonlySet<string> | null;
}
const enrolledSets = new WeakMap<SessionView, EnrolledSet>();

/** The enrolled of one session view, folded once however many attendees ask. */
function enrolledSet(ctx: RequestContext, session: SessionView): EnrolledSet {
  let set = enrolledSets.get(session);
  if (set === undefined) {
    const made: EnrolledSet = {
      ids: null,
      read: enrolledAt(ctx, session).then((ids) => {
        made.ids = new Set(ids);
        return made.ids;
      }),
    };
    set = made;
    enrolledSets.set(session, set);
  }
  return set;
}

/** The sheet's rows; enrolments are read beside it, since every attendee may be asked whether they are enrolled. */
async function sheetOf(ctx: RequestContext, session: SessionView) {
  enrolledSet(ctx, session).read.catch(() => undefined);
  return ctx.loaders.sheets.load(session);
}

/** null when that student has no accepted swipe at the session. @throws ARGUMENT_INVALID */
export async function findAttendee(
  ctx: RequestContext,
  session: SessionView,
  studentId: string,
): Promise<AttendeeView | null> {
  identifier('studentId', studentId);
  const entry = entriesById(await sheetOf(ctx, session)).find((row) => row.studentId === studentId);
  return entry === undefined ? null : attendeeOf(session, entry);
}

/** Everyone who swiped, by studentId or by first enter. @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID */
export async function listAttendees(
  ctx: RequestContext,
  session: SessionView,
  args: PageArguments & { readonly orderBy: AttendeeOrder },
): Promise<Page<AttendeeView>> {
  const sheet = await sheetOf(ctx, session);
  if (args.orderBy === 'STUDENT_ID') {
    const rows = entriesById(sheet);
    return attendeesOf(
      session,
      await pageOfRows(args, BY_STUDENT, rows, (row, key) => compareText(row.studentId, key)),
    );
  }
  const rows = entriesByFirstEnter(sheet);
  const page = await pageOfRows(
    args,
    BY_FIRST_ENTER,
    rows,
    (row, key) => firstEnterRank(row) - key.at || compareText(row.studentId, key.studentId),
  );
  return attendeesOf(session, page);
}

/** The page with its rows at the session. */
function attendeesOf(session: SessionView, page: Page<AttendanceEntry>): Page<AttendeeView> {
  return { ...page, rows: page.rows.map((entry) => attendeeOf(session, entry)) };
}

function attendeeOf(session: SessionView, entry: AttendanceEntry): AttendeeView {
  const { studentId, firstEnter, lastSwipe, lastAction } = entry;
  return { studentId, firstEnter, lastSwipe, lastAction, session };
}

/** Enrolled that day and without an accepted swipe, by studentId. */
export async function listAbsentees(
  ctx: RequestContext,
  session: SessionView,
  args: PageArguments,
): Promise<Page<Student>> {
  const { absent } = await splitSession(ctx, session);
  return studentsById(ctx, args, ABSENTEES, absent);
}
