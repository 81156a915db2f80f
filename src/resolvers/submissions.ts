import { formatInstant } from '../core/instant.ts';
import type { RowProblem } from '../core/roster.ts';
import type { SwipeAction } from '../core/swipe.ts';
import { readSwipeEvent } from '../core/swipe-event.ts';
import type { OutgoingMessage } from '../ports/swipe-log.ts';
import { overLimit } from './arguments.ts';
import type { RequestContext } from './context.ts';

export const ROWS_MAX = 5_000;

export interface SwipeArguments {
  readonly eventId: string;
  readonly studentId: string;
  readonly lectureId: string;
  readonly gateId: string;
  readonly timestamp: number;
  readonly action: SwipeAction;
  readonly schemaVersion: number;
}
export interface SubmitResult {
  readonly queued: number;
  readonly problems: readonly RowProblem[];
}

/** The event's field names, as the typed input calls them. */
const INPUT_FIELDS: Readonly<Record<string, string>> = {
  event_id: 'eventId',
  student_id: 'studentId',
  lecture_id: 'lectureId',
  gate_id: 'gateId',
};

function eventOf(swipe: SwipeArguments) {
  return {
    event_id: swipe.eventId,
    student_id: swipe.studentId,
    lecture_id: swipe.lectureId,
    gate_id: swipe.gateId,
    timestamp: formatInstant(swipe.timestamp),
    action: swipe.action === 'ENTER' ? 'enter' : 'exit',
    schema_version: swipe.schemaVersion,
  };
}

async function publish(
  ctx: RequestContext,
  argument: string,
  events: readonly unknown[],
  fieldName: (field: string) => string,
): Promise<SubmitResult> {
  if (events.length > ROWS_MAX) throw overLimit(argument, `at most ${ROWS_MAX} a call.`);
  const messages: OutgoingMessage[] = [];
  const problems: RowProblem[] = [];
  for (const [index, event] of events.entries()) {
    const { problem, lectureId } = readSwipeEvent(event);
    if (problem === null && lectureId !== null) {
      messages.push({ key: lectureId, payload: Buffer.from(JSON.stringify(event)) });
    } else if (problem !== null) {
      const field = problem.field === null ? null : fieldName(problem.field);
      problems.push({ index, field, code: problem.code, message: problem.message });
    }
  }
  if (messages.length > 0) await ctx.services.swipeLog.publish(messages);
  return { queued: messages.length, problems };
}

/** Durable once answered. Cost: one write. @throws LIMIT_EXCEEDED; BUSY, LOG_UNAVAILABLE (retriable) */
export function submitSwipes(ctx: RequestContext, swipes: readonly SwipeArguments[]): Promise<SubmitResult> {
  return publish(ctx, 'swipes', swipes.map(eventOf), (field) => INPUT_FIELDS[field] ?? field);
}

/** The same for objects as the topic carries them; what is queued is what was given. @throws as `submitSwipes` */
export function submitSwipeEvents(ctx: RequestContext, events: readonly unknown[]): Promise<SubmitResult> {
  return publish(ctx, 'events', events, (field) => field);
}
