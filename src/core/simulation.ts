import type { CampusDay, EpochMs } from './campus-day.ts';

export type SimulationMode = 'PLAYBACK' | 'LIVE';

/** Input with every default applied; the plan is a pure function of it. Shares are 0..1. */
export interface SimulationInput {
  readonly seed: number;
  readonly mode: SimulationMode;
  readonly students: number;
  readonly lectures: number;
  /** First day. */
  readonly day: CampusDay;
  readonly days: number;
  /** Swipes per second on the wall clock; null: as fast as ingest takes them (PLAYBACK), as they fall (LIVE). */
  readonly rate: number | null;
  readonly limit: number | null;
  readonly lateShare: number;
  readonly absentShare: number;
  readonly invalidShare: number;
  readonly duplicateShare: number;
  readonly outOfOrderShare: number;
  readonly malformedShare: number;
  readonly preload: boolean;
  /** LIVE: the instant the first lectures are planned from; PLAYBACK: null. */
  readonly startsAt: EpochMs | null;
  readonly timeZone: string;
}

export type SimulationState = 'RUNNING' | 'DRAINING' | 'COMPLETED' | 'STOPPED' | 'FAILED';

export interface SimulationCounts {
  readonly accepted: number;
  readonly invalid: number;
  readonly duplicates: number;
  readonly malformed: number;
}
export interface ExpectedSession {
  readonly lectureId: string;
  readonly day: CampusDay;
  readonly swipes: number;
  readonly uniqueStudents: number;
  readonly latecomers: number;
}
/** What the reports must say once it has ended; from the plan alone. */
export interface SimulationTruth extends SimulationCounts {
  readonly latecomers: number;
  /** By day, then lectureId. */
  readonly sessions: readonly ExpectedSession[];
}

/** A simulation as it is stored. */
export interface SimulationRecord {
  readonly id: string;
  /** Short hash of the resolved input; carried by every id of the plan. */
  readonly tag: string;
  readonly input: SimulationInput;
  readonly state: SimulationState;
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs | null;
  /** Messages in the plan. */
  readonly planned: number;
  /** Messages published: the next index to publish. May lag what the log holds by the last batch after a crash. */
  readonly published: number;
  readonly failure: string | null;
}

/** What ingest made of one message of a plan. For one index ACCEPTED outranks INVALID and MALFORMED, which outrank DUPLICATE. */
export type SimulationOutcome = 'ACCEPTED' | 'INVALID' | 'MALFORMED' | 'DUPLICATE';

export interface SimulationOutcomeRow {
  readonly simulation: string;
  readonly index: number;
  readonly outcome: SimulationOutcome;
}
