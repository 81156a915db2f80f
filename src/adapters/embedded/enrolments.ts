import { createLru } from '../../core/lru.ts';
import type { Enrolment, EnrolmentPair } from '../../core/roster.ts';
import type { Database } from './database.ts';
import { type KeyRange, prefixRange, textKey } from './keys.ts';
import {
  decodeLectureEnrolment,
  decodeStudentEnrolment,
  encodeUntil,
  lectureEnrolmentKey,
  studentEnrolmentKey,
} from './roster-rows.ts';

/** Rows kept of lectures asked for lately. */
const CACHED_ROWS_MAX = 500_000;

/** Enrolment periods, in both directions. */
export interface Enrolments {
  ofLectures(lectureIds: readonly string[]): Promise<readonly (readonly Enrolment[])[]>;
  ofStudents(studentIds: readonly string[]): Promise<readonly (readonly Enrolment[])[]>;
  ofPairs(pairs: readonly EnrolmentPair[]): Promise<readonly (readonly Enrolment[])[]>;
  save(enrolments: readonly Enrolment[]): Promise<void>;
  remove(enrolments: readonly Enrolment[]): Promise<void>;
}

export function createEnrolments(database: Database): Enrolments {
  const cache = createLru<string, readonly Enrolment[]>(CACHED_ROWS_MAX);
  /** Raised by each change, so that a read that began before it is not cached after it. */
  let version = 0;
  const changed = (enrolments: readonly Enrolment[]): void => {
    version += 1;
    for (const { lectureId } of enrolments) cache.delete(lectureId);
  };

  /** One snapshot for all the ranges; entries of each. */
  const readAll = async (
    ranges: readonly KeyRange[],
    decode: (key: Buffer, value: Buffer) => Enrolment,
  ): Promise<Enrolment[][]> => {
    const snapshot = database.snapshot();
    try {
      return await Promise.all(
        ranges.map(async (range) => {
          const entries = await database.entries(range, { snapshot });
          return entries.map(([key, value]) => decode(key, value));
        }),
      );
    } finally {
      await snapshot.close();
    }
  };

  return {
    async ofLectures(lectureIds) {
      const missing = lectureIds.filter((id) => cache.get(id) === undefined);
      const before = version;
      const read = await readAll(
        missing.map((id) => prefixRange(textKey('enrolmentByLecture', id))),
        decodeLectureEnrolment,
      );
      const fresh = new Map(missing.map((id, index) => [id, read[index] ?? []]));
      const answer = lectureIds.map((id) => fresh.get(id) ?? cache.get(id) ?? []);
      if (before === version) for (const [id, rows] of fresh) cache.set(id, rows, rows.length + 1);
      return answer;
    },
    ofStudents: (studentIds) =>
      readAll(
        studentIds.map((id) => prefixRange(textKey('enrolmentByStudent', id))),
        decodeStudentEnrolment,
      ),
    ofPairs: (pairs) =>
      readAll(
        pairs.map(({ lectureId, studentId }) => prefixRange(textKey('enrolmentByLecture', lectureId, studentId))),
        decodeLectureEnrolment,
      ),
    async save(enrolments) {
      await database.writer.write((set) => {
        for (const enrolment of enrolments) {
          set.put(lectureEnrolmentKey(enrolment), encodeUntil(enrolment.until));
          set.put(studentEnrolmentKey(enrolment), encodeUntil(enrolment.until));
        }
      });
      changed(enrolments);
    },
    async remove(enrolments) {
      await database.writer.write((set) => {
        for (const enrolment of enrolments) {
          set.del(lectureEnrolmentKey(enrolment));
          set.del(studentEnrolmentKey(enrolment));
        }
      });
      changed(enrolments);
    },
  };
}
