import { addDays } from './days.ts';
import type { EnrolmentInput, EnrolmentKey, LectureInput, StudentInput } from './generated/graphql.ts';
import type { Fields } from './records.ts';

/**
 * Rows of OneRoster 1.1 and 1.2 CSV (1EdTech): users, classes and enrollments whose role is student. In delta files
 * `status` says what goes; in bulk files it is empty.
 */
export type Change<T, K> = { readonly save: T } | { readonly remove: K };
export type Reading<T, K> = { readonly value: Change<T, K> } | { readonly problem: string } | { readonly skip: true };

/** Which column becomes the id that badges and timetables print. */
export interface OneRosterIds {
  /** Of users.csv. */
  readonly studentId: string;
  /** Of classes.csv. */
  readonly lectureId: string;
}

export interface OneRoster {
  /** @param isStudent what roles.csv says of a sourcedId (1.2); null: users.csv has the role itself (1.1) */
  user(fields: Fields, isStudent: ((sourcedId: string) => boolean) | null): Reading<StudentInput, string>;
  class(fields: Fields): Reading<LectureInput, string>;
  enrollment(fields: Fields): Reading<EnrolmentInput, EnrolmentKey>;
}

const TO_BE_DELETED = 'tobedeleted';
const STUDENT = 'student';

/** Reads rows of one set of files; users and classes come before the enrollments that name them. */
export function createOneRoster(ids: OneRosterIds): OneRoster {
  const studentIds = new Map<string, string>();
  const lectureIds = new Map<string, string>();
  /** The id that a file's own sourcedId stands for: itself, unless another column was asked for. */
  const idOf = (fields: Fields, column: string, known: Map<string, string>): string => {
    const id = cell(fields, column);
    if (column !== 'sourcedId') known.set(cell(fields, 'sourcedId'), id);
    return id;
  };
  const referred = (sourcedId: string, column: string, known: Map<string, string>): string =>
    column === 'sourcedId' ? sourcedId : (known.get(sourcedId) ?? '');

  return {
    user(fields, isStudent) {
      const sourcedId = cell(fields, 'sourcedId');
      const studies = isStudent === null ? cell(fields, 'role') === STUDENT : isStudent(sourcedId);
      if (!studies) return { skip: true };
      const studentId = idOf(fields, ids.studentId, studentIds);
      if (studentId === '') return { problem: `${ids.studentId} is missing.` };
      if (isDeleted(fields)) return { value: { remove: studentId } };
      const names = [cell(fields, 'preferredFirstName') || cell(fields, 'givenName'), cell(fields, 'familyName')];
      const displayName = names.filter((name) => name !== '').join(' ');
      const cohort = cell(fields, 'grades');
      return {
        value: {
          save: { studentId, ...(displayName === '' ? {} : { displayName }), ...(cohort === '' ? {} : { cohort }) },
        },
      };
    },
    class(fields) {
      const lectureId = idOf(fields, ids.lectureId, lectureIds);
      if (lectureId === '') return { problem: `${ids.lectureId} is missing.` };
      if (isDeleted(fields)) return { value: { remove: lectureId } };
      const title = cell(fields, 'title');
      return { value: { save: { lectureId, ...(title === '' ? {} : { title }) } } };
    },
    enrollment(fields) {
      if (cell(fields, 'role') !== STUDENT) return { skip: true };
      const lectureId = referred(cell(fields, 'classSourcedId'), ids.lectureId, lectureIds);
      const studentId = referred(cell(fields, 'userSourcedId'), ids.studentId, studentIds);
      if (lectureId === '') return { problem: 'classSourcedId names no class of classes.csv.' };
      if (studentId === '') return { problem: 'userSourcedId names no student of users.csv.' };
      if (isDeleted(fields)) return { value: { remove: { lectureId, studentId } } };
      const [from, end] = [cell(fields, 'beginDate'), cell(fields, 'endDate')];
      // OneRoster's end dates are exclusive. Without dates an enrollment holds for as long as the class does.
      const until = end === '' ? null : addDays(end, -1);
      if (until === undefined) return { problem: 'endDate must be YYYY-MM-DD.' };
      if (from !== '' && addDays(from, 0) === undefined) return { problem: 'beginDate must be YYYY-MM-DD.' };
      return { value: { save: { lectureId, studentId, from: from === '' ? null : from, until } } };
    },
  };
}

/** Of roles.csv (1.2): the user whose role it gives is a student. */
export function studentOfRole(fields: Fields): string | null {
  const isStudent = cell(fields, 'role') === STUDENT && !isDeleted(fields);
  return isStudent ? cell(fields, 'userSourcedId') : null;
}

function isDeleted(fields: Fields): boolean {
  return cell(fields, 'status') === TO_BE_DELETED;
}

function cell(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
