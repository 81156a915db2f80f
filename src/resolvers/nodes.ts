import type { Student } from '../core/roster.ts';
import type { SimulationRecord } from '../core/simulation.ts';
import type { DeadLetter, InvalidAttempt, Swipe } from '../core/swipe.ts';
import { ID_LIST_MAX, overLimit } from './arguments.ts';
import type { RequestContext } from './context.ts';
import { findGate, type GateView } from './gates.ts';
import { findLecture, type LectureView } from './lectures.ts';
import {
  attemptNodeId,
  deadLetterNodeId,
  gateNodeId,
  lectureNodeId,
  type NodeKey,
  readNodeId,
  sessionNodeId,
  simulationNodeId,
  studentNodeId,
  swipeNodeId,
} from './node-id.ts';
import { hasAny, mayReadStudent, OPERATE, READ_FIGURES, READ_RECORDS, READ_SIMULATIONS, type Scope } from './scopes.ts';
import { findSession, type SessionView } from './sessions.ts';

export type NodeValue =
  | Swipe
  | DeadLetter
  | InvalidAttempt
  | SimulationRecord
  | SessionView
  | LectureView
  | Student
  | GateView;

/** The GraphQL type of a value that `findNode` answered with. */
export function nodeTypeOf(value: NodeValue): NodeKey['type'] {
  if ('logPosition' in value) return 'Swipe';
  if ('payload' in value) return 'DeadLetter';
  if ('reason' in value) return 'InvalidAttempt';
  if ('planned' in value) return 'Simulation';
  if ('scheduled' in value) return 'LectureSession';
  if ('entry' in value) return 'Lecture';
  return 'cohort' in value ? 'Student' : 'Gate';
}

const SCOPES_OF: Readonly<Record<Exclude<NodeKey['type'], 'Student' | 'Swipe'>, readonly Scope[]>> = {
  Lecture: READ_FIGURES,
  LectureSession: READ_FIGURES,
  Gate: READ_FIGURES,
  InvalidAttempt: READ_RECORDS,
  Simulation: READ_SIMULATIONS,
  DeadLetter: OPERATE,
};

/** What a viewer may not see is as if it were not there. */
function mayRead(ctx: RequestContext, key: NodeKey): boolean {
  if (key.type === 'Student' || key.type === 'Swipe') return mayReadStudent(ctx.viewer, key.studentId);
  return hasAny(ctx.viewer, SCOPES_OF[key.type]);
}

/** Anything by its key; batched with its neighbours of the same type. */
async function load(ctx: RequestContext, key: NodeKey): Promise<NodeValue | null> {
  if (!mayRead(ctx, key)) return null;
  switch (key.type) {
    case 'Lecture':
      return findLecture(ctx, key.lectureId);
    case 'LectureSession':
      return findSession(ctx, key);
    case 'Student':
      return ctx.loaders.students.load(key.studentId);
    case 'Gate':
      return findGate(ctx, key.gateId);
    case 'Swipe':
      return ctx.loaders.swipes.load(key);
    case 'InvalidAttempt':
      return ctx.loaders.attempts.load(key);
    case 'Simulation':
      return ctx.loaders.simulations.load(key.simulation);
    case 'DeadLetter':
      return ctx.loaders.deadLetters.load(key.id);
  }
}

/** null when there is none of that id. @throws ARGUMENT_INVALID for an id that was never one */
export async function findNode(ctx: RequestContext, id: string): Promise<NodeValue | null> {
  return load(ctx, readNodeId('id', id));
}

/** In the order asked; null where there is none. @throws ARGUMENT_INVALID; LIMIT_EXCEEDED above 500 ids */
export function findNodes(ctx: RequestContext, ids: readonly string[]): Promise<NodeValue | null>[] {
  if (ids.length > ID_LIST_MAX) throw overLimit('ids', `at most ${ID_LIST_MAX} ids.`);
  return ids.map((id) => readNodeId('ids', id)).map((key) => load(ctx, key));
}

/** The global id of any node: its type and primary key. */
export function nodeIdOf(value: NodeValue): string {
  if ('logPosition' in value) return swipeNodeId(value);
  if ('payload' in value) return deadLetterNodeId(value.id);
  if ('reason' in value) return attemptNodeId(value);
  if ('planned' in value) return simulationNodeId(value.id);
  if ('scheduled' in value) return sessionNodeId(value);
  if ('entry' in value) return lectureNodeId(value.lectureId);
  return 'cohort' in value ? studentNodeId(value.studentId) : gateNodeId(value.gateId);
}
