import { lectureOf } from '../resolvers/lectures.ts';
import { swipedSession } from '../resolvers/sessions.ts';
import { studentOf } from '../resolvers/students.ts';
import { builder } from './builder.ts';
import { LectureRef, LectureSessionRef, NodeRef, StudentRef, SwipeRef } from './refs.ts';
import { SwipeActionEnum } from './swipe-action.ts';

SwipeRef.implement({
  description: 'An accepted swipe of a badge at a gate.',
  interfaces: [NodeRef],
  fields: (t) => ({
    eventId: t.expose('eventId', { type: 'UUID', nullable: false, description: 'The id its reader gave it.' }),
    studentId: t.exposeString('studentId', { nullable: false, description: 'The id on the badge.' }),
    student: t.field({
      type: StudentRef,
      description: 'By id alone once off the roster.',
      resolve: (swipe, _, ctx) => studentOf(ctx, swipe.studentId),
    }),
    lectureId: t.exposeString('lectureId', { nullable: false, description: 'The lecture it was made for.' }),
    lecture: t.field({
      type: LectureRef,
      description: 'The lecture it was made for, by id alone where the timetable does not name it.',
      resolve: (swipe, _, ctx) => lectureOf(ctx, swipe.lectureId),
    }),
    session: t.field({
      type: LectureSessionRef,
      description: 'The session it was made at.',
      resolve: (swipe, _, ctx) => swipedSession(ctx, swipe),
    }),
    gateId: t.exposeString('gateId', { nullable: false, description: 'The gate it was made at.' }),
    timestamp: t.field({
      type: 'DateTime',
      nullable: false,
      description: 'When the badge was read.',
      resolve: (swipe) => swipe.ts,
    }),
    day: t.expose('day', {
      type: 'LocalDate',
      nullable: false,
      description: 'The calendar day of `timestamp` on the campus clock.',
    }),
    action: t.field({
      type: SwipeActionEnum,
      nullable: false,
      description: 'Which way the badge went.',
      resolve: (swipe) => swipe.action,
    }),
    receivedAt: t.expose('receivedAt', {
      type: 'DateTime',
      nullable: false,
      description: 'When the ingest log took it, as stamped by its producer.',
    }),
  }),
});

export const SwipeFilterInput = builder.inputType('SwipeFilter', {
  description: "All given conditions must hold; a list is 'any of'; at most 1,000 ids in all.",
  fields: (t) => ({
    lectureIds: t.stringList({ description: 'Swipes for any of these lectures.' }),
    studentIds: t.stringList({ description: 'Swipes of any of these students.' }),
    gateIds: t.stringList({ description: 'Swipes at any of these gates.' }),
    actions: t.field({ type: [SwipeActionEnum], description: 'Swipes of any of these actions.' }),
  }),
});
