import DataLoader from 'dataloader';
import type { SplitEnrolled } from '../analytics/session-figures.ts';
import type { CampusDay } from '../core/campus-day.ts';
import type { Enrolment, Student, Timetable } from '../core/roster.ts';
import type { SimulationCounts, SimulationRecord } from '../core/simulation.ts';
import type { DeadLetter, InvalidAttempt, InvalidAttemptKey, SessionKey, Swipe, SwipeKey } from '../core/swipe.ts';
import type { GateDay, GateTotals } from '../ports/swipe-store.ts';
import type { Services } from './services.ts';
import { createFigureLoaders, createSwipedDaysLoader, type LectureDays } from './session-loaders.ts';

type Loader<K, V> = DataLoader<K, V, string>;
type FigureLoaders = ReturnType<typeof createFigureLoaders>;

function byId<V>(load: (ids: readonly string[]) => Promise<readonly V[]>): Loader<string, V> {
  return new DataLoader<string, V, string>(load);
}

function byKey<K, V>(key: (value: K) => string, load: (keys: readonly K[]) => Promise<readonly V[]>): Loader<K, V> {
  return new DataLoader<K, V, string>(load, { cacheKeyFn: key });
}

const gateDayText = ({ day, gateId }: GateDay): string => `${day} ${gateId}`;
const swipeKeyText = (key: SwipeKey): string => `${key.lectureId} ${key.ts} ${key.studentId} ${key.eventId}`;
const attemptKeyText = ({ receivedAt, id }: InvalidAttemptKey): string => `${receivedAt} ${id}`;

/**
 * Everything read by key, batched: what neighbours of one tick ask for is one port call, and asking again is none.
 * They remember for as long as they live, so each request, and each frame of a subscription, has its own; each is made when
 * it is first asked for, since most requests and nearly all frames need none or one. Cost: no I/O until something is loaded.
 */
export class Loaders {
  readonly #services: Services;
  #timetable: Promise<Timetable> | null = null;
  #splits: Map<SessionKey, Promise<SplitEnrolled>> | null = null;
  #figures: FigureLoaders | null = null;
  #swipedDays: Loader<LectureDays, readonly CampusDay[]> | null = null;
  #enrolmentsOfLecture: Loader<string, readonly Enrolment[]> | null = null;
  #enrolmentsOfStudent: Loader<string, readonly Enrolment[]> | null = null;
  #students: Loader<string, Student | null> | null = null;
  #lecturesSeen: Loader<string, boolean> | null = null;
  #gatesSeen: Loader<string, boolean> | null = null;
  #gateTotals: Loader<GateDay, GateTotals | null> | null = null;
  #swipes: Loader<SwipeKey, Swipe | null> | null = null;
  #attempts: Loader<InvalidAttemptKey, InvalidAttempt | null> | null = null;
  #deadLetters: Loader<string, DeadLetter | null> | null = null;
  #simulations: Loader<string, SimulationRecord | null> | null = null;
  #observed: Loader<string, SimulationCounts> | null = null;

  constructor(services: Services) {
    this.#services = services;
  }

  timetable(): Promise<Timetable> {
    this.#timetable ??= this.#services.roster.timetable();
    return this.#timetable;
  }
  /** Made once for each view of a session. */
  split(session: SessionKey, make: () => Promise<SplitEnrolled>): Promise<SplitEnrolled> {
    this.#splits ??= new Map();
    const known = this.#splits.get(session);
    if (known !== undefined) return known;
    const made = make();
    this.#splits.set(session, made);
    return made;
  }
  get sheets(): FigureLoaders['sheets'] {
    return this.#ofFigures().sheets;
  }
  get totals(): FigureLoaders['totals'] {
    return this.#ofFigures().totals;
  }
  get uniques(): FigureLoaders['uniques'] {
    return this.#ofFigures().uniques;
  }
  get swipedDays(): Loader<LectureDays, readonly CampusDay[]> {
    this.#swipedDays ??= createSwipedDaysLoader(this.#services);
    return this.#swipedDays;
  }
  get enrolmentsOfLecture(): Loader<string, readonly Enrolment[]> {
    this.#enrolmentsOfLecture ??= byId((ids) => this.#services.roster.enrolmentsOfLectures(ids));
    return this.#enrolmentsOfLecture;
  }
  get enrolmentsOfStudent(): Loader<string, readonly Enrolment[]> {
    this.#enrolmentsOfStudent ??= byId((ids) => this.#services.roster.enrolmentsOfStudents(ids));
    return this.#enrolmentsOfStudent;
  }
  /** null when not on the roster. */
  get students(): Loader<string, Student | null> {
    this.#students ??= byId((ids) => this.#services.roster.students(ids));
    return this.#students;
  }
  get lecturesSeen(): Loader<string, boolean> {
    this.#lecturesSeen ??= byId((ids) => this.#services.swipeStore.areLecturesSeen(ids));
    return this.#lecturesSeen;
  }
  get gatesSeen(): Loader<string, boolean> {
    this.#gatesSeen ??= byId((ids) => this.#services.swipeStore.areGatesSeen(ids));
    return this.#gatesSeen;
  }
  get gateTotals(): Loader<GateDay, GateTotals | null> {
    this.#gateTotals ??= byKey(gateDayText, (keys) => this.#services.swipeStore.gateTotals(keys));
    return this.#gateTotals;
  }
  get swipes(): Loader<SwipeKey, Swipe | null> {
    this.#swipes ??= byKey(swipeKeyText, (keys) => this.#services.swipeStore.swipes(keys));
    return this.#swipes;
  }
  get attempts(): Loader<InvalidAttemptKey, InvalidAttempt | null> {
    this.#attempts ??= byKey(attemptKeyText, (keys) => this.#services.swipeStore.invalidAttemptsByKey(keys));
    return this.#attempts;
  }
  get deadLetters(): Loader<string, DeadLetter | null> {
    this.#deadLetters ??= byId((ids) => this.#services.deadLetters.get(ids));
    return this.#deadLetters;
  }
  get simulations(): Loader<string, SimulationRecord | null> {
    this.#simulations ??= byId((ids) => this.#services.simulator.get(ids));
    return this.#simulations;
  }
  get observed(): Loader<string, SimulationCounts> {
    this.#observed ??= byId((ids) => Promise.all(ids.map((id) => this.#services.simulator.observed(id))));
    return this.#observed;
  }

  #ofFigures(): FigureLoaders {
    this.#figures ??= createFigureLoaders(this.#services);
    return this.#figures;
  }
}
