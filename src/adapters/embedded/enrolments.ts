import type { Enrolment, EnrolmentPair } from '../../core/roster.ts';
import type { Database } from './database.ts';
import { type KeyRange, prefixRange, textKey } from './keys.ts';
import { createReadCache, type ReadCache } from './read-cache.ts';
import {
  decodeLectureEnrolment,
  decodeStudentEnrolment,
  encodeUntil,
  lectureEnrolmentKey,
  studentEnrolmentKey,
} from './roster-rows.ts';

/** Rows kept of lectures asked for lately, and as many of students. */
const CACHED_ROWS_MAX = 250_000;

/** Enrolment periods, in both directions. */
export interface Enrolments {
  ofLectures(lectureIds: readonly string[]): Promise<readonly (readonly Enrolment[])[]>;
  ofStudents(studentIds: readonly string[]): Promise<readonly (readonly Enrolment[])[]>;
  ofPairs(pairs: readonly EnrolmentPair[]): Promise<readonly (readonly Enrolment[])[]>;
  save(enrolments: readonly Enrolment[]): Promise<void>;
  remove(enrolments: readonly Enrolment[]): Promise<void>;
}

export function createEnrolments(database: Database): Enrolments {
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

  const cacheOf = (
    table: 'enrolmentByLecture' | 'enrolmentByStudent',
    decode: (key: Buffer, value: Buffer) => Enrolment,
  ): ReadCache<readonly Enrolment[]> =>
    createReadCache({
      weightMax: CACHED_ROWS_MAX,
      weigh: (rows) => rows.length + 1,
      load: (ids) =>
        readAll(
          ids.map((id) => prefixRange(textKey(table, id))),
          decode,
        ),
    });
  const ofLectures = cacheOf('enrolmentByLecture', decodeLectureEnrolment);
  const ofStudents = cacheOf('enrolmentByStudent', decodeStudentEnrolment);
  const changed = (enrolments: readonly Enrolment[]): void => {
    ofLectures.changed(enrolments.map(({ lectureId }) => lectureId));
    ofStudents.changed(enrolments.map(({ studentId }) => studentId));
  };

  return {
    ofLectures: ofLectures.read,
    ofStudents: ofStudents.read,
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
