import { type CampusDay, createCampusClock, type EpochMs, weekdayOf } from '../core/campus-day.ts';
import type { SimulationInput } from '../core/simulation.ts';
import { liveScale } from './live-start.ts';
import { type PlannedLecture, planLectures } from './planned-lectures.ts';
import { type PlannedStudents, planStudents } from './planned-students.ts';
import { planTag, streamSeed } from './tag.ts';
import { type Tempo, tempoOf } from './tempo.ts';

/** A campus, its people and its weeks: a pure function of the input. Messages are laid out of it a day at a time. */
export interface CampusPlan {
  readonly input: SimulationInput;
  readonly tag: string;
  readonly seed: readonly [number, number];
  readonly tempo: Tempo;
  readonly gates: readonly string[];
  readonly lectures: readonly PlannedLecture[];
  readonly students: PlannedStudents;
  studentId(index: number): string;
  /** A card that is on nobody's roster. */
  strangerId(index: number): string;
  /** How many such cards there are. */
  readonly strangers: number;
  /** Sessions of the plan's nth day, in the order of the lectures. */
  sessionsOn(dayIndex: number): readonly PlannedSession[];
  /** First instant of the plan's nth day. */
  dayStart(dayIndex: number): EpochMs;
}

export interface PlannedSession {
  readonly lecture: number;
  readonly day: CampusDay;
  readonly startsAt: EpochMs;
  readonly durationMs: number;
  readonly graceMs: number;
}

/** Cost: CPU and memory in proportion to students + lectures. */
export function createCampusPlan(input: SimulationInput): CampusPlan {
  const campus = createCampusClock(input.timeZone);
  const tag = planTag(input);
  const seed = streamSeed(input);
  const scale = input.startsAt === null ? 1 : liveScale(input.startsAt, campus);
  const gateCount = Math.min(8, 2 + Math.floor(input.lectures / 3));
  const lectureDigits = Math.max(2, String(input.lectures).length);
  const studentDigits = Math.max(4, String(input.students).length);
  const numbered = (kind: string, digits: number) => (index: number) =>
    `${kind}-${tag}-${String(index + 1).padStart(digits, '0')}`;
  const lectures = planLectures(input, seed, campus, numbered('L', lectureDigits), gateCount);
  return {
    input,
    tag,
    seed,
    tempo: tempoOf(input.mode, scale),
    gates: Array.from({ length: gateCount }, (_, index) => numbered('GATE', 1)(index)),
    lectures,
    students: planStudents(input, seed),
    studentId: numbered('S', studentDigits),
    strangerId: numbered('X', studentDigits),
    strangers: Math.max(1, Math.floor(input.students / 20)),
    dayStart: (dayIndex) => campus.startOf(input.day + dayIndex),
    sessionsOn: (dayIndex) => {
      const day = input.day + dayIndex;
      const sessions: PlannedSession[] = [];
      for (const [lecture, { timetable, gracePeriodMs }] of lectures.entries()) {
        const slot = timetable.find(({ weekday }) => weekday === weekdayOf(day));
        if (slot === undefined) continue;
        const startsAt = campus.instantOf(day, slot.startSecond);
        // A zone that skipped a whole calendar day has no session on it.
        if (campus.dayOf(startsAt) !== day) continue;
        sessions.push({ lecture, day, startsAt, durationMs: slot.durationMs, graceMs: gracePeriodMs });
      }
      return sessions;
    },
  };
}
