import { formatDay } from '../core/campus-day.ts';
import type { ExpectedSession, SimulationTruth } from '../core/simulation.ts';
import type { CampusPlan } from './campus-plan.ts';
import { type DayMessages, layOutDay, publishOrder } from './day-messages.ts';
import { createMessageColumns, KIND } from './message-columns.ts';

/** What the reports must say of the first messages of a plan, and how many there are. */
export interface PlanSurvey {
  /** Messages looked at: the plan's, or `limit` where that is less. */
  readonly messages: number;
  readonly truth: SimulationTruth;
}

/** Lays the plan out a day at a time, yielding after each how many messages were looked at. Cost: CPU; a day in memory. */
export function* surveyPlan(plan: CampusPlan, limit: number): Generator<number, PlanSurvey> {
  const counts = { accepted: 0, invalid: 0, duplicates: 0, malformed: 0 };
  const sessions: ExpectedSession[] = [];
  const columns = createMessageColumns();
  let messages = 0;
  for (let dayIndex = 0; dayIndex < plan.input.days && messages < limit; dayIndex += 1) {
    const day = layOutDay(plan, dayIndex, columns);
    const taken = Math.min(columns.length, limit - messages);
    // Of a whole day the order does not matter.
    const order = taken < columns.length ? publishOrder(day) : null;
    tallyDay(plan, day, order, taken, counts, sessions);
    messages += taken;
    yield messages;
  }
  const latecomers = sessions.reduce((sum, session) => sum + session.latecomers, 0);
  return { messages, truth: { ...counts, latecomers, sessions } };
}

/** The survey in one go. */
export function surveyAtOnce(plan: CampusPlan, limit: number): PlanSurvey {
  const survey = surveyPlan(plan, limit);
  for (;;) {
    const step = survey.next();
    if (step.done === true) return step.value;
  }
}

function tallyDay(
  plan: CampusPlan,
  day: DayMessages,
  order: Uint32Array | null,
  taken: number,
  counts: { accepted: number; invalid: number; duplicates: number; malformed: number },
  sessions: ExpectedSession[],
): void {
  const { columns } = day;
  const swipes = new Uint32Array(day.sessions.length);
  const sessionOf = new Uint16Array(day.attendees);
  const seen = new Uint8Array(day.attendees);
  const firstEnter = new Float64Array(day.attendees).fill(Number.POSITIVE_INFINITY);
  for (let nth = 0; nth < taken; nth += 1) {
    const row = order === null ? nth : (order[nth] ?? 0);
    const kind = columns.kind[row];
    if (kind === KIND.stranger) counts.invalid += 1;
    else if (kind === KIND.malformed) counts.malformed += 1;
    else if (kind === KIND.duplicate) counts.duplicates += 1;
    else {
      counts.accepted += 1;
      const session = columns.session[row] ?? 0;
      const attendee = columns.attendee[row] ?? 0;
      swipes[session] = (swipes[session] ?? 0) + 1;
      sessionOf[attendee] = session;
      seen[attendee] = 1;
      const ts = day.start + (columns.ts[row] ?? 0);
      if (columns.enter[row] === 1 && ts < (firstEnter[attendee] ?? 0)) firstEnter[attendee] = ts;
    }
  }
  const uniques = new Uint32Array(day.sessions.length);
  const late = new Uint32Array(day.sessions.length);
  for (let attendee = 0; attendee < day.attendees; attendee += 1) {
    if (seen[attendee] === 0) continue;
    const index = sessionOf[attendee] ?? 0;
    const session = day.sessions[index];
    const first = firstEnter[attendee] ?? Number.POSITIVE_INFINITY;
    uniques[index] = (uniques[index] ?? 0) + 1;
    if (session !== undefined && Number.isFinite(first) && first > session.startsAt + session.graceMs) {
      late[index] = (late[index] ?? 0) + 1;
    }
  }
  for (const [index, session] of day.sessions.entries()) {
    if (swipes[index] === 0) continue;
    sessions.push({
      lectureId: plan.lectures[session.lecture]?.lectureId ?? formatDay(session.day),
      day: session.day,
      swipes: swipes[index] ?? 0,
      uniqueStudents: uniques[index] ?? 0,
      latecomers: late[index] ?? 0,
    });
  }
}
