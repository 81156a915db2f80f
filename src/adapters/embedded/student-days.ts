import { DAY_MS } from '../../core/campus-day.ts';
import type { DayRange } from '../../core/paging.ts';
import type { Database } from './database.ts';
import { dayFromNumber, dayNumber, numberKey } from './keys.ts';
import { type Partitions, STUDENT_BUCKETS, studentPartition } from './partitions.ts';
import { NEVER } from './stored-sheet.ts';
import { foldRows, type StudentFold } from './student-fold.ts';
import { rowsOf } from './swipe-rows.ts';
import type { WriteSet } from './writer.ts';

/**
 * What each student did at each session of settled days, 17 bytes a pair: a bucket of students after the other, so that one
 * student's term is one short read. A late batch deletes what it makes stale in its own atomic write.
 */
export interface StudentDays {
  /** The bucket's folds of the settled days within the range, by day. One read. */
  read(student: number, range: DayRange): Promise<ReadonlyMap<number, readonly StudentFold[]>>;
  /** Adds to a commit's write that a student's bucket of that day is stale. */
  markStale(set: WriteSet, student: number, day: number): void;
  /**
   * Stores a final day's buckets, and in the same write what `also` adds.
   * @returns false when swipes of the day came in meanwhile: nothing was stored
   */
  settle(day: number, also: (set: WriteSet) => void): Promise<boolean>;
}

const PAIR_BYTES = 17;
const DAY_BYTE = 5;

export function createStudentDays(database: Database, partitions: Partitions): StudentDays {
  /** How often a day was marked stale. */
  const marks = new Map<number, number>();
  const marksOf = (day: number): number => marks.get(day) ?? 0;
  const keyOf = (bucket: number, day: number) => numberKey('studentDay', bucket, dayNumber(day));

  return {
    async read(student, { from, to }) {
      const bucket = student % STUDENT_BUCKETS;
      const entries = await database.entries({ gte: keyOf(bucket, from), lt: keyOf(bucket, to) });
      return new Map(
        entries.map(([key, value]) => {
          const day = dayFromNumber(key.readUInt32BE(DAY_BYTE));
          return [day, decode(value, student, day)];
        }),
      );
    },
    markStale(set, student, day) {
      marks.set(day, marksOf(day) + 1);
      set.del(keyOf(student % STUDENT_BUCKETS, day));
    },
    async settle(day, also) {
      const before = marksOf(day);
      // What was marked up to now has landed when this resolves, and is in the blocks read after it.
      await database.writer.writeLast(() => false);
      const values: { readonly bucket: number; readonly value: Buffer }[] = [];
      for (let bucket = 0; bucket < STUDENT_BUCKETS; bucket += 1) {
        const blocks = await partitions.read(studentPartition(bucket, day));
        values.push({ bucket, value: encode(foldRows(blocks.map(rowsOf)), day) });
      }
      let isStored = false;
      await database.writer.writeLast((set) => {
        isStored = marksOf(day) === before;
        if (!isStored) return false;
        for (const { bucket, value } of values) set.put(keyOf(bucket, day), value);
        also(set);
        return true;
      });
      return isStored;
    },
  };
}

/** Student, lecture, first enter and last swipe in milliseconds since the day's midnight in UTC, then whether that was an enter. */
function encode(folds: readonly StudentFold[], day: number): Buffer {
  const value = Buffer.allocUnsafe(folds.length * PAIR_BYTES);
  let at = 0;
  for (const { student, lecture, firstEnter, lastSwipe, lastIsEnter } of folds) {
    at = value.writeUInt32LE(student, at);
    at = value.writeUInt32LE(lecture, at);
    at = value.writeInt32LE(firstEnter === null ? NEVER : firstEnter - day * DAY_MS, at);
    at = value.writeInt32LE(lastSwipe - day * DAY_MS, at);
    at = value.writeUInt8(lastIsEnter ? 1 : 0, at);
  }
  return value;
}

function decode(value: Buffer, wanted: number, day: number): StudentFold[] {
  const folds: StudentFold[] = [];
  for (let at = 0; at < value.byteLength; at += PAIR_BYTES) {
    const student = value.readUInt32LE(at);
    if (student !== wanted) continue;
    const enter = value.readInt32LE(at + 8);
    folds.push({
      student,
      lecture: value.readUInt32LE(at + 4),
      firstEnter: enter === NEVER ? null : enter + day * DAY_MS,
      lastSwipe: value.readInt32LE(at + 12) + day * DAY_MS,
      lastIsEnter: value[at + 16] === 1,
    });
  }
  return folds;
}
