import { isEnterAt, lectureAt, ROW_WORDS, type Rows, studentAt, tsAt } from './swipe-rows.ts';

/** What one student did at one session of a day: symbols of the student and the lecture, instants in milliseconds. */
export interface StudentFold {
  readonly student: number;
  readonly lecture: number;
  /** null for a student who only left. */
  readonly firstEnter: number | null;
  readonly lastSwipe: number;
  /** Of two swipes of one instant an exit is the last. */
  readonly lastIsEnter: boolean;
}

type Growing = { -readonly [Key in keyof StudentFold]: StudentFold[Key] };

/**
 * A student partition's rows as one fold for each student and lecture, in no order.
 * @param only where one student alone is wanted
 */
export function foldRows(blocks: readonly Rows[], only?: number): StudentFold[] {
  const students = new Map<number, Map<number, Growing>>();
  for (const rows of blocks) {
    for (let at = 0; at < rows.length; at += ROW_WORDS) {
      const student = studentAt(rows, at);
      if (only !== undefined && student !== only) continue;
      let lectures = students.get(student);
      if (lectures === undefined) {
        lectures = new Map();
        students.set(student, lectures);
      }
      const [lecture, ts, isEnter] = [lectureAt(rows, at), tsAt(rows, at), isEnterAt(rows, at)];
      const held = lectures.get(lecture);
      if (held === undefined) {
        lectures.set(lecture, {
          student,
          lecture,
          firstEnter: isEnter ? ts : null,
          lastSwipe: ts,
          lastIsEnter: isEnter,
        });
      } else grow(held, ts, isEnter);
    }
  }
  return [...students.values()].flatMap((lectures) => [...lectures.values()]);
}

function grow(held: Growing, ts: number, isEnter: boolean): void {
  if (isEnter && (held.firstEnter === null || ts < held.firstEnter)) held.firstEnter = ts;
  if (ts > held.lastSwipe) {
    held.lastSwipe = ts;
    held.lastIsEnter = isEnter;
  } else if (ts === held.lastSwipe && !isEnter) {
    held.lastIsEnter = false;
  }
}
