import type { CampusDay } from '../../core/campus-day.ts';
import { compareText } from '../../core/paging.ts';
import type { StudentSession } from '../../ports/swipe-store.ts';
import type { CqlSession } from './cql-session.ts';
import { STUDENT_VISITS } from './swipe-statements.ts';
import { actionIn, dayBytes } from './swipe-values.ts';
import { instantIn, textIn } from './values.ts';

/**
 * A student's sessions of some days, by day then lecture, derived from the swipes of each.
 * @param days ascending
 * Cost: a partition read a day, side by side as far as the session lets them.
 */
export async function readStudentSessions(
  session: CqlSession,
  studentId: string,
  days: readonly CampusDay[],
): Promise<StudentSession[]> {
  return (await Promise.all(days.map((day) => ofDay(session, studentId, day)))).flat();
}

async function ofDay(session: CqlSession, studentId: string, day: CampusDay): Promise<StudentSession[]> {
  const sessions = new Map<string, StudentSession>();
  for (const row of await session.rows(STUDENT_VISITS, [studentId, dayBytes(day)])) {
    const lectureId = textIn(row, 'lecture_id');
    const ts = instantIn(row, 'ts');
    const action = actionIn(row, 'action');
    const before = sessions.get(lectureId);
    // Rows come by time; of one instant in no order of their own, and there the exit is the later.
    const left = before?.lastSwipe === ts && before.lastAction === 'EXIT';
    sessions.set(lectureId, {
      session: { lectureId, day },
      studentId,
      firstEnter: before?.firstEnter ?? (action === 'ENTER' ? ts : null),
      lastSwipe: ts,
      lastAction: left ? 'EXIT' : action,
    });
  }
  return [...sessions.values()].sort((a, b) => compareText(a.session.lectureId, b.session.lectureId));
}
