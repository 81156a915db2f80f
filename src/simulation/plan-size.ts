import type { CampusPlan } from './campus-plan.ts';

/** More messages than this are not one simulation: the plan is laid out in whole before it starts. */
export const PLAN_MESSAGES_MAX = 20_000_000;
const SWIPES_A_VISIT = 2.4;

/** About how many messages a plan has. Cost: a look at each lecture. */
export function estimateMessages({ input, lectures, students }: CampusPlan): number {
  const visits = lectures.reduce((sum, { timetable }, lecture) => {
    const sessions = Math.min(input.days, Math.ceil((input.days * timetable.length) / 7));
    return sum + students.enrolled(lecture).length * sessions;
  }, 0);
  const kept = 1 - input.invalidShare - input.duplicateShare - input.malformedShare;
  return Math.round((visits * (1 - input.absentShare) * SWIPES_A_VISIT) / kept);
}
