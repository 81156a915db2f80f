import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RollcallError } from '../core/errors.ts';
import type { Answer, Client } from './client.ts';
import { runFileTask } from './file-command.ts';
import type { EnrolmentInput, EnrolmentKey, LectureInput, StudentInput } from './generated/graphql.ts';
import type { Row, Taken } from './hand-in.ts';
import { openSource } from './lines.ts';
import { type Change, createOneRoster, type OneRosterIds, type Reading, studentOfRole } from './one-roster.ts';
import {
  IMPORT_ENROLMENTS,
  IMPORT_LECTURES,
  IMPORT_STUDENTS,
  REMOVE_ENROLMENTS,
  REMOVE_LECTURES,
  REMOVE_STUDENTS,
} from './operations.ts';
import type { ProblemList } from './problem-list.ts';
import { type Fields, type LineRecord, readRecords } from './records.ts';
import { takenFrom } from './taken.ts';

/** One of the files: how a line reads, and who takes what it says. */
interface Part<T, K> {
  readonly name: string;
  /** Columns that its header must have. */
  readonly required: readonly string[];
  read(fields: Fields): Reading<T, K>;
  /** What is saved or removed. */
  nameOf(row: T | K): string;
  readonly save: Send<T>;
  readonly remove: Send<K>;
}

type Send<T> = (client: Client, rows: T[]) => Promise<Answer<Taken>>;

/**
 * Hands in a folder of OneRoster CSV: users, then classes, then enrollments, as far as they are there.
 * @returns the exit code of the first that was stopped; 0 when all were handed in or listed
 */
export async function importOneRoster(folder: string, url: string, ids: OneRosterIds): Promise<number> {
  const students = await studentsOfRoles(join(folder, 'roles.csv'));
  const isStudent = students === null ? null : (sourcedId: string) => students.has(sourcedId);
  const { user, class: course, enrollment } = createOneRoster(ids);
  const users: Part<StudentInput, string> = {
    name: 'users.csv',
    required: isStudent === null ? ['sourcedId', 'role'] : ['sourcedId'],
    read: (fields) => user(fields, isStudent),
    nameOf: (row) => (typeof row === 'string' ? row : row.studentId),
    save: async (client, rows) => takenFrom(await client.request(IMPORT_STUDENTS, { rows }), ({ result }) => result),
    remove: async (client, studentIds) =>
      takenFrom(await client.request(REMOVE_STUDENTS, { studentIds }), ({ result }) => result),
  };
  const classes: Part<LectureInput, string> = {
    name: 'classes.csv',
    required: ['sourcedId', 'title'],
    read: course,
    nameOf: (row) => (typeof row === 'string' ? row : row.lectureId),
    save: async (client, rows) => takenFrom(await client.request(IMPORT_LECTURES, { rows }), ({ result }) => result),
    remove: async (client, lectureIds) =>
      takenFrom(await client.request(REMOVE_LECTURES, { lectureIds }), ({ result }) => result),
  };
  const enrollments: Part<EnrolmentInput, EnrolmentKey> = {
    name: 'enrollments.csv',
    required: ['classSourcedId', 'userSourcedId', 'role'],
    read: enrollment,
    nameOf: ({ lectureId, studentId }) => `${lectureId} ${studentId}`,
    save: async (client, rows) => takenFrom(await client.request(IMPORT_ENROLMENTS, { rows }), ({ result }) => result),
    remove: async (client, rows) =>
      takenFrom(await client.request(REMOVE_ENROLMENTS, { rows }), ({ result }) => result),
  };
  const parts = [partOf(users), partOf(classes), partOf(enrollments)];
  let found = 0;
  for (const { name, run } of parts) {
    const path = join(folder, name);
    if (!(await exists(path))) continue;
    found += 1;
    process.stderr.write(`${name}\n`);
    const code = await run(path, url);
    if (code !== 0) return code;
  }
  if (found > 0) return 0;
  throw new RollcallError('ARGUMENT_INVALID', `${folder} has none of users.csv, classes.csv and enrollments.csv.`);
}

function partOf<T, K>(part: Part<T, K>) {
  const { name, required, save, remove } = part;
  return {
    name,
    run: (path: string, url: string): Promise<number> =>
      runFileTask({
        path,
        url,
        format: 'csv',
        verb: 'imported',
        required,
        rows: (records, problems) => changes(records, problems, part),
        send: sender(save, remove),
      }),
  };
}

/** The sourcedIds that roles.csv calls students; null: there is no such file. @throws ARGUMENT_INVALID */
async function studentsOfRoles(path: string): Promise<ReadonlySet<string> | null> {
  if (!(await exists(path))) return null;
  const source = await openSource(path);
  const students = new Set<string>();
  for await (const block of readRecords(source.lines(), { format: 'csv', required: ['userSourcedId', 'role'] })) {
    if ('fault' in block) throw new RollcallError('ARGUMENT_INVALID', `${path}: ${block.fault}`);
    for (const record of block) {
      // Its user is told as no student, by line, where it is enrolled.
      if ('problem' in record) continue;
      const student = studentOfRole(record.value);
      if (student !== null) students.add(student);
    }
  }
  return students;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** The changes of a file. What one of its lines saves no other removes: an enrollment may be replaced by a new one. */
async function* changes<T, K>(
  records: AsyncIterable<readonly LineRecord[]>,
  problems: ProblemList,
  { read, nameOf }: Pick<Part<T, K>, 'read' | 'nameOf'>,
): AsyncGenerator<readonly Row<Change<T, K>>[]> {
  const saved = new Set<string>();
  for await (const block of records) {
    const rows: Row<Change<T, K>>[] = [];
    for (const record of block) {
      if ('problem' in record) {
        problems.add(record.line, record.problem);
        continue;
      }
      const reading = read(record.value);
      if ('problem' in reading) problems.add(record.line, reading.problem);
      if (!('value' in reading)) continue;
      const { value } = reading;
      if ('save' in value) saved.add(nameOf(value.save));
      else if (saved.has(nameOf(value.remove))) continue;
      rows.push({ line: record.line, bytes: record.bytes, value });
    }
    yield rows;
  }
}

/** What is to be removed first, what is to be saved second; repeating both is harmless. */
function sender<T, K>(save: Send<T>, remove: Send<K>) {
  return async (client: Client, batch: readonly Change<T, K>[]): Promise<Answer<Taken>> => {
    const saved = indexed(batch, (change) => ('save' in change ? [change.save] : []));
    const removed = indexed(batch, (change) => ('remove' in change ? [change.remove] : []));
    let done = 0;
    const problems: { index: number; text: string }[] = [];
    const steps = [
      { indexes: removed.indexes, run: () => remove(client, removed.values) },
      { indexes: saved.indexes, run: () => save(client, saved.values) },
    ];
    for (const { indexes, run } of steps) {
      if (indexes.length === 0) continue;
      const answer = await run();
      if (answer.kind === 'REFUSED') return answer;
      done += answer.data.done;
      for (const { index, text } of answer.data.problems) problems.push({ index: indexes[index] ?? 0, text });
    }
    return { kind: 'DATA', data: { done, problems } };
  };
}

function indexed<T, V>(batch: readonly T[], pick: (row: T) => V[]): { values: V[]; indexes: number[] } {
  const values: V[] = [];
  const indexes: number[] = [];
  for (const [index, row] of batch.entries()) {
    for (const value of pick(row)) {
      values.push(value);
      indexes.push(index);
    }
  }
  return { values, indexes };
}
