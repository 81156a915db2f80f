import type {
  EnrolmentPair,
  EnrolmentPatch,
  ImportResult,
  LecturePatch,
  StudentPatch,
  TimetableSlot,
} from '../core/roster.ts';
import { overLimit } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { ROWS_MAX } from './submissions.ts';

interface SlotArguments {
  readonly weekday: number;
  readonly startsAt: number;
  readonly duration: number;
  readonly from?: number | null | undefined;
  readonly until?: number | null | undefined;
}
export interface LectureArguments {
  readonly lectureId: string;
  readonly title?: string | null | undefined;
  readonly gracePeriod?: number | null | undefined;
  readonly timetable?: readonly SlotArguments[] | null | undefined;
}
export interface SessionChangeArguments {
  readonly lectureId: string;
  readonly day: number;
  readonly cancelled: boolean;
  readonly startsAt?: number | null | undefined;
  readonly duration?: number | null | undefined;
}

/** @throws LIMIT_EXCEEDED above 5,000 rows */
export function bounded<R>(argument: string, rows: readonly R[]): readonly R[] {
  if (rows.length > ROWS_MAX) throw overLimit(argument, `at most ${ROWS_MAX} rows a call.`);
  return rows;
}

function slotOf(slot: SlotArguments): TimetableSlot {
  return {
    weekday: slot.weekday,
    startSecond: slot.startsAt,
    durationMs: slot.duration,
    from: slot.from ?? null,
    until: slot.until ?? null,
  };
}

/** An absent field stays absent: it keeps what is stored, where null clears it. */
function lecturePatch(row: LectureArguments): LecturePatch {
  const { lectureId, title, gracePeriod, timetable } = row;
  return {
    lectureId,
    title,
    gracePeriodMs: gracePeriod,
    timetable: timetable === null || timetable === undefined ? timetable : timetable.map(slotOf),
  };
}

export function importStudents(ctx: RequestContext, rows: readonly StudentPatch[]): Promise<ImportResult> {
  return ctx.services.imports.students(bounded('students', rows));
}

export function removeStudents(ctx: RequestContext, studentIds: readonly string[]): Promise<ImportResult> {
  return ctx.services.imports.removeStudents(bounded('studentIds', studentIds));
}

export function importLectures(ctx: RequestContext, rows: readonly LectureArguments[]): Promise<ImportResult> {
  return ctx.services.imports.lectures(bounded('lectures', rows).map(lecturePatch));
}

export function removeLectures(ctx: RequestContext, lectureIds: readonly string[]): Promise<ImportResult> {
  return ctx.services.imports.removeLectures(bounded('lectureIds', lectureIds));
}

export function importSessionChanges(
  ctx: RequestContext,
  rows: readonly SessionChangeArguments[],
): Promise<ImportResult> {
  const changes = bounded('changes', rows).map(({ lectureId, day, cancelled, startsAt, duration }) => ({
    lectureId,
    day,
    cancelled,
    startSecond: startsAt,
    durationMs: duration,
  }));
  return ctx.services.imports.sessionChanges(changes);
}

export function importEnrolments(ctx: RequestContext, rows: readonly EnrolmentPatch[]): Promise<ImportResult> {
  return ctx.services.imports.enrolments(bounded('enrolments', rows));
}

export function removeEnrolments(ctx: RequestContext, pairs: readonly EnrolmentPair[]): Promise<ImportResult> {
  return ctx.services.imports.removeEnrolments(bounded('enrolments', pairs));
}
