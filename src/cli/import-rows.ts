import { parseDay, WEEKDAYS } from '../core/campus-day.ts';
import { parseDuration } from '../core/duration.ts';
import { parseLocalTime } from '../core/local-time.ts';
import type { EnrolmentInput, LectureInput, StudentInput, TimetableSlotInput } from './generated/graphql.ts';
import type { Fields } from './records.ts';

/** A row as the mutation takes it (an undefined field is not sent), or the first thing that is wrong with it. */
export type RowReading<T> = { readonly value: T } | { readonly problem: string };

/** Thrown and caught within this file: a field that is not what it must be. */
class FieldFault extends Error {}

/** The columns of each kind, as a CSV header and NDJSON name them; NDJSON may write them in camelCase too. */
export const COLUMNS = {
  students: ['student_id', 'display_name', 'cohort'],
  lectures: ['lecture_id', 'title', 'grace_period', 'weekday', 'starts_at', 'duration', 'from', 'until', 'timetable'],
  enrolments: ['lecture_id', 'student_id', 'from', 'until'],
} as const;

export function studentRow(fields: Fields): RowReading<StudentInput> {
  return reading(() => ({
    studentId: required(fields, 'student_id'),
    displayName: text(fields, 'display_name'),
    cohort: text(fields, 'cohort'),
  }));
}

export function enrolmentRow(fields: Fields): RowReading<EnrolmentInput> {
  return reading(() => ({
    lectureId: required(fields, 'lecture_id'),
    studentId: required(fields, 'student_id'),
    from: day(fields, 'from'),
    until: day(fields, 'until'),
  }));
}

/** A lecture with its whole timetable (NDJSON), or with the one slot that its line carries (CSV), or without either. */
export function lectureRow(fields: Fields): RowReading<LectureInput> {
  return reading(() => {
    const timetable = field(fields, 'timetable');
    return {
      lectureId: required(fields, 'lecture_id'),
      title: text(fields, 'title'),
      gracePeriod: duration(fields, 'grace_period'),
      timetable: timetable === undefined ? slotOfLine(fields) : slots(timetable),
    };
  });
}

function slotOfLine(fields: Fields): TimetableSlotInput[] | undefined {
  const names = ['weekday', 'starts_at', 'duration', 'from', 'until'];
  return names.every((name) => field(fields, name) === undefined) ? undefined : [slot(fields)];
}

function slots(value: unknown): TimetableSlotInput[] {
  if (!Array.isArray(value)) throw new FieldFault('timetable must be a list of slots.');
  return value.map((entry: unknown) => {
    if (!isFields(entry)) throw new FieldFault('timetable must be a list of slots.');
    return slot(entry);
  });
}

function slot(fields: Fields): TimetableSlotInput {
  const named = required(fields, 'weekday').toUpperCase();
  const weekday = WEEKDAYS.find((candidate) => candidate === named);
  if (weekday === undefined) throw new FieldFault('weekday must be MONDAY to SUNDAY.');
  const startsAt = required(fields, 'starts_at');
  if (parseLocalTime(startsAt) === null) throw new FieldFault('starts_at must be HH:MM or HH:MM:SS.');
  required(fields, 'duration');
  return {
    weekday,
    startsAt,
    duration: duration(fields, 'duration') ?? '',
    from: day(fields, 'from'),
    until: day(fields, 'until'),
  };
}

function reading<T>(read: () => T): RowReading<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof FieldFault) return { problem: error.message };
    throw error;
  }
}

function field(fields: Fields, name: string): unknown {
  const camel = name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return name in fields ? fields[name] : fields[camel];
}

/** Absent stays absent (what is stored is kept) and null stays null (it is cleared). */
function text(fields: Fields, name: string): string | null | undefined {
  const value = field(fields, name);
  if (value === undefined || value === null || typeof value === 'string') return value;
  throw new FieldFault(`${name} must be text.`);
}

function required(fields: Fields, name: string): string {
  const value = text(fields, name);
  if (value === undefined || value === null || value === '') throw new FieldFault(`${name} is missing.`);
  return value;
}

function day(fields: Fields, name: string): string | null | undefined {
  const value = text(fields, name);
  if (typeof value === 'string' && parseDay(value) === null) throw new FieldFault(`${name} must be YYYY-MM-DD.`);
  return value;
}

function duration(fields: Fields, name: string): string | null | undefined {
  const value = text(fields, name);
  if (typeof value === 'string' && parseDuration(value) === null) {
    throw new FieldFault(`${name} must be an ISO 8601 duration, such as PT50M.`);
  }
  return value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
