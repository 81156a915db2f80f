import type { ImportResult } from '../core/roster.ts';
import {
  importEnrolments,
  importLectures,
  importSessionChanges,
  importStudents,
  removeEnrolments,
  removeLectures,
  removeStudents,
} from '../resolvers/imports.ts';
import { WRITE_ROSTER } from '../resolvers/scopes.ts';
import { builder } from './builder.ts';
import { InputProblem } from './problem.ts';
import { EnrolmentInput, EnrolmentKey, LectureInput, SessionChangeInput, StudentInput } from './roster-inputs.ts';

export const ImportPayload = builder.objectRef<ImportResult>('ImportPayload').implement({
  description: 'What was taken, and what stood in the way of the other rows.',
  fields: (t) => ({
    done: t.exposeInt('done', { nullable: false, description: 'Rows taken, those that changed nothing included.' }),
    problems: t.expose('problems', { type: [InputProblem], nullable: false, description: 'Bad rows, by index.' }),
  }),
});

const rows = 'At most 5,000.';
const authScopes = { any: WRITE_ROSTER };

builder.mutationFields((t) => ({
  importStudents: t.field({
    type: ImportPayload,
    authScopes,
    description: 'Students onto the roster: their cards work once this is answered.',
    args: { students: t.arg({ type: [StudentInput], required: true, description: rows }) },
    resolve: (_, { students }, ctx) => importStudents(ctx, students),
  }),
  removeStudents: t.field({
    type: ImportPayload,
    authScopes,
    description: 'The cards stop working; history stays.',
    args: { studentIds: t.arg.stringList({ required: true, description: rows }) },
    resolve: (_, { studentIds }, ctx) => removeStudents(ctx, studentIds),
  }),
  importLectures: t.field({
    type: ImportPayload,
    authScopes,
    description: 'Lectures and their weekly slots onto the timetable.',
    args: { lectures: t.arg({ type: [LectureInput], required: true, description: rows }) },
    resolve: (_, { lectures }, ctx) => importLectures(ctx, lectures),
  }),
  removeLectures: t.field({
    type: ImportPayload,
    authScopes,
    description: 'The timetable entry goes; history stays.',
    args: { lectureIds: t.arg.stringList({ required: true, description: rows }) },
    resolve: (_, { lectureIds }, ctx) => removeLectures(ctx, lectureIds),
  }),
  importSessionChanges: t.field({
    type: ImportPayload,
    authScopes,
    description: 'Cancelled or moved sessions.',
    args: { changes: t.arg({ type: [SessionChangeInput], required: true, description: rows }) },
    resolve: (_, { changes }, ctx) => importSessionChanges(ctx, changes),
  }),
  importEnrolments: t.field({
    type: ImportPayload,
    authScopes,
    description: 'Students into lectures.',
    args: { enrolments: t.arg({ type: [EnrolmentInput], required: true, description: rows }) },
    resolve: (_, { enrolments }, ctx) => importEnrolments(ctx, enrolments),
  }),
  removeEnrolments: t.field({
    type: ImportPayload,
    authScopes,
    description: 'Students out of lectures: the open period ends yesterday; history stays.',
    args: { enrolments: t.arg({ type: [EnrolmentKey], required: true, description: rows }) },
    resolve: (_, { enrolments }, ctx) => removeEnrolments(ctx, enrolments),
  }),
}));
