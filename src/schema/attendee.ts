import { attendeeEnrolled, attendeeLate, attendeeLateBy } from '../resolvers/attendees.ts';
import { studentOf } from '../resolvers/students.ts';
import { AttendeeRef, StudentRef } from './refs.ts';

AttendeeRef.implement({
  description:
    'A student at a session. `late` and `lateBy` are null when the start is unknown or there was no enter; `lateBy` also when on time.',
  fields: (t) => ({
    student: t.field({
      type: StudentRef,
      description: 'By id alone once off the roster. One batched read for all the attendees of an answer.',
      resolve: (attendee, _, ctx) => studentOf(ctx, attendee.studentId),
    }),
    studentId: t.exposeString('studentId', { nullable: false, description: "The id on the student's badge." }),
    enrolled: t.boolean({
      nullable: false,
      description: 'True when enrolled in the lecture that day; false for a walk-in.',
      resolve: (attendee, _, ctx) => attendeeEnrolled(ctx, attendee),
    }),
    firstEnter: t.expose('firstEnter', {
      type: 'DateTime',
      description: 'First accepted enter of the session; null when there were only exits.',
    }),
    lastSwipe: t.expose('lastSwipe', {
      type: 'DateTime',
      nullable: false,
      description: 'Last accepted swipe of the session.',
    }),
    late: t.boolean({
      description: 'First enter later than start + grace; exactly equal is on time. null when that cannot be told.',
      resolve: (attendee, _, ctx) => attendeeLate(ctx, attendee),
    }),
    lateBy: t.field({
      type: 'Duration',
      description: 'From the start to the first enter; null when on time, or when that cannot be told.',
      resolve: (attendee, _, ctx) => attendeeLateBy(ctx, attendee),
    }),
    present: t.boolean({
      nullable: false,
      description: 'True when the last accepted swipe of the session is an enter.',
      resolve: (attendee) => attendee.lastAction === 'ENTER',
    }),
  }),
});
