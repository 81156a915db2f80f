import { expect } from 'vitest';
import { lateCount } from '../../src/core/attendance-sheet.ts';
import { type CampusClock, parseDay, weekdayOf } from '../../src/core/campus-day.ts';
import type { Lecture } from '../../src/core/roster.ts';
import type { SimulationRecord } from '../../src/core/simulation.ts';
import type { SessionKey } from '../../src/core/swipe.ts';
import type { Roster } from '../../src/ports/roster.ts';
import type { SimulationRequest, Simulator } from '../../src/ports/simulator.ts';
import type { SwipeStore } from '../../src/ports/swipe-store.ts';
import type { UniqueCounter } from '../../src/ports/unique-counter.ts';

const STANDARD_ERROR = 0.0081;

/** Where a campus is played, and what its answers come from. */
export interface Stage {
  readonly simulator: Simulator;
  readonly swipeStore: Pick<SwipeStore, 'sessionKeys' | 'attendance'>;
  readonly counter: Pick<UniqueCounter, 'count'>;
  readonly roster: Pick<Roster, 'timetable'>;
}

/** Plays four days with everything that can be wrong in them. Resolves when all of it is processed. */
export async function play(
  { simulator }: Pick<Stage, 'simulator'>,
  seed: number,
  over: SimulationRequest = {},
): Promise<SimulationRecord> {
  const ended = new Promise<SimulationRecord>((resolve) => {
    const leave = simulator.onChange((record) => {
      if (record.finishedAt === null) return;
      leave();
      resolve(record);
    });
  });
  const answer = await simulator.start({
    seed,
    students: 400,
    lectures: 10,
    day: parseDay('2025-03-03') ?? 0,
    days: 4,
    duplicateShare: 0.05,
    outOfOrderShare: 0.2,
    invalidShare: 0.05,
    malformedShare: 0.01,
    ...over,
  });
  if (answer.kind !== 'STARTED') throw new Error(JSON.stringify(answer));
  return ended;
}

/**
 * Expects what was observed to be what the plan says, session by session.
 * @param outsideShare of the sessions whose exact count may lie outside the estimate's bounds: three standard errors are no certainty
 */
export async function expectTruth(
  { simulator, swipeStore, counter, roster }: Stage,
  campus: CampusClock,
  record: SimulationRecord,
  outsideShare: number,
): Promise<void> {
  expect(record.state).toBe('COMPLETED');
  const { sessions, latecomers, ...counts } = simulator.expected(record);
  expect(await simulator.observed(record.id)).toEqual(counts);
  expect(Math.min(...Object.values(counts), latecomers)).toBeGreaterThan(0);

  const { lectures } = await roster.timetable();
  const { day, days } = record.input;
  const stored = await swipeStore.sessionKeys({ from: day, to: day + days });
  const mine = stored.filter(({ lectureId }) => lectureId.includes(record.tag));
  expect(mine).toEqual(sessions.map((one): SessionKey => ({ lectureId: one.lectureId, day: one.day })));
  const sheets = await swipeStore.attendance(mine);
  const seen = sheets.map((sheet) => ({
    ...sheet.session,
    swipes: sheet.swipes,
    uniqueStudents: sheet.studentIds.length,
    latecomers: lateCount(sheet, cutoffOf(campus, lectures.get(sheet.session.lectureId), sheet.session.day)),
  }));
  expect(seen).toEqual(sessions);
  const estimates = await counter.count(mine);
  const outside = sessions.filter(({ uniqueStudents }, index) => {
    const estimate = estimates[index] ?? 0;
    const low = Math.floor(estimate * (1 - 3 * STANDARD_ERROR));
    const high = Math.ceil(estimate * (1 + 3 * STANDARD_ERROR));
    return uniqueStudents < low || uniqueStudents > high;
  });
  expect(outside.length).toBeLessThanOrEqual(Math.ceil(sessions.length * outsideShare));
}

function cutoffOf(campus: CampusClock, lecture: Lecture | undefined, day: number): number {
  const slot = lecture?.timetable.find(({ weekday }) => weekday === weekdayOf(day));
  if (lecture === undefined || slot === undefined) throw new Error('a session off the timetable');
  return campus.instantOf(day, slot.startSecond) + (lecture.gracePeriodMs ?? Number.NaN);
}
