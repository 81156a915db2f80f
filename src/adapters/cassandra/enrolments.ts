import { createLru } from '../../core/lru.ts';
import type { Enrolment, EnrolmentPair } from '../../core/roster.ts';
import type { Roster } from '../../ports/roster.ts';
import type { BatchWriter } from './batches.ts';
import type { CqlSession, CqlValue } from './cql-session.ts';
import { createGenerationCache } from './generation-cache.ts';
import { chunksOf, IN_VALUES_MAX } from './page-query.ts';
import type { RosterGeneration } from './roster-generation.ts';
import { addEnrolment, decodeEnrolment, removeEnrolment } from './roster-rows.ts';
import { AMONG_STUDENTS, ENROLMENTS_OF_LECTURE, ENROLMENTS_OF_STUDENT } from './statements.ts';

/** Rows kept of lectures asked for lately. */
const CACHED_ROWS_MAX = 500_000;

/** The part of the roster that is about enrolment periods. */
export type Enrolments = Pick<
  Roster,
  'enrolmentsOfLectures' | 'enrolmentsOfStudents' | 'enrolments' | 'saveEnrolments' | 'deleteEnrolments'
>;

export function createEnrolments(
  session: CqlSession,
  batches: BatchWriter,
  generation: Pick<RosterGeneration, 'current' | 'latest'>,
): Enrolments {
  const kept = createLru<string, readonly Enrolment[]>(CACHED_ROWS_MAX);
  const cache = createGenerationCache(generation, () => kept.clear());
  const read = async (query: string, ...key: CqlValue[]): Promise<Enrolment[]> =>
    (await session.rows(query, key)).map(decodeEnrolment);

  return {
    async enrolmentsOfLectures(lectureIds) {
      const mayKeep = await cache.begin();
      const found = new Map<string, readonly Enrolment[]>();
      await Promise.all(
        [...new Set(lectureIds)].map(async (id) => {
          const known = kept.get(id);
          const rows = known ?? (await read(ENROLMENTS_OF_LECTURE, id));
          found.set(id, rows);
          if (known === undefined && mayKeep()) kept.set(id, rows, rows.length + 1);
        }),
      );
      return lectureIds.map((id) => found.get(id) ?? []);
    },
    enrolmentsOfStudents: (studentIds) => Promise.all(studentIds.map((id) => read(ENROLMENTS_OF_STUDENT, id))),
    async enrolments(pairs) {
      const lectures = new Map<string, Set<string>>();
      for (const { lectureId, studentId } of pairs) {
        const students = lectures.get(lectureId) ?? new Set();
        lectures.set(lectureId, students.add(studentId));
      }
      const found = new Map<string, Enrolment[]>();
      await Promise.all(
        [...lectures].flatMap(([lectureId, students]) =>
          chunksOf([...students], IN_VALUES_MAX).map(async (some) => {
            for (const row of await read(ENROLMENTS_OF_LECTURE + AMONG_STUDENTS, lectureId, some)) {
              const periods = found.get(pairKey(row));
              if (periods === undefined) found.set(pairKey(row), [row]);
              else periods.push(row);
            }
          }),
        ),
      );
      return pairs.map((pair) => found.get(pairKey(pair)) ?? []);
    },
    async saveEnrolments(enrolments) {
      await cache.changing(batches.write(lastOfEach(enrolments).flatMap(addEnrolment)));
    },
    async deleteEnrolments(enrolments) {
      await cache.changing(batches.write(enrolments.flatMap(removeEnrolment)));
    },
  };
}

function pairKey({ lectureId, studentId }: EnrolmentPair): string {
  return `${lectureId} ${studentId}`;
}

/** Rows of one call share their write timestamp, so of two with one key the last is chosen here. */
function lastOfEach(enrolments: readonly Enrolment[]): Enrolment[] {
  return [...new Map(enrolments.map((period) => [`${pairKey(period)} ${period.from}`, period])).values()];
}
