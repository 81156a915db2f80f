import { formatDay, parseDay } from '../core/campus-day.ts';
import { isIdentifier } from '../core/identifier.ts';
import type { InvalidAttemptKey, SessionKey, SwipeKey } from '../core/swipe.ts';
import { isUuid } from '../core/uuid.ts';
import type { DeadLetterKey } from '../ports/dead-letters.ts';
import { invalidArgument } from './arguments.ts';
import { decodeParts, encodeParts, isInstantPart } from './opaque.ts';

/** The primary key each Node type is found again by; an id encodes type and key, on every gateway and for ever. */
export type NodeKey =
  | { readonly type: 'Lecture'; readonly lectureId: string }
  | ({ readonly type: 'LectureSession' } & SessionKey)
  | { readonly type: 'Student'; readonly studentId: string }
  | { readonly type: 'Gate'; readonly gateId: string }
  | ({ readonly type: 'Swipe' } & SwipeKey)
  | ({ readonly type: 'InvalidAttempt' } & InvalidAttemptKey)
  | { readonly type: 'Simulation'; readonly simulation: string }
  | { readonly type: 'DeadLetter'; readonly id: DeadLetterKey['id'] };

export const lectureNodeId = (lectureId: string) => encodeParts(['Lecture', lectureId]);
export const studentNodeId = (studentId: string) => encodeParts(['Student', studentId]);
export const gateNodeId = (gateId: string) => encodeParts(['Gate', gateId]);
export const simulationNodeId = (id: string) => encodeParts(['Simulation', id]);
export const deadLetterNodeId = (id: string) => encodeParts(['DeadLetter', id]);
export const sessionNodeId = (key: SessionKey) => encodeParts(['LectureSession', key.lectureId, formatDay(key.day)]);
export const swipeNodeId = (key: SwipeKey) =>
  encodeParts(['Swipe', key.lectureId, formatDay(key.day), key.ts, key.studentId, key.eventId]);
export const attemptNodeId = (key: InvalidAttemptKey) => encodeParts(['InvalidAttempt', key.receivedAt, key.id]);

/** The key an id stands for; null when it is not one of ours. */
export function parseNodeId(id: string): NodeKey | null {
  const parts = decodeParts(id);
  if (parts === null) return null;
  const [type, a, b, c, d, e] = parts;
  if (typeof type !== 'string') return null;
  if (parts.length === 2 && typeof a === 'string') {
    if (type === 'Lecture' && isIdentifier(a)) return { type, lectureId: a };
    if (type === 'Student' && isIdentifier(a)) return { type, studentId: a };
    if (type === 'Gate' && isIdentifier(a)) return { type, gateId: a };
    if (type === 'Simulation') return { type, simulation: a };
    if (type === 'DeadLetter' && isUuid(a)) return { type, id: a };
  }
  if (type === 'InvalidAttempt' && parts.length === 3 && isInstantPart(a) && isUuid(String(b))) {
    return { type, receivedAt: a, id: String(b) };
  }
  if (typeof a !== 'string' || !isIdentifier(a) || typeof b !== 'string') return null;
  const day = parseDay(b);
  if (day === null) return null;
  if (type === 'LectureSession' && parts.length === 3) return { type, lectureId: a, day };
  if (type === 'Swipe' && parts.length === 6 && isInstantPart(c)) {
    if (typeof d === 'string' && isIdentifier(d) && typeof e === 'string' && isUuid(e)) {
      return { type, lectureId: a, day, ts: c, studentId: d, eventId: e };
    }
  }
  return null;
}

/** @throws ARGUMENT_INVALID naming the argument */
export function readNodeId(argument: string, id: string): NodeKey {
  const key = parseNodeId(id);
  if (key === null) throw invalidArgument(argument, 'not an id that Rollcall has made.');
  return key;
}
