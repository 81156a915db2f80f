import type { EpochMs } from './campus-day.ts';

/** A way that people walk from one gate to another; its length gives movements between the two their speed. */
export interface Segment {
  readonly segmentId: string;
  readonly fromGateId: string;
  readonly toGateId: string;
  /** Above 0. */
  readonly lengthMetres: number;
}

/** The weather on the campus at one instant; another of the same instant replaces it. */
export interface WeatherObservation {
  readonly at: EpochMs;
  /** Millimetres an hour, ≥ 0. */
  readonly precipitation: number;
  /** Metres a second, ≥ 0. */
  readonly wind: number;
  /** Degrees Celsius; null where it was not measured. */
  readonly temperature: number | null;
}

/** Something that hinders people; it is open in [startedAt, endedAt). Another of the same id replaces it. */
export interface Incident {
  readonly incidentId: string;
  /** Where; null and `lectureId` null: the whole campus. */
  readonly gateId: string | null;
  readonly lectureId: string | null;
  /** 1 (minor) to 5. */
  readonly severity: number;
  /** ≥ 0 */
  readonly blockedLanes: number;
  readonly startedAt: EpochMs;
  /** null while it goes on. */
  readonly endedAt: EpochMs | null;
}

/** What to record of an instant's weather; an absent temperature keeps what is stored. */
export type WeatherPatch = Omit<WeatherObservation, 'temperature'> & {
  readonly temperature?: number | null | undefined;
};

/** What to record of an incident; absent fields keep what is stored. */
export type IncidentPatch = Omit<Incident, 'gateId' | 'lectureId' | 'endedAt'> & {
  readonly gateId?: string | null | undefined;
  readonly lectureId?: string | null | undefined;
  readonly endedAt?: EpochMs | null | undefined;
};
