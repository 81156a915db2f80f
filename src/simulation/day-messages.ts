import type { EpochMs } from '../core/campus-day.ts';
import type { CampusPlan, PlannedSession } from './campus-plan.ts';
import { createMessageColumns, type MessageColumns } from './message-columns.ts';
import { createDayLayout, layOutSession } from './session-messages.ts';

/** One day of a plan: its sessions and all their messages. */
export interface DayMessages {
  readonly dayIndex: number;
  /** First instant of the day: what `ts` and `due` count from. */
  readonly start: EpochMs;
  readonly sessions: readonly PlannedSession[];
  readonly columns: MessageColumns;
  /** Distinct (session, student) pairs. */
  readonly attendees: number;
}

const ROW_FACTOR = 2 ** 25;

/**
 * Cost: CPU and memory in proportion to the day's messages.
 * @param reuse columns of a day that is no longer needed
 */
export function layOutDay(plan: CampusPlan, dayIndex: number, reuse?: MessageColumns): DayMessages {
  const columns = reuse ?? createMessageColumns();
  columns.length = 0;
  const start = plan.dayStart(dayIndex);
  const sessions = plan.sessionsOn(dayIndex);
  const layout = createDayLayout(plan, dayIndex, columns);
  for (const [index, session] of sessions.entries()) layOutSession(layout, index, session, session.startsAt - start);
  return { dayIndex, start, sessions, columns, attendees: layout.nextAttendee };
}

/** The rows of a day in the order they are published: by due time, then as laid out. At most 33 M a day. */
export function publishOrder({ columns }: DayMessages): Uint32Array {
  const keys = new Float64Array(columns.length);
  for (let row = 0; row < keys.length; row += 1) keys[row] = (columns.due[row] ?? 0) * ROW_FACTOR + row;
  keys.sort();
  const order = new Uint32Array(keys.length);
  for (let index = 0; index < order.length; index += 1) order[index] = (keys[index] ?? 0) % ROW_FACTOR;
  return order;
}
