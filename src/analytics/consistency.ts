import { compareText } from '../core/paging.ts';

/** A student over their own sessions of a lecture: those at which they were enrolled, or which they attended. */
export interface ConsistentStudent {
  readonly studentId: string;
  readonly attended: number;
  /** ≥ 1 */
  readonly sessions: number;
  /** attended / sessions, 0..1. */
  readonly rate: number;
  /** Most of them missed in a row. */
  readonly longestAbsence: number;
}

/** Who was to be at a session, and who was; each student once a list. */
export interface SessionPresence {
  readonly enrolled: readonly string[];
  readonly attended: readonly string[];
}

interface Tally {
  attended: number;
  sessions: number;
  missing: number;
  longestAbsence: number;
  /** The number of the session last counted. */
  last: number;
}

/** How they stand in their list: by rate, highest first, then studentId. */
export function compareConsistency(
  a: Pick<ConsistentStudent, 'rate' | 'studentId'>,
  b: Pick<ConsistentStudent, 'rate' | 'studentId'>,
): number {
  return b.rate - a.rate || compareText(a.studentId, b.studentId);
}

/**
 * Everybody enrolled in or seen at the sessions, by rate, highest first, then studentId.
 * @param sessions of one lecture, in the order of their days
 */
export function consistency(sessions: readonly SessionPresence[]): ConsistentStudent[] {
  const tallies = new Map<string, Tally>();
  const tallyOf = (studentId: string): Tally => {
    const known = tallies.get(studentId);
    if (known !== undefined) return known;
    const tally = { attended: 0, sessions: 0, missing: 0, longestAbsence: 0, last: -1 };
    tallies.set(studentId, tally);
    return tally;
  };
  for (const [index, { enrolled, attended }] of sessions.entries()) {
    for (const studentId of attended) {
      const tally = tallyOf(studentId);
      tally.last = index;
      tally.sessions += 1;
      tally.attended += 1;
      tally.missing = 0;
    }
    for (const studentId of enrolled) {
      const tally = tallyOf(studentId);
      if (tally.last === index) continue;
      tally.sessions += 1;
      tally.missing += 1;
      tally.longestAbsence = Math.max(tally.longestAbsence, tally.missing);
    }
  }
  return [...tallies]
    .map(([studentId, { attended, sessions: own, longestAbsence }]) => ({
      studentId,
      attended,
      sessions: own,
      rate: attended / own,
      longestAbsence,
    }))
    .sort(compareConsistency);
}
