import { compareText, pageOfSorted } from '../../core/paging.ts';
import type { Student } from '../../core/roster.ts';
import { termsOf } from '../../core/search-terms.ts';
import type { Roster, StudentListFilter } from '../../ports/roster.ts';
import type { BatchWriter } from './batches.ts';
import { bucketOf, STUDENT_BUCKETS } from './buckets.ts';
import type { CqlRow, CqlSession, RowWrite } from './cql-session.ts';
import { chunksOf, IN_VALUES_MAX, type Listing, readBuckets, readPage } from './page-query.ts';
import { addStudent, decodeStudent, indexRows, removeStudent, termPrefix } from './roster-rows.ts';
import { AMONG_STUDENTS, STUDENT_IDS, STUDENTS, STUDENTS_OF_COHORT, STUDENTS_OF_TERMS } from './statements.ts';
import { textIn } from './values.ts';

const ID_BATCH = 5_000;
/** After every term that begins alike. */
const LAST_CHARACTER = '\u{10FFFF}';
const BY_ID = { order: ['student_id'], valuesOf: (id: string) => [id] };
const LISTING = { ...BY_ID, select: STUDENTS, buckets: STUDENT_BUCKETS, decode: decodeStudent };
const OF_COHORT: Listing<string> = { ...BY_ID, select: STUDENTS_OF_COHORT };

/** The part of the roster that is about students. A row leads to a student only if the student agrees. */
export type Students = Pick<
  Roster,
  'known' | 'students' | 'listStudents' | 'allStudentIds' | 'saveStudents' | 'removeStudents'
>;

export function createStudents(session: CqlSession, batches: BatchWriter): Students {
  /** Rows of the ids, bucket by bucket. */
  const readIds = async (select: string, studentIds: readonly string[]): Promise<Map<string, CqlRow>> => {
    const buckets = new Map<number, string[]>();
    for (const id of new Set(studentIds)) {
      const bucket = bucketOf(id, STUDENT_BUCKETS);
      const ids = buckets.get(bucket);
      if (ids === undefined) buckets.set(bucket, [id]);
      else ids.push(id);
    }
    const found = new Map<string, CqlRow>();
    await Promise.all(
      [...buckets].flatMap(([bucket, ids]) =>
        chunksOf(ids, IN_VALUES_MAX).map(async (some) => {
          for (const row of await session.rows(select + AMONG_STUDENTS, [bucket, some])) {
            found.set(textIn(row, 'student_id'), row);
          }
        }),
      ),
    );
    return found;
  };
  const students = async (studentIds: readonly string[]): Promise<(Student | null)[]> => {
    const found = await readIds(STUDENTS, studentIds);
    return studentIds.map((id) => {
      const row = found.get(id);
      return row === undefined ? null : decodeStudent(row);
    });
  };

  /** Ids that begin a search's range, or that were given, ascending; null: the rows of the cohort are to be paged. */
  const listed = async ({ studentIds, search }: StudentListFilter): Promise<string[] | null> => {
    if (studentIds !== undefined) return [...new Set(studentIds)].sort(compareText);
    if (search === undefined) return null;
    const term = search.toLowerCase();
    const rows = await session.rows(STUDENTS_OF_TERMS, [termPrefix(term), term, term + LAST_CHARACTER]);
    return [...new Set(rows.map((row) => textIn(row, 'student_id')))].sort(compareText);
  };

  return {
    async known(studentIds) {
      const found = await readIds(STUDENT_IDS, studentIds);
      return studentIds.map((id) => found.has(id));
    },
    students,
    async listStudents(filter, page) {
      if (filter.studentIds === undefined && filter.cohort === undefined && filter.search === undefined) {
        return readBuckets(session, LISTING, page, (a, b) => compareText(a.studentId, b.studentId));
      }
      const list = await listed(filter);
      // Some may not be on the roster or not meet every condition, so a short page is filled from what follows.
      const found: Student[] = [];
      for (let rest = { ...page, limit: Math.max(page.limit, IN_VALUES_MAX) }; ; ) {
        const ids =
          list === null
            ? (await readPage(session, OF_COHORT, [filter.cohort], rest)).map((row) => textIn(row, 'student_id'))
            : pageOfSorted(list, rest, compareText);
        for (const student of await students(ids)) if (student !== null && meets(student, filter)) found.push(student);
        const last = ids.at(-1);
        if (found.length >= page.limit || ids.length < rest.limit || last === undefined) {
          return found.slice(0, page.limit);
        }
        rest = page.reverse ? { ...rest, before: last } : { ...rest, after: last };
      }
    },
    async *allStudentIds() {
      for (let bucket = 0; bucket < STUDENT_BUCKETS; bucket += 1) {
        let next: string | null = null;
        do {
          const page = await session.page(STUDENT_IDS, [bucket], ID_BATCH, next);
          if (page.rows.length > 0) yield page.rows.map((row) => textIn(row, 'student_id'));
          next = page.next;
        } while (next !== null);
      }
    },
    async saveStudents(rows) {
      const saved = [...new Map(rows.map((student) => [student.studentId, student])).values()];
      const before = await students(saved.map(({ studentId }) => studentId));
      const added: RowWrite[] = [];
      const stale: RowWrite[] = [];
      for (const [index, student] of saved.entries()) {
        const old = before[index];
        const leading = indexRows(student);
        for (const { add } of leading.values()) added.push(add);
        for (const [name, { remove }] of old === undefined || old === null ? [] : indexRows(old)) {
          if (name === 'cohort' ? old?.cohort !== student.cohort : !leading.has(name)) stale.push(remove);
        }
      }
      // What leads to a student before the student, and what no longer does after: so that a list never misses one.
      await batches.write(added);
      await batches.write(saved.map(addStudent));
      await batches.write(stale);
    },
    async removeStudents(studentIds) {
      const before = await students([...new Set(studentIds)]);
      const removed = before.filter((student) => student !== null);
      await batches.write(removed.map(({ studentId }) => removeStudent(studentId)));
      await batches.write(removed.flatMap((student) => [...indexRows(student).values()].map(({ remove }) => remove)));
    },
  };
}

function meets(student: Student, { cohort, search }: StudentListFilter): boolean {
  if (cohort !== undefined && student.cohort !== cohort) return false;
  if (search === undefined) return true;
  const term = search.toLowerCase();
  return [...termsOf(student.studentId, student.displayName)].some((one) => one.startsWith(term));
}
