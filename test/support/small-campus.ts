import { parseDay } from '../../src/core/campus-day.ts';
import { parseInstant } from '../../src/core/instant.ts';
import type { InvalidAttempt, Swipe, SwipeAction } from '../../src/core/swipe.ts';
import type { ApiWorld } from './api-world.ts';

/** The instant or day of a text that is surely one. */
export const at = (text: string): number => parseInstant(text) ?? Number.NaN;
export const day = (text: string): number => parseDay(text) ?? Number.NaN;

const numbered = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
let events = 0;

/** An accepted swipe with an event id of its own, received a second after it was made. */
export function swipeAt(
  time: string,
  studentId: string,
  lectureId = 'CS101',
  action: SwipeAction = 'ENTER',
  gateId = 'G1',
): Swipe {
  events += 1;
  const ts = at(time);
  return {
    eventId: numbered(events),
    studentId,
    lectureId,
    gateId,
    ts,
    action,
    day: Math.floor(ts / 86_400_000),
    receivedAt: ts + 1_000,
    logPosition: String(events),
  };
}

export function attemptAt(time: string, over: Partial<InvalidAttempt> = {}): InvalidAttempt {
  events += 1;
  return {
    id: numbered(events),
    eventId: numbered(events),
    studentId: 'NOBODY',
    lectureId: 'CS101',
    gateId: 'G1',
    ts: at(time),
    action: 'ENTER',
    receivedAt: at(time),
    reason: 'UNKNOWN_STUDENT',
    ...over,
  };
}

/**
 * Two lectures on Wednesdays, four students of whom S4 is enrolled nowhere, a Wednesday at noon. CS101 began at 11:00:
 * S1 came early, S4 exactly with the grace, S2 late, and left; S3 did not come. X9 is on no timetable.
 */
export async function fillSmallCampus({ services, accept }: ApiWorld): Promise<void> {
  await services.imports.students([
    { studentId: 'S1', displayName: 'Ada Lovelace', cohort: 'A' },
    { studentId: 'S2', displayName: 'Alan Turing', cohort: 'A' },
    { studentId: 'S3', displayName: 'Grace Hopper', cohort: 'B' },
    { studentId: 'S4' },
  ]);
  const slot = { weekday: 2, durationMs: 7_200_000, from: day('2026-03-02'), until: null };
  await services.imports.lectures([
    { lectureId: 'CS101', title: 'Computer Science', timetable: [{ ...slot, startSecond: 39_600 }] },
    { lectureId: 'MA201', title: 'Linear Maths', gracePeriodMs: 0, timetable: [{ ...slot, startSecond: 50_400 }] },
  ]);
  await services.imports.enrolments([
    { lectureId: 'CS101', studentId: 'S1', from: null },
    { lectureId: 'CS101', studentId: 'S2', from: null },
    { lectureId: 'CS101', studentId: 'S3', from: null },
    { lectureId: 'MA201', studentId: 'S1', from: null },
  ]);
  await accept([
    swipeAt('2026-03-11T11:00:00Z', 'S1'),
    swipeAt('2026-03-11T11:30:00Z', 'S3', 'CS101', 'EXIT'),
    swipeAt('2026-03-18T09:00:00Z', 'S1', 'X9', 'ENTER', 'G2'),
    swipeAt('2026-03-18T10:58:00Z', 'S1'),
    swipeAt('2026-03-18T11:10:00Z', 'S4'),
    swipeAt('2026-03-18T11:15:00Z', 'S2'),
    swipeAt('2026-03-18T11:40:00Z', 'S2', 'CS101', 'EXIT'),
  ]);
}
