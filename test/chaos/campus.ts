import { createCampusClock, parseDay } from '../../src/core/campus-day.ts';
import { createCampusPlan } from '../../src/simulation/campus-plan.ts';
import { resolveInput } from '../../src/simulation/input.ts';
import { createMessageSource } from '../../src/simulation/message-source.ts';
import { plannedStudent } from '../../src/simulation/plan-roster.ts';
import { outcomesOf, readSwipe } from '../support/simulation-oracle.ts';

const DAY = '2025-03-03';
const SHAPE = {
  students: 300,
  lectures: 12,
  days: 5,
  duplicateShare: 0.05,
  outOfOrderShare: 0.2,
  invalidShare: 0.05,
  malformedShare: 0.01,
};

/** A PLAYBACK of which everything is known beforehand. */
export interface Campus {
  /** As StartSimulationInput takes it. */
  readonly input: Readonly<Record<string, string | number>>;
  /** Event ids of what will be accepted, by lecture, in the order they are published in. */
  readonly accepted: ReadonlyMap<string, readonly string[]>;
  readonly acceptedCount: number;
}

/** @param ratePerSecond messages a second @param limit messages */
export function createCampus(seed: number, ratePerSecond: number, limit: number): Campus {
  const clock = createCampusClock('UTC');
  const request = { ...SHAPE, seed, rate: ratePerSecond, limit };
  const resolved = resolveInput({ ...request, day: parseDay(DAY) ?? 0 }, Date.now(), clock, () => seed);
  if ('problem' in resolved) throw new Error(resolved.problem.message);
  const plan = createCampusPlan(resolved.input);
  const messages = createMessageSource(plan, 'chaos', 0, limit).take(limit, Number.POSITIVE_INFINITY);
  const students = new Set(Array.from({ length: SHAPE.students }, (_, index) => plannedStudent(plan, index).studentId));
  const outcomes = outcomesOf(messages, { students, lectures: new Map() });
  const accepted = new Map<string, string[]>();
  for (const [index, { payload }] of messages.entries()) {
    const swipe = outcomes[index] === 'ACCEPTED' ? readSwipe(payload) : null;
    if (swipe === null) continue;
    const ofLecture = accepted.get(swipe.lectureId) ?? [];
    ofLecture.push(swipe.eventId);
    accepted.set(swipe.lectureId, ofLecture);
  }
  const acceptedCount = [...accepted.values()].reduce((sum, { length }) => sum + length, 0);
  return { input: { ...request, day: DAY }, accepted, acceptedCount };
}
