import { RollcallError } from '../core/errors.ts';
import { type FileTask, fileArguments, runFileTask } from './file-command.ts';
import type { EnrolmentInput, LectureInput, StudentInput } from './generated/graphql.ts';
import { enrolmentRow, lectureRow, studentRow } from './import-rows.ts';
import { eachLine, lecturesOfLines } from './merge-lines.ts';
import { IMPORT_ENROLMENTS, IMPORT_LECTURES, IMPORT_STUDENTS } from './operations.ts';
import { takenFrom } from './taken.ts';

export async function run(args: readonly string[]): Promise<number> {
  const { positionals, url, format } = fileArguments(args);
  const [kind, path] = positionals;
  if (path === undefined || positionals.length > 2) {
    throw new RollcallError('ARGUMENT_INVALID', 'import takes students, lectures or enrolments, and a FILE.');
  }
  const task = { path, url, format, verb: 'imported' };
  if (kind === 'students') return runFileTask({ ...task, ...STUDENTS });
  if (kind === 'lectures') return runFileTask({ ...task, ...LECTURES });
  if (kind === 'enrolments') return runFileTask({ ...task, ...ENROLMENTS });
  throw new RollcallError('ARGUMENT_INVALID', `import takes students, lectures or enrolments, not ${kind}.`);
}

type Kind<T> = Pick<FileTask<T>, 'required' | 'rows' | 'send'>;

const STUDENTS: Kind<StudentInput> = {
  required: ['student_id'],
  rows: (records, problems) => eachLine(records, problems, studentRow),
  send: async (client, rows) =>
    takenFrom(await client.request(IMPORT_STUDENTS, { rows: [...rows] }), ({ result }) => result),
};

const LECTURES: Kind<LectureInput> = {
  required: ['lecture_id'],
  rows: (records, problems) => lecturesOfLines(records, problems, lectureRow),
  send: async (client, rows) =>
    takenFrom(await client.request(IMPORT_LECTURES, { rows: [...rows] }), ({ result }) => result),
};

const ENROLMENTS: Kind<EnrolmentInput> = {
  required: ['lecture_id', 'student_id'],
  rows: (records, problems) => eachLine(records, problems, enrolmentRow),
  send: async (client, rows) =>
    takenFrom(await client.request(IMPORT_ENROLMENTS, { rows: [...rows] }), ({ result }) => result),
};
