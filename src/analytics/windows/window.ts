import type { Incident, Segment, WeatherObservation } from '../../core/campus-context.ts';
import type { EpochMs } from '../../core/campus-day.ts';

/** What a window needs of a swipe. */
export interface FlowRow {
  readonly eventId: string;
  readonly studentId: string;
  readonly gateId: string;
  readonly ts: EpochMs;
  readonly receivedAt: EpochMs;
  readonly isEnter: boolean;
}

/** Over the whole minutes of a window, or over its movements. */
export interface WindowStatistic {
  readonly mean: number;
  readonly median: number;
  readonly max: number;
}

export interface WeatherFeatures {
  readonly precipitationMean: number;
  readonly windMean: number;
  readonly temperatureMean: number | null;
  readonly occupancyXPrecipitation: number;
  readonly occupancyXWind: number;
  readonly flowXPrecipitation: number;
}

export interface IncidentFeatures {
  /** Incidents open at some instant of the window. */
  readonly open: number;
  readonly maxSeverity: number;
  readonly blockedLanes: number;
  /** From the latest start to the window's end. */
  readonly minutesSinceLatest: number;
}

/** One event-time window [from, to) of a scope. */
export interface FlowWindow {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly enters: number;
  readonly exits: number;
  /** Swipes a minute. */
  readonly flow: WindowStatistic;
  /** People inside at each minute's end, never below 0. */
  readonly occupancy: WindowStatistic;
  /** Metres a second, over the movements that end in the window; null when there were none. */
  readonly speed: WindowStatistic | null;
  /** flow.mean of up to 12 windows before, latest first. */
  readonly flowLags: readonly number[];
  readonly flowDelta: number | null;
  readonly flowAcceleration: number | null;
  readonly weather: WeatherFeatures | null;
  readonly incidents: IncidentFeatures | null;
  readonly isFinal: boolean;
  readonly revision: number;
}

/** What surrounds a scope: all segments, the weather from an hour before its day on, the incidents that concern it. */
export interface FlowContext {
  readonly segments: readonly Segment[];
  /** Ascending by `at`. */
  readonly weather: readonly WeatherObservation[];
  readonly incidents: readonly Incident[];
}

export interface WindowShape {
  /** Of the scope's day, which has 23 to 25 hours. */
  readonly dayStart: EpochMs;
  readonly dayEnd: EpochMs;
  /** Whole minutes; a multiple of the slide. */
  readonly sizeMs: number;
  /** Whole minutes. */
  readonly slideMs: number;
  /** How late a swipe may come and still be in time. */
  readonly allowedLatenessMs: number;
}

/** How far the world has come. */
export interface FlowProgress {
  /** Ingest has processed what was published before; null: unknown. */
  readonly processedThrough: EpochMs | null;
  /** Windows are listed up to the last that has begun by then. */
  readonly now: EpochMs;
}

export const NO_CONTEXT: FlowContext = { segments: [], weather: [], incidents: [] };
export const LAGS_MAX = 12;
export const MINUTE_MS = 60_000;
