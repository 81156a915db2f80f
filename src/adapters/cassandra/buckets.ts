import { murmurHash64A } from '../../core/murmur-hash.ts';

/** Fixed for ever: a row is where its id's hash says. */
export const STUDENT_BUCKETS = 64;
export const LECTURE_BUCKETS = 16;
export const GATE_BUCKETS = 16;
export const DEAD_LETTER_BUCKETS = 16;
export const INCIDENT_BUCKETS = 16;
/** The bucket of tables that have one. */
export const ONE_BUCKET = 0;
/** Messages of a simulation in one bucket of its outcomes. */
export const OUTCOMES_PER_BUCKET = 8_192;

const SEED = 0;

export function bucketOf(id: string, buckets: number): number {
  return murmurHash64A(id, SEED).low % buckets;
}
