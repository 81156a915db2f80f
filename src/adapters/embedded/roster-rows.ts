import type { Enrolment, Lecture, SessionChange, Student } from '../../core/roster.ts';
import { textKey, textsOf } from './keys.ts';

/** How the roster's records stand in the store: JSON values, texts in keys. A null `from` is an empty text, which sorts first. */
const DAY_WIDTH = 6;

export function encodeStudent(student: Student): Buffer {
  return Buffer.from(JSON.stringify([student.displayName, student.cohort]));
}
export function decodeStudent(studentId: string, value: Buffer): Student {
  const fields: unknown = JSON.parse(value.toString('utf8'));
  const [displayName, cohort] = Array.isArray(fields) ? fields : [];
  return { studentId, displayName: textOrNull(displayName), cohort: textOrNull(cohort) };
}

export function encodeLecture(lecture: Lecture): Buffer {
  return Buffer.from(JSON.stringify(lecture));
}
export function decodeLecture(value: Buffer): Lecture {
  const lecture: Lecture = JSON.parse(value.toString('utf8'));
  return lecture;
}

export function changeKey(change: Pick<SessionChange, 'lectureId' | 'day'>): Buffer {
  return textKey('sessionChange', change.lectureId, String(change.day));
}
export function encodeChange(change: SessionChange): Buffer {
  return Buffer.from(JSON.stringify(change));
}
export function decodeChange(value: Buffer): SessionChange {
  const change: SessionChange = JSON.parse(value.toString('utf8'));
  return change;
}

function dayText(day: number | null): string {
  return day === null ? '' : String(day).padStart(DAY_WIDTH, '0');
}
function dayOfText(text: string | undefined): number | null {
  return text === undefined || text === '' ? null : Number(text);
}

export function lectureEnrolmentKey({ lectureId, studentId, from }: Omit<Enrolment, 'until'>): Buffer {
  return textKey('enrolmentByLecture', lectureId, studentId, dayText(from));
}
export function studentEnrolmentKey({ lectureId, studentId, from }: Omit<Enrolment, 'until'>): Buffer {
  return textKey('enrolmentByStudent', studentId, lectureId, dayText(from));
}
export function encodeUntil(until: number | null): Buffer {
  return Buffer.from(dayText(until));
}
export function decodeLectureEnrolment(key: Buffer, value: Buffer): Enrolment {
  const [lectureId = '', studentId = '', from] = textsOf(key);
  return { lectureId, studentId, from: dayOfText(from), until: dayOfText(value.toString('latin1')) };
}
export function decodeStudentEnrolment(key: Buffer, value: Buffer): Enrolment {
  const [studentId = '', lectureId = '', from] = textsOf(key);
  return { lectureId, studentId, from: dayOfText(from), until: dayOfText(value.toString('latin1')) };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
