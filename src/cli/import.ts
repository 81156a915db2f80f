import { RollcallError } from '../core/errors.ts';
import { type FileTask, fileArguments, runFileTask } from './file-command.ts';
import type { EnrolmentInput, LectureInput, StudentInput } from './generated/graphql.ts';
import { importCalendar } from './import-calendar.ts';
import { importOneRoster } from './import-one-roster.ts';
import { enrolmentRow, lectureRow, studentRow } from './import-rows.ts';
import { eachLine, lecturesOfLines } from './merge-lines.ts';
import { IMPORT_ENROLMENTS, IMPORT_LECTURES, IMPORT_STUDENTS } from './operations.ts';
import { takenFrom } from './taken.ts';

export async function run(args: readonly string[]): Promise<number> {
  const { positionals, url, format, options } = fileArguments(args, ['name-in', 'student-id', 'lecture-id']);
  const [kind, path] = positionals;
  if (path === undefined || positionals.length > 2) {
    throw new RollcallError('ARGUMENT_INVALID', `import takes ${KINDS}, and a FILE.`);
  }
  if (kind === 'timetable') return importCalendar(path, url, options['name-in'] ?? 'SUMMARY');
  if (kind === 'oneroster') {
    const { 'student-id': studentId = 'sourcedId', 'lecture-id': lectureId = 'sourcedId' } = options;
    return importOneRoster(path, url, { studentId, lectureId });
  }
  const task = { path, url, format, verb: 'imported' };
  if (kind === 'students') return runFileTask({ ...task, ...STUDENTS });
  if (kind === 'lectures') return runFileTask({ ...task, ...LECTURES });
  if (kind === 'enrolments') return runFileTask({ ...task, ...ENROLMENTS });
  throw new RollcallError('ARGUMENT_INVALID', `import takes ${KINDS}, not ${kind}.`);
}

const KINDS = 'students, lectures, enrolments, timetable or oneroster';

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
