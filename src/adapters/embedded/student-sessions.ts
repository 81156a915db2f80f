import { compareText } from '../../core/paging.ts';
import type { StudentSession } from '../../ports/swipe-store.ts';
import { type Partitions, studentPartition } from './partitions.ts';
import type { SeenIndex } from './seen-index.ts';
import { isEnterAt, lectureAt, ROW_WORDS, rowsOf, studentAt, tsAt } from './swipe-rows.ts';
import type { Symbols } from './symbols.ts';

interface Folded {
  firstEnter: number | null;
  lastSwipe: number;
  lastIsEnter: boolean;
}

/** One student's sessions, folded from the partitions of the days on which anybody swiped. */
export async function readStudentSessions(
  parts: { partitions: Partitions; sessionsSeen: SeenIndex; symbols: Symbols },
  student: number,
  days: { from: number; to: number },
): Promise<StudentSession[]> {
  const { partitions, sessionsSeen, symbols } = parts;
  const byDay = await Promise.all(
    sessionsSeen.days(days).map(async (day) => {
      const lectures = new Map<number, Folded>();
      for (const block of await partitions.read(studentPartition(student, day))) {
        const rows = rowsOf(block);
        for (let at = 0; at < rows.length; at += ROW_WORDS) {
          if (studentAt(rows, at) === student) fold(lectures, lectureAt(rows, at), tsAt(rows, at), isEnterAt(rows, at));
        }
      }
      const sessions = [...lectures].map(([lecture, { firstEnter, lastSwipe, lastIsEnter }]): StudentSession => {
        const session = { lectureId: symbols.text(lecture), day };
        const lastAction = lastIsEnter ? 'ENTER' : 'EXIT';
        return { session, studentId: symbols.text(student), firstEnter, lastSwipe, lastAction };
      });
      return sessions.sort((a, b) => compareText(a.session.lectureId, b.session.lectureId));
    }),
  );
  return byDay.flat();
}

function fold(lectures: Map<number, Folded>, lecture: number, ts: number, isEnter: boolean): void {
  const held = lectures.get(lecture);
  if (held === undefined) {
    lectures.set(lecture, { firstEnter: isEnter ? ts : null, lastSwipe: ts, lastIsEnter: isEnter });
    return;
  }
  if (isEnter && (held.firstEnter === null || ts < held.firstEnter)) held.firstEnter = ts;
  if (ts > held.lastSwipe) {
    held.lastSwipe = ts;
    held.lastIsEnter = isEnter;
  } else if (ts === held.lastSwipe && !isEnter) {
    held.lastIsEnter = false;
  }
}
