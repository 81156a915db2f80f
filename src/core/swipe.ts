import type { CampusDay, EpochMs } from './campus-day.ts';

export type SwipeAction = 'ENTER' | 'EXIT';

/** An accepted swipe: the canonical row. */
export interface Swipe {
  /** UUID, lower case. */
  readonly eventId: string;
  readonly studentId: string;
  readonly lectureId: string;
  readonly gateId: string;
  /** When the badge was read. */
  readonly ts: EpochMs;
  readonly action: SwipeAction;
  /** The campus day of `ts`. */
  readonly day: CampusDay;
  /** When the ingest log took it, as stamped by its producer; the earliest wins on redelivery. */
  readonly receivedAt: EpochMs;
  /** Where in the swipe log its message stands; opaque, unique, equal on redelivery. */
  readonly logPosition: string;
}

/** The six fields a reader sends, in core's form, after decoding. */
export type SwipeFields = Pick<Swipe, 'eventId' | 'studentId' | 'lectureId' | 'gateId' | 'ts' | 'action'>;

/** One lecture on one campus day. */
export interface SessionKey {
  readonly lectureId: string;
  readonly day: CampusDay;
}

/** The canonical primary key, ((lectureId, day), ts, studentId, eventId). */
export interface SwipeKey extends SessionKey {
  readonly ts: EpochMs;
  readonly studentId: string;
  readonly eventId: string;
}

export type InvalidReason = 'UNKNOWN_STUDENT' | 'EVENT_ID_REUSED' | 'TIMESTAMP_IN_FUTURE' | 'MALFORMED';

/** A swipe that was refused. Fields that could not be read are null. */
export interface InvalidAttempt {
  /** UUIDv5 of the log position: redelivery gives the same. */
  readonly id: string;
  readonly eventId: string | null;
  readonly studentId: string | null;
  readonly lectureId: string | null;
  readonly gateId: string | null;
  readonly ts: EpochMs | null;
  readonly action: SwipeAction | null;
  readonly receivedAt: EpochMs;
  readonly reason: InvalidReason;
}

/** The key of an invalid attempt: ((UTC hour of receivedAt), receivedAt, id). */
export interface InvalidAttemptKey {
  readonly receivedAt: EpochMs;
  readonly id: string;
}

/** What is remembered of an event id. ACCEPTED overwrites INVALID, never the reverse. */
export type Outcome = { readonly state: 'ACCEPTED' } | { readonly state: 'INVALID'; readonly reason: InvalidReason };

/** A message that is not a swipe, or that failed alone while its siblings were written. */
export interface DeadLetter {
  /** UUIDv5 of the log position, the same as its invalid attempt's. */
  readonly id: string;
  readonly receivedAt: EpochMs;
  /** A short upper-case code: an InvalidReason, or the code of the error that rejected it. */
  readonly reason: string;
  /** One sentence for a person. */
  readonly message: string;
  /** The message's bytes as received. */
  readonly payload: Uint8Array;
  readonly attempts: number;
}
