import { formatDay } from '../../core/campus-day.ts';
import type { SessionKey } from '../../core/swipe.ts';

/**
 * Every key Rollcall has in Redis, under the seed's names. They are not spread by hash tags: scripts and unions reach
 * several keys at once, so one primary (with replicas, if any) holds all of them, and Redis Cluster is refused at start.
 */
export const CLAIM_MEMORY_KEY = 'claims:memory';

/** Which message holds an event id. */
export function eventKey(eventId: string): string {
  return `event:${eventId}`;
}

/** What became of an event id. */
export function outcomeKey(eventId: string): string {
  return `outcome:${eventId}`;
}

/** The HyperLogLog of a session's students. */
export function sketchKey({ lectureId, day }: SessionKey): string {
  return `hll:unique:${lectureId}:${formatDay(day)}`;
}

/** Says of which server's data the session's sketch is the whole. */
export function sketchMarkerKey({ lectureId, day }: SessionKey): string {
  return `hll:marker:${lectureId}:${formatDay(day)}`;
}

export interface FilterKeys {
  /** The filter itself. */
  readonly data: string;
  /** A hash: generation, shape and server of the filter, and of the one being built. */
  readonly marker: string;
  /** Followed by its generation: the filter being built. */
  readonly nextPrefix: string;
  /** A set of ids that were added and may not be on the roster yet. */
  readonly underway: string;
  /** The roster's generation. */
  readonly roster: string;
}

/** @param bloomKey BLOOM_KEY */
export function filterKeys(bloomKey: string): FilterKeys {
  return {
    data: bloomKey,
    marker: `${bloomKey}:marker`,
    nextPrefix: `${bloomKey}:next:`,
    underway: `${bloomKey}:underway`,
    roster: `${bloomKey}:roster`,
  };
}
