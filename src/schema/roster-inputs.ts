import { builder } from './builder.ts';
import { Weekday } from './weekday.ts';

const idText = '1 to 64 of A-Z a-z 0-9 . _ : -';

export const StudentInput = builder.inputType('StudentInput', {
  description: 'A student to put on the roster, or what to change of one.',
  fields: (t) => ({
    studentId: t.string({ required: true, description: idText }),
    displayName: t.string({ description: 'The name shown; null clears it.' }),
    cohort: t.string({ description: 'The group they belong to; null clears it.' }),
  }),
});

const TimetableSlotInput = builder.inputType('TimetableSlotInput', {
  description: 'One weekly slot.',
  fields: (t) => ({
    weekday: t.field({ type: Weekday, required: true, description: 'The day of the week it runs on.' }),
    startsAt: t.field({ type: 'LocalTime', required: true, description: 'When it starts, on the campus clock.' }),
    duration: t.field({ type: 'Duration', required: true, description: 'How long it runs; not past midnight.' }),
    from: t.field({ type: 'LocalDate', description: 'First day it runs, inclusive; without one: today.' }),
    until: t.field({ type: 'LocalDate', description: 'Last day it runs, inclusive; null: unbounded.' }),
  }),
});

export const LectureInput = builder.inputType('LectureInput', {
  description: 'A lecture to put on the timetable, or what to change of one.',
  fields: (t) => ({
    lectureId: t.string({ required: true, description: idText }),
    title: t.string({ description: 'The title shown; null clears it.' }),
    gracePeriod: t.field({
      type: 'Duration',
      description: "How long after the start an arrival still counts as on time; null: the campus's default.",
    }),
    timetable: t.field({ type: [TimetableSlotInput], description: 'Replaces all its slots; null: none.' }),
  }),
});

export const SessionChangeInput = builder.inputType('SessionChangeInput', {
  description: 'A session that is cancelled or moved within its day.',
  fields: (t) => ({
    lectureId: t.string({ required: true, description: idText }),
    day: t.field({ type: 'LocalDate', required: true, description: 'The day changed.' }),
    cancelled: t.boolean({ required: true, defaultValue: false, description: 'True: it does not take place.' }),
    startsAt: t.field({
      type: 'LocalTime',
      description: "Another start; omitted keeps what is stored, null: the timetable's stands.",
    }),
    duration: t.field({
      type: 'Duration',
      description: "Another length; omitted keeps what is stored, null: the timetable's stands.",
    }),
  }),
});

export const EnrolmentInput = builder.inputType('EnrolmentInput', {
  description:
    'First and last day, inclusive; sessions outside do not count for the student. `from` omitted on a new enrolment: today; explicit null: unbounded. Importing a removed enrolment again opens a second period.',
  fields: (t) => ({
    lectureId: t.string({ required: true, description: idText }),
    studentId: t.string({ required: true, description: idText }),
    from: t.field({ type: 'LocalDate', description: 'First day; omitted on a new enrolment: today; null: unbounded.' }),
    until: t.field({ type: 'LocalDate', description: 'Last day, inclusive; null: unbounded.' }),
  }),
});

export const EnrolmentKey = builder.inputType('EnrolmentKey', {
  description: 'One student in one lecture.',
  fields: (t) => ({
    lectureId: t.string({ required: true, description: idText }),
    studentId: t.string({ required: true, description: idText }),
  }),
});
