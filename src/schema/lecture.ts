import { listSessionsOf } from '../resolvers/lecture-sessions.ts';
import { enrolledStudents, findLecture, graceMsOf, listLectures, today } from '../resolvers/lectures.ts';
import { READ_FIGURES, READ_RECORDS } from '../resolvers/scopes.ts';
import { findSessionOn } from '../resolvers/sessions.ts';
import { listEnrolled } from '../resolvers/students.ts';
import { builder } from './builder.ts';
import { pageArguments, pageCost } from './page-arguments.ts';
import { DayRange, SortOrder } from './ranges.ts';
import {
  LectureConnection,
  LectureRef,
  LectureSessionConnection,
  LectureSessionRef,
  NodeRef,
  StudentConnection,
} from './refs.ts';
import { TimetableSlotRef } from './timetable-slot.ts';

LectureRef.implement({
  description: 'A lecture of the timetable, or one that only accepted swipes name.',
  interfaces: [NodeRef],
  fields: (t) => ({
    lectureId: t.exposeString('lectureId', { nullable: false, description: 'The id printed on timetables.' }),
    title: t.string({
      description: 'null when none was imported, and for a lecture that only swipes name.',
      resolve: (lecture) => lecture.entry?.title ?? null,
    }),
    timetable: t.field({
      type: [TimetableSlotRef],
      nullable: false,
      description: 'Its weekly slots; empty for a lecture that only swipes name.',
      resolve: (lecture) => lecture.entry?.timetable ?? [],
    }),
    gracePeriod: t.field({
      type: 'Duration',
      nullable: false,
      description: 'How long after the start an arrival still counts as on time.',
      resolve: (lecture, _, ctx) => graceMsOf(ctx, lecture),
    }),
    enrolledCount: t.int({
      description: 'Students enrolled today. One batched read for all the lectures of an answer.',
      resolve: async (lecture, _, ctx) => (await enrolledStudents(ctx, lecture.lectureId, today(ctx))).length,
    }),
    enrolled: t.field({
      type: StudentConnection,
      authScopes: { any: READ_RECORDS },
      description: 'By studentId. Students enrolled today; one who has left the roster has an id alone.',
      args: pageArguments,
      complexity: pageCost,
      resolve: (lecture, args, ctx) => listEnrolled(ctx, lecture, args),
    }),
    session: t.field({
      type: LectureSessionRef,
      description: 'null when that day (today) is neither scheduled nor swiped at.',
      args: { day: t.arg({ type: 'LocalDate', description: 'Today unless given.' }) },
      resolve: (lecture, { day }, ctx) => findSessionOn(ctx, lecture.lectureId, day),
    }),
    sessions: t.field({
      type: LectureSessionConnection,
      description: 'By day. The range defaults to everything from the first slot or swipe to today.',
      args: {
        range: t.arg({ type: DayRange, description: 'At most 400 days.' }),
        order: t.arg({
          type: SortOrder,
          required: true,
          defaultValue: 'DESC',
          description: 'DESC: the latest day first.',
        }),
        ...pageArguments,
      },
      complexity: pageCost,
      resolve: (lecture, args, ctx) => listSessionsOf(ctx, lecture, args),
    }),
  }),
});

const LectureFilter = builder.inputType('LectureFilter', {
  description: 'All given conditions must hold.',
  fields: (t) => ({
    day: t.field({ type: 'LocalDate', description: 'With a session that day: scheduled, or swiped at.' }),
    lectureIds: t.stringList({ description: 'Any of these; at most 500.' }),
    search: t.string({
      description: 'At least 2 characters: prefix of the id or of a word of the title, any case.',
    }),
  }),
});

builder.queryFields((t) => ({
  lecture: t.field({
    type: LectureRef,
    authScopes: { any: READ_FIGURES },
    description:
      'null when neither the timetable nor any accepted swipe names it. A lecture is loaded whole or is null.',
    args: { lectureId: t.arg.string({ required: true, description: '1 to 64 of A-Z a-z 0-9 . _ : -' }) },
    resolve: (_, { lectureId }, ctx) => findLecture(ctx, lectureId),
  }),
  lectures: t.field({
    type: LectureConnection,
    authScopes: { any: READ_FIGURES },
    description: 'By lectureId. Lectures of the timetable and lectures that accepted swipes name.',
    args: { filter: t.arg({ type: LectureFilter, description: 'Every lecture unless given.' }), ...pageArguments },
    complexity: pageCost,
    resolve: (_, args, ctx) => listLectures(ctx, args),
  }),
}));
