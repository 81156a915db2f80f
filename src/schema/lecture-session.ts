import { findAttendee, listAbsentees, listAttendees } from '../resolvers/attendees.ts';
import { READ_FIGURES, READ_RECORDS } from '../resolvers/scopes.ts';
import {
  absentCount,
  attendanceRate,
  enrolledAttended,
  lateNow,
  presentNow,
  revision,
  swipeCount,
} from '../resolvers/session-figures.ts';
import { isFinal, listSessions, statusOf } from '../resolvers/sessions.ts';
import { listSessionSwipes } from '../resolvers/swipes.ts';
import { builder } from './builder.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { SortOrder } from './ranges.ts';
import {
  AttendeeConnection,
  AttendeeRef,
  LectureRef,
  LectureSessionConnection,
  LectureSessionRef,
  NodeRef,
  StudentConnection,
  SwipeConnection,
} from './refs.ts';
import { UniqueCount } from './unique-count.ts';

const SessionStatus = builder.enumType('SessionStatus', {
  description: 'Where a session stands now.',
  values: {
    SCHEDULED: { description: 'Not begun.' },
    OPEN: { description: 'Begun, or swiped at today.' },
    ENDED: { description: 'Its end, or its day where it has none, is over.' },
    CANCELLED: { description: 'Cancelled by a session change; swipes are still taken.' },
  },
});

const AttendeeOrder = builder.enumType('AttendeeOrder', {
  description: 'How attendees are listed.',
  values: {
    STUDENT_ID: { description: 'By studentId.' },
    FIRST_ENTER: { description: 'By first enter, then studentId; those who only left come last.' },
  },
});

LectureSessionRef.implement({
  description: 'One lecture on one day.',
  interfaces: [NodeRef],
  fields: (t) => ({
    lecture: t.expose('lecture', { type: LectureRef, nullable: false, description: 'The lecture held.' }),
    day: t.expose('day', { type: 'LocalDate', nullable: false, description: 'The calendar day on the campus clock.' }),
    status: t.field({
      type: SessionStatus,
      nullable: false,
      description: 'Where it stands at the time of answering.',
      resolve: (session, _, ctx) => statusOf(ctx, session),
    }),
    startsAt: t.field({
      type: 'DateTime',
      description: 'From the timetable; null when that day is not scheduled.',
      resolve: (session) => session.scheduled?.startsAt ?? null,
    }),
    endsAt: t.field({
      type: 'DateTime',
      description: 'From the timetable; null when that day is not scheduled.',
      resolve: (session) => session.scheduled?.endsAt ?? null,
    }),
    swipeCount: t.int({
      description: 'Accepted swipes, enters and exits.',
      resolve: (session, _, ctx) => swipeCount(ctx, session),
    }),
    uniqueAttendees: t.field({
      type: UniqueCount,
      description: 'Distinct students with an accepted swipe, estimated and exact.',
      resolve: (session) => session,
    }),
    presentNow: t.int({
      description: 'Students whose last accepted swipe of the session is an enter.',
      resolve: (session, _, ctx) => presentNow(ctx, session),
    }),
    lateCount: t.int({
      description: 'Students whose first enter is later than start + grace. null when the start is unknown.',
      resolve: (session, _, ctx) => lateNow(ctx, session),
    }),
    enrolledAttended: t.int({
      description: 'Enrolled students who attended, and who did not (null before the start).',
      resolve: (session, _, ctx) => enrolledAttended(ctx, session),
    }),
    absentCount: t.int({
      description: 'Enrolled students without an accepted swipe; null before the start.',
      resolve: (session, _, ctx) => absentCount(ctx, session),
    }),
    attendanceRate: t.float({
      description: 'enrolledAttended over enrolled; walk-ins do not count; null when nobody is enrolled. 0..1.',
      resolve: (session, _, ctx) => attendanceRate(ctx, session),
    }),
    attendee: t.field({
      type: AttendeeRef,
      authScopes: { any: READ_RECORDS },
      description: 'null when that student has no accepted swipe at the session.',
      args: { studentId: t.arg.string({ required: true, description: '1 to 64 of A-Z a-z 0-9 . _ : -' }) },
      resolve: (session, { studentId }, ctx) => findAttendee(ctx, session, studentId),
    }),
    attendees: t.field({
      type: AttendeeConnection,
      authScopes: { any: READ_RECORDS },
      description: 'Everyone with an accepted swipe, walk-ins too, in the order asked for.',
      args: {
        orderBy: t.arg({
          type: AttendeeOrder,
          required: true,
          defaultValue: 'STUDENT_ID',
          description: 'Which order the list has.',
        }),
        ...pageArguments,
      },
      complexity: pageCost,
      resolve: (session, args, ctx) => listAttendees(ctx, session, args),
    }),
    absentees: t.field({
      type: StudentConnection,
      authScopes: { any: READ_RECORDS },
      description: 'Enrolled that day and without an accepted swipe, by studentId.',
      args: pageArguments,
      complexity: pageCost,
      resolve: (session, args, ctx) => listAbsentees(ctx, session, args),
    }),
    swipes: t.field({
      type: SwipeConnection,
      authScopes: { any: READ_RECORDS },
      description: 'By timestamp, then studentId, then eventId.',
      args: {
        order: t.arg({ type: SortOrder, required: true, defaultValue: 'ASC', description: 'ASC: the earliest first.' }),
        ...pageArguments,
      },
      complexity: pageCost,
      resolve: (session, args, ctx) => listSessionSwipes(ctx, session, args),
    }),
    isFinal: t.boolean({
      nullable: false,
      description: "True once the allowed lateness has passed after the day's end, and ingest has processed that far.",
      resolve: (session, _, ctx) => isFinal(ctx, session),
    }),
    revision: t.int({
      description:
        'Swipes received after that: they are accepted and counted, never dropped. A report read again is new when this has grown.',
      resolve: (session, _, ctx) => revision(ctx, session),
    }),
  }),
});

builder.queryField('sessions', (t) =>
  t.field({
    type: LectureSessionConnection,
    authScopes: { any: READ_FIGURES },
    description:
      "The day's sessions by lectureId: today's unless asked otherwise. Scheduled or swiped at, cancelled ones too.",
    args: {
      day: t.arg({ type: 'LocalDate', description: 'Today unless given.' }),
      lectureIds: t.arg.stringList({ description: 'Only of these lectures; at most 500.' }),
      ...pageArguments,
    },
    complexity: pageCost,
    resolve: (_, args, ctx) => listSessions(ctx, args),
  }),
);
