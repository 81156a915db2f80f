import { compareText, type DayRange } from '../../core/paging.ts';
import type { StudentSession } from '../../ports/swipe-store.ts';
import { type Partitions, studentPartition } from './partitions.ts';
import type { SeenIndex } from './seen-index.ts';
import type { StudentDays } from './student-days.ts';
import { foldRows, type StudentFold } from './student-fold.ts';
import { rowsOf } from './swipe-rows.ts';
import type { Symbols } from './symbols.ts';

/** One student's sessions: settled days in one read, the rows of the others on which anybody swiped. */
export async function readStudentSessions(
  parts: { partitions: Partitions; sessionsSeen: SeenIndex; studentDays: StudentDays; symbols: Symbols },
  student: number,
  range: DayRange,
): Promise<StudentSession[]> {
  const { partitions, sessionsSeen, studentDays, symbols } = parts;
  const settled = await studentDays.read(student, range);
  const foldsOf = async (day: number): Promise<readonly StudentFold[]> =>
    settled.get(day) ?? foldRows((await partitions.read(studentPartition(student, day))).map(rowsOf), student);
  const byDay = await Promise.all(
    sessionsSeen.days(range).map(async (day) =>
      (await foldsOf(day))
        .map(({ lecture, firstEnter, lastSwipe, lastIsEnter }): StudentSession => {
          const session = { lectureId: symbols.text(lecture), day };
          const lastAction = lastIsEnter ? 'ENTER' : 'EXIT';
          return { session, studentId: symbols.text(student), firstEnter, lastSwipe, lastAction };
        })
        .sort((a, b) => compareText(a.session.lectureId, b.session.lectureId)),
    ),
  );
  return byDay.flat();
}
