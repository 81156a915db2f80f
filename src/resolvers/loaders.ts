import DataLoader from 'dataloader';
import type { AttendanceSheet } from '../core/attendance-sheet.ts';
import type { CampusDay } from '../core/campus-day.ts';
import type { Enrolment, Student, Timetable } from '../core/roster.ts';
import type { SimulationCounts, SimulationRecord } from '../core/simulation.ts';
import type { DeadLetter, InvalidAttempt, InvalidAttemptKey, SessionKey, Swipe, SwipeKey } from '../core/swipe.ts';
import type { GateDay, GateTotals, SessionTotals } from '../ports/swipe-store.ts';
import type { Services } from './services.ts';
import { createFigureLoaders, createSwipedDaysLoader, type LectureDays } from './session-loaders.ts';

type Loader<K, V> = DataLoader<K, V, string>;

/**
 * Everything read by key, batched: what neighbours of one tick ask for is one port call, and asking again is none.
 * They remember for as long as they live, so each request, and each frame of a subscription, has its own.
 */
export interface Loaders {
  timetable(): Promise<Timetable>;
  readonly sheets: Loader<SessionKey, AttendanceSheet>;
  readonly totals: Loader<SessionKey, SessionTotals>;
  readonly uniques: Loader<SessionKey, number>;
  readonly swipedDays: Loader<LectureDays, readonly CampusDay[]>;
  readonly enrolmentsOfLecture: Loader<string, readonly Enrolment[]>;
  readonly enrolmentsOfStudent: Loader<string, readonly Enrolment[]>;
  /** null when not on the roster. */
  readonly students: Loader<string, Student | null>;
  readonly lecturesSeen: Loader<string, boolean>;
  readonly gatesSeen: Loader<string, boolean>;
  readonly gateTotals: Loader<GateDay, GateTotals | null>;
  readonly swipes: Loader<SwipeKey, Swipe | null>;
  readonly attempts: Loader<InvalidAttemptKey, InvalidAttempt | null>;
  readonly deadLetters: Loader<string, DeadLetter | null>;
  readonly simulations: Loader<string, SimulationRecord | null>;
  readonly observed: Loader<string, SimulationCounts>;
}

function byId<V>(load: (ids: readonly string[]) => Promise<readonly V[]>): Loader<string, V> {
  return new DataLoader<string, V, string>(load);
}

function byKey<K, V>(key: (value: K) => string, load: (keys: readonly K[]) => Promise<readonly V[]>): Loader<K, V> {
  return new DataLoader<K, V, string>(load, { cacheKeyFn: key });
}

/** Cost: no I/O until something is asked for. */
export function createLoaders(services: Services): Loaders {
  const { roster, swipeStore, deadLetters, simulator } = services;
  let timetable: Promise<Timetable> | null = null;
  return {
    timetable: () => {
      timetable ??= roster.timetable();
      return timetable;
    },
    ...createFigureLoaders(services),
    swipedDays: createSwipedDaysLoader(services),
    enrolmentsOfLecture: byId((ids) => roster.enrolmentsOfLectures(ids)),
    enrolmentsOfStudent: byId((ids) => roster.enrolmentsOfStudents(ids)),
    students: byId((ids) => roster.students(ids)),
    lecturesSeen: byId((ids) => swipeStore.areLecturesSeen(ids)),
    gatesSeen: byId((ids) => swipeStore.areGatesSeen(ids)),
    gateTotals: byKey(
      (key) => `${key.day} ${key.gateId}`,
      (keys) => swipeStore.gateTotals(keys),
    ),
    swipes: byKey(
      (key) => `${key.lectureId} ${key.ts} ${key.studentId} ${key.eventId}`,
      (keys) => swipeStore.swipes(keys),
    ),
    attempts: byKey(
      (key) => `${key.receivedAt} ${key.id}`,
      (keys) => swipeStore.invalidAttemptsByKey(keys),
    ),
    deadLetters: byId((ids) => deadLetters.get(ids)),
    simulations: byId((ids) => simulator.get(ids)),
    observed: byId((ids) => Promise.all(ids.map((id) => simulator.observed(id)))),
  };
}
