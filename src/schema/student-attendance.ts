import { listRecords, type StudentAttendanceView } from '../resolvers/student-attendance.ts';
import { builder } from './builder.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { SortOrder } from './ranges.ts';
import { AttendanceRecordConnection, AttendanceRecordRef, LectureSessionRef } from './refs.ts';

const AttendanceOutcome = builder.enumType('AttendanceOutcome', {
  description: 'What became of a student at a session.',
  values: {
    ON_TIME: { description: 'First enter at most the grace after the start.' },
    LATE: { description: 'First enter later than start + grace.' },
    ATTENDED: { description: 'Start unknown, or only exits.' },
    ABSENT: { description: 'Enrolled that day, and no accepted swipe.' },
  },
});

AttendanceRecordRef.implement({
  description: 'A student at one of their sessions.',
  fields: (t) => ({
    session: t.field({
      type: LectureSessionRef,
      nullable: false,
      description: 'The session, begun and not cancelled.',
      resolve: (record) => record.session,
    }),
    outcome: t.field({
      type: AttendanceOutcome,
      nullable: false,
      description: 'What became of the student.',
      resolve: (record) => record.outcome,
    }),
    firstEnter: t.expose('firstEnter', {
      type: 'DateTime',
      description: 'First accepted enter of the session; null when there was none.',
    }),
    lateBy: t.field({
      type: 'Duration',
      description: 'From the start to the first enter; null unless LATE.',
      resolve: (record) => record.lateByMs,
    }),
  }),
});

export const StudentAttendanceRef = builder.objectRef<StudentAttendanceView>('StudentAttendance').implement({
  description: "A student's sessions within a range, and what became of the student at each.",
  fields: (t) => ({
    sessions: t.int({
      nullable: false,
      description: 'How many sessions count.',
      resolve: (attendance) => attendance.records.length,
    }),
    attended: t.exposeInt('attended', { nullable: false, description: 'Of those, with an accepted swipe.' }),
    late: t.exposeInt('late', {
      nullable: false,
      description: 'Of those, with a first enter later than start + grace.',
    }),
    rate: t.float({
      description: 'attended / sessions; null when there were no sessions. 0..1.',
      resolve: ({ attended, records }) => (records.length === 0 ? null : attended / records.length),
    }),
    records: t.field({
      type: AttendanceRecordConnection,
      description: 'By day, then lectureId.',
      args: {
        order: t.arg({ type: SortOrder, required: true, defaultValue: 'DESC', description: 'DESC: the latest first.' }),
        ...pageArguments,
      },
      complexity: pageCost,
      resolve: (attendance, args) => listRecords(attendance, args),
    }),
  }),
});
