import { type CampusClock, createCampusClock } from '../../src/core/campus-day.ts';
import { RollcallError } from '../../src/core/errors.ts';
import type { EnrolmentPatch, LecturePatch, StudentPatch } from '../../src/core/roster.ts';
import type { SimulationRecord } from '../../src/core/simulation.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Roster } from '../../src/ports/roster.ts';
import type { RosterImports } from '../../src/ports/roster-imports.ts';
import type { Simulations } from '../../src/ports/simulations.ts';
import type { OutgoingMessage, SwipeLog } from '../../src/ports/swipe-log.ts';
import type { SimulatorDeps } from '../../src/simulation/simulator.ts';
import { type OracleRoster, outcomesOf } from './simulation-oracle.ts';

/** A clock whose timers fire only when driven, in order. */
export interface DrivenClock extends Clock {
  set(now: number): void;
  /** Fires the next timer after everything that can go on without it has. @returns false when there is none */
  step(): Promise<boolean>;
  /** Steps until the promise settles. */
  drive<T>(promise: Promise<T>): Promise<T>;
}

export function createDrivenClock(start: number): DrivenClock {
  let now = start;
  let timers: { readonly at: number; readonly fire: () => void }[] = [];
  const step = async (): Promise<boolean> => {
    for (let turns = 0; turns < 3; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    const next = timers.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) return false;
    timers = timers.filter((timer) => timer !== next);
    now = Math.max(now, next.at);
    next.fire();
    return true;
  };
  return {
    now: () => now,
    set: (to) => {
      now = to;
    },
    setTimer: (delayMs, fire) => {
      const timer = { at: now + delayMs, fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    step,
    drive: async (promise) => {
      let settled = false;
      const settle = () => {
        settled = true;
      };
      promise.then(settle, settle);
      while (!settled) await step();
      return promise;
    },
  };
}

export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

function unused(): never {
  throw new Error('not part of this test');
}

/** Stores that outlive the processes of a test. */
export interface World extends OracleRoster {
  readonly clock: DrivenClock;
  readonly campus: CampusClock;
  readonly students: Set<string>;
  readonly lectures: Map<string, LecturePatch>;
  readonly imported: { readonly students: StudentPatch[]; readonly enrolments: EnrolmentPatch[] };
  readonly records: Map<string, SimulationRecord>;
  /** Everything published, with the clock's time. */
  readonly published: (OutgoingMessage & { readonly at: number })[];
  /** Messages ingest has got round to; the others are not observed yet. */
  ingested: number;
  /** Held leases with their owners. */
  readonly leases: Map<string, number>;
}

export function createWorld(start: string, timeZone = 'Europe/Zurich'): World {
  return {
    clock: createDrivenClock(Date.parse(start)),
    campus: createCampusClock(timeZone),
    students: new Set(),
    lectures: new Map(),
    imported: { students: [], enrolments: [] },
    records: new Map(),
    published: [],
    ingested: Number.POSITIVE_INFINITY,
    leases: new Map(),
  };
}

/** Called before each call of a port, with its name; what it throws the call throws, what it awaits delays it. */
export type Interference = (call: string) => void | Promise<void>;

/** A process's way to the world. `after` is called once a call has taken effect. */
export function openWorld(
  world: World,
  owner: number,
  before: Interference = () => {},
  after: Interference = () => {},
): SimulatorDeps {
  const through = async <T>(call: string, effect: () => T): Promise<T> => {
    await before(call);
    const value = effect();
    await after(call);
    return value;
  };
  const taken = { done: 0, problems: [] };
  const simulations: Simulations = {
    save: (record) => through('save', () => void world.records.set(record.id, record)),
    get: async (ids) => ids.map((id) => world.records.get(id) ?? null),
    list: async ({ limit }) =>
      [...world.records.values()].sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1)).slice(0, limit),
    observed: (id) => through('observed', () => observedOf(world, id)),
    withTag: async (tag) =>
      [...world.records.values()].find((record) => record.tag === tag && record.published > 0) ?? null,
    acquireLease: async (name) => {
      if (world.leases.has(name) && world.leases.get(name) !== owner) return false;
      world.leases.set(name, owner);
      return true;
    },
    releaseLease: async (name) => {
      if (world.leases.get(name) === owner) world.leases.delete(name);
    },
  };
  const swipeLog: SwipeLog = {
    publish: (messages) =>
      through('publish', () => {
        const at = world.clock.now();
        world.published.push(...messages.map((message) => ({ ...message, at })));
      }),
    subscribe: unused,
    backlog: unused,
    processedThrough: unused,
    healthy: async () => true,
  };
  const imports: RosterImports = {
    students: (rows) =>
      through('students', () => {
        if (rows.length > 5_000) throw new RollcallError('LIMIT_EXCEEDED');
        world.imported.students.push(...rows);
        for (const { studentId } of rows) world.students.add(studentId);
        return taken;
      }),
    lectures: (rows) =>
      through('lectures', () => {
        for (const row of rows) world.lectures.set(row.lectureId, row);
        return taken;
      }),
    enrolments: (rows) =>
      through('enrolments', () => {
        if (rows.length > 5_000) throw new RollcallError('LIMIT_EXCEEDED');
        world.imported.enrolments.push(...rows);
        return taken;
      }),
    removeStudents: unused,
    removeLectures: unused,
    sessionChanges: unused,
    removeEnrolments: unused,
  };
  const roster: Roster = {
    known: async (ids) => ids.map((id) => world.students.has(id)),
    timetable: async () => ({
      lectures: new Map(
        [...world.lectures.keys()].map((lectureId) => [
          lectureId,
          { lectureId, title: null, gracePeriodMs: null, timetable: [] },
        ]),
      ),
      changes: new Map(),
    }),
    students: unused,
    listStudents: unused,
    allStudentIds: unused,
    enrolmentsOfLectures: unused,
    enrolmentsOfStudents: unused,
    saveStudents: unused,
    removeStudents: unused,
    saveLectures: unused,
    removeLectures: unused,
    saveSessionChanges: unused,
    saveEnrolments: unused,
    deleteEnrolments: unused,
    enrolments: unused,
    healthy: async () => true,
  };
  return { simulations, swipeLog, imports, roster, clock: world.clock, log: silentLog, campus: world.campus };
}

/** The first copy of each index, in the order of the indexes. */
export function firstCopies(world: World, id: string): readonly OutgoingMessage[] {
  const copies = new Map<number, OutgoingMessage>();
  for (const message of world.published) {
    const { simulation } = message;
    if (simulation?.simulation === id && !copies.has(simulation.index)) copies.set(simulation.index, message);
  }
  return [...copies.entries()].sort(([a], [b]) => a - b).map(([, message]) => message);
}

function observedOf(world: World, id: string) {
  const outcomes = outcomesOf(firstCopies(world, id).slice(0, world.ingested), world);
  const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
  return {
    accepted: count('ACCEPTED'),
    invalid: count('INVALID'),
    duplicates: count('DUPLICATE'),
    malformed: count('MALFORMED'),
  };
}
