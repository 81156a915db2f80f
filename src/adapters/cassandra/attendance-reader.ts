import type { AttendanceSheet } from '../../core/attendance-sheet.ts';
import type { CampusDay } from '../../core/campus-day.ts';
import type { DayRange } from '../../core/paging.ts';
import type { SessionKey } from '../../core/swipe.ts';
import type { CqlSession } from './cql-session.ts';
import type { SessionTotalsReader } from './session-totals.ts';
import { ATTENDANCE } from './swipe-statements.ts';
import { actionIn, dayBytes } from './swipe-values.ts';
import { instantIn, instantOrNullIn, textIn } from './values.ts';

/** Days beyond which no `date` column is asked. */
const DAY_MAX = 2 ** 31 - 1;

export function dayBounds({ from, to }: DayRange): [Buffer, Buffer] {
  const clamp = (day: CampusDay): Buffer => dayBytes(Math.min(Math.max(day, -DAY_MAX), DAY_MAX));
  return [clamp(from), clamp(to)];
}

/** Sheets in the order asked. Cost: a read of the session's students each, and its totals. */
export function createAttendanceReader(
  session: CqlSession,
  totals: SessionTotalsReader,
): (sessions: readonly SessionKey[]) => Promise<AttendanceSheet[]> {
  const readStudents = async ({ lectureId, day }: SessionKey) => {
    const rows = await session.rows(ATTENDANCE, [lectureId, dayBytes(day)]);
    const firstEnter = new Float64Array(rows.length);
    const lastSwipe = new Float64Array(rows.length);
    const lastIsEnter = new Uint8Array(rows.length);
    const studentIds = rows.map((row, index) => {
      firstEnter[index] = instantOrNullIn(row, 'first_enter') ?? Number.NaN;
      lastSwipe[index] = instantIn(row, 'last_swipe');
      lastIsEnter[index] = actionIn(row, 'last_action') === 'ENTER' ? 1 : 0;
      return textIn(row, 'student_id');
    });
    return { studentIds, firstEnter, lastSwipe, lastIsEnter };
  };
  return async (sessions) => {
    const [figures, students] = await Promise.all([totals.read(sessions), Promise.all(sessions.map(readStudents))]);
    return students.map((columns, index) => ({
      session: sessions[index] ?? { lectureId: '', day: 0 },
      ...columns,
      swipes: figures[index]?.swipes ?? 0,
      lateSwipes: figures[index]?.lateSwipes ?? 0,
    }));
  };
}
