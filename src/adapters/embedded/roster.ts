import { compareText, type PageRequest, pageOfSorted } from '../../core/paging.ts';
import type { Lecture, SessionChange, Student, Timetable } from '../../core/roster.ts';
import { termsOf } from '../../core/search-terms.ts';
import type { Roster, StudentListFilter } from '../../ports/roster.ts';
import type { Database } from './database.ts';
import type { Enrolments } from './enrolments.ts';
import { prefixRange, tableRange, textKey, textPrefix, textsOf } from './keys.ts';
import { createReadCache } from './read-cache.ts';
import {
  changeKey,
  decodeChange,
  decodeLecture,
  decodeStudent,
  encodeChange,
  encodeLecture,
  encodeStudent,
} from './roster-rows.ts';

const ID_BATCH = 5_000;
/** Students asked for lately, some 200 bytes each, and those of pages of the whole roster. */
const CACHED_STUDENTS_MAX = 50_000;
const EMPTY = Buffer.alloc(0);

/** The roster in the embedded store: students by id, with a row a search term and a row in the cohort. */
export function createEmbeddedRoster(database: Database, enrolments: Enrolments): Roster {
  let timetable: Promise<Timetable> | null = null;

  const readStudents = async (studentIds: readonly string[]): Promise<(Student | null)[]> => {
    const values = await database.getMany(studentIds.map((id) => textKey('student', id)));
    return studentIds.map((id, index) => {
      const value = values[index];
      return value === undefined ? null : decodeStudent(id, value);
    });
  };
  const students = createReadCache<Student | null>({
    weightMax: CACHED_STUDENTS_MAX,
    weigh: () => 1,
    load: readStudents,
  });
  const readPage = async ({ limit, after, before, reverse }: PageRequest<string>): Promise<readonly Student[]> => {
    const table = tableRange('student');
    const entries = await database.entries(
      {
        gte: after === undefined ? table.gte : Buffer.concat([textKey('student', after), Buffer.from([0])]),
        lt: before === undefined ? table.lt : textKey('student', before),
      },
      { limit, reverse },
    );
    return entries.map(([key, value]) => decodeStudent(textsOf(key)[0] ?? '', value));
  };
  /** By the page as text. */
  const pages = createReadCache<readonly Student[]>({
    weightMax: CACHED_STUDENTS_MAX,
    weigh: (rows) => rows.length + 1,
    load: (wanted) => Promise.all(wanted.map((page) => readPage(JSON.parse(page)))),
  });
  const changedStudents = (studentIds: readonly string[]): void => {
    students.changed(studentIds);
    pages.cleared();
  };

  /** Ids that meet each given condition, ascending; null when no condition is given. */
  const candidates = async ({ studentIds, cohort, search }: StudentListFilter): Promise<string[] | null> => {
    const lists: Set<string>[] = [];
    if (studentIds !== undefined) lists.push(new Set(studentIds));
    if (cohort !== undefined) lists.push(await lastTexts(textKey('studentCohort', cohort)));
    if (search !== undefined) lists.push(await lastTexts(textPrefix('studentTerm', search.toLowerCase())));
    const [first, ...others] = lists;
    if (first === undefined) return null;
    return [...first].filter((id) => others.every((list) => list.has(id))).sort(compareText);
  };
  const lastTexts = async (prefix: Buffer): Promise<Set<string>> =>
    new Set((await database.keys(prefixRange(prefix))).map((key) => textsOf(key).at(-1) ?? ''));

  const readTimetable = async (): Promise<Timetable> => {
    const snapshot = database.snapshot();
    try {
      const lectures = new Map<string, Lecture>();
      for (const [, value] of await database.entries(tableRange('lecture'), { snapshot })) {
        const lecture = decodeLecture(value);
        lectures.set(lecture.lectureId, lecture);
      }
      const changes = new Map<string, Map<number, SessionChange>>();
      for (const [, value] of await database.entries(tableRange('sessionChange'), { snapshot })) {
        const change = decodeChange(value);
        const days = changes.get(change.lectureId) ?? new Map<number, SessionChange>();
        changes.set(change.lectureId, days.set(change.day, change));
      }
      return { lectures, changes };
    } finally {
      await snapshot.close();
    }
  };

  return {
    async known(studentIds) {
      const values = await database.getMany(studentIds.map((id) => textKey('student', id)));
      return values.map((value) => value !== undefined);
    },
    students: students.read,
    async listStudents(filter, page) {
      const ids = await candidates(filter);
      if (ids !== null) {
        // Ids asked for may not be on the roster, so a short page is filled from what follows.
        const found: Student[] = [];
        let rest = page;
        for (;;) {
          const chunk = pageOfSorted(ids, rest, compareText);
          for (const student of await readStudents(chunk)) if (student !== null) found.push(student);
          const last = chunk.at(-1);
          if (found.length >= page.limit || last === undefined) return found.slice(0, page.limit);
          rest = page.reverse ? { ...page, before: last } : { ...page, after: last };
        }
      }
      const [rows = []] = await pages.read([JSON.stringify(page)]);
      return rows;
    },
    async *allStudentIds() {
      const range = tableRange('student');
      for (let gte = range.gte; ; ) {
        const keys = await database.keys({ gte, lt: range.lt }, { limit: ID_BATCH });
        if (keys.length > 0) yield keys.map((key) => textsOf(key)[0] ?? '');
        const last = keys.at(-1);
        if (last === undefined || keys.length < ID_BATCH) return;
        gte = Buffer.concat([last, Buffer.from([0])]);
      }
    },
    timetable() {
      timetable ??= readTimetable().catch((error: unknown) => {
        timetable = null;
        throw error;
      });
      return timetable;
    },
    enrolmentsOfLectures: enrolments.ofLectures,
    enrolmentsOfStudents: enrolments.ofStudents,
    enrolments: enrolments.ofPairs,
    saveEnrolments: enrolments.save,
    deleteEnrolments: enrolments.remove,
    async saveStudents(rows) {
      const saved = [...new Map(rows.map((student) => [student.studentId, student])).values()];
      const before = await readStudents(saved.map((student) => student.studentId));
      await database.writer.write((set) => {
        for (const [index, student] of saved.entries()) {
          const old = before[index];
          if (old !== undefined && old !== null) for (const key of indexKeys(old)) set.del(key);
          for (const key of indexKeys(student)) set.put(key, EMPTY);
          set.put(textKey('student', student.studentId), encodeStudent(student));
        }
      });
      changedStudents(saved.map(({ studentId }) => studentId));
    },
    async removeStudents(studentIds) {
      const before = await readStudents(studentIds);
      await database.writer.write((set) => {
        for (const old of before) {
          if (old === null) continue;
          for (const key of indexKeys(old)) set.del(key);
          set.del(textKey('student', old.studentId));
        }
      });
      changedStudents(studentIds);
    },
    async saveLectures(lectures) {
      await database.writer.write((set) => {
        for (const lecture of lectures) set.put(textKey('lecture', lecture.lectureId), encodeLecture(lecture));
      });
      timetable = null;
    },
    async removeLectures(lectureIds) {
      await database.writer.write((set) => {
        for (const id of lectureIds) set.del(textKey('lecture', id));
      });
      timetable = null;
    },
    async saveSessionChanges(changes) {
      await database.writer.write((set) => {
        for (const change of changes) set.put(changeKey(change), encodeChange(change));
      });
      timetable = null;
    },
    healthy: async () => database.healthy(),
  };
}

function indexKeys({ studentId, displayName, cohort }: Student): Buffer[] {
  const terms = [...termsOf(studentId, displayName)].map((term) => textKey('studentTerm', term, studentId));
  return cohort === null ? terms : [...terms, textKey('studentCohort', cohort, studentId)];
}
