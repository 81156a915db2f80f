import type { EpochMs } from './campus-day.ts';

/** Ingest's counters since start and its state now. */
export interface IngestStatus {
  readonly accepted: number;
  readonly invalid: number;
  readonly duplicates: number;
  readonly deadLettered: number;
  /** Times a batch was tried again because a backend failed. */
  readonly retried: number;
  /** True while a backend's failure holds consumption up. */
  readonly paused: boolean;
}

/** Which adapter serves a port, and whether it answers. */
export interface PortStatus {
  readonly port: string;
  readonly adapter: string;
  readonly healthy: boolean;
}

export interface LiveStatus {
  readonly subscribers: number;
  readonly groups: number;
  readonly delivered: number;
  readonly dropped: number;
}

/** Ingest's sign of life, as the feeds carry it. */
export interface Beat {
  /** Everything published before this instant has been processed. Never goes back. */
  readonly processedThrough: EpochMs;
  readonly paused: boolean;
  /** When it was written. */
  readonly at: EpochMs;
}
