import { compareText } from '../core/paging.ts';
import type { SessionKey } from '../core/swipe.ts';

/** A lecture's place among others by some score. */
export interface RankedLecture {
  /** From 1; no two share a rank. */
  readonly rank: number;
  readonly lectureId: string;
  readonly score: number;
  /** Sessions that counted. */
  readonly sessions: number;
}

/** The sessions of each lecture, lectures and sessions in the order they first come. */
export function byLecture(sessions: readonly SessionKey[]): Map<string, SessionKey[]> {
  const groups = new Map<string, SessionKey[]>();
  for (const session of sessions) {
    const group = groups.get(session.lectureId);
    if (group === undefined) groups.set(session.lectureId, [session]);
    else group.push(session);
  }
  return groups;
}

/** For each lecture the sum of its sessions' values; `values` stand in the order of `sessions`. */
export function sumByLecture(sessions: readonly SessionKey[], values: readonly number[]): Map<string, number> {
  const sums = new Map<string, number>();
  // Sessions of a lecture mostly come together.
  let lectureId: string | undefined;
  let sum = 0;
  const keep = (): void => {
    if (lectureId !== undefined) sums.set(lectureId, (sums.get(lectureId) ?? 0) + sum);
  };
  for (let index = 0; index < sessions.length; index += 1) {
    const next = sessions[index]?.lectureId;
    if (next !== lectureId) {
      keep();
      lectureId = next;
      sum = 0;
    }
    sum += values[index] ?? 0;
  }
  keep();
  return sums;
}

/**
 * The `first` lectures by score, highest first, ties by lectureId ascending.
 * @param sessions how many sessions of each lecture counted; a lecture without one is not ranked
 * @param scores a lecture that is absent scores 0
 */
export function rankLectures(
  sessions: ReadonlyMap<string, number>,
  scores: ReadonlyMap<string, number>,
  first: number,
): RankedLecture[] {
  return [...sessions]
    .filter(([, count]) => count > 0)
    .map(([lectureId, count]) => ({ lectureId, sessions: count, score: scores.get(lectureId) ?? 0 }))
    .sort((a, b) => b.score - a.score || compareText(a.lectureId, b.lectureId))
    .slice(0, first)
    .map((row, index) => ({ rank: index + 1, ...row }));
}
