import type { CampusClock, CampusDay, EpochMs } from '../core/campus-day.ts';
import { compareText } from '../core/paging.ts';
import type { InvalidAttempt, InvalidReason } from '../core/swipe.ts';

export type AttemptGroupKey = 'GATE' | 'HOUR' | 'DAY' | 'REASON' | 'STUDENT' | 'LECTURE';

/** Attempts that are alike in what they were grouped by; what was not grouped by, or could not be read, is null. */
export interface AttemptGroup {
  readonly gateId: string | null;
  /** The hour's start: hours are counted from the start of the campus day. */
  readonly hour: EpochMs | null;
  readonly day: CampusDay | null;
  readonly reason: InvalidReason | null;
  readonly studentId: string | null;
  readonly lectureId: string | null;
  readonly count: number;
  /** By receivedAt. */
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
}

export interface AttemptGroups {
  readonly total: number;
  /** In ascending order of their keys, in the order these were asked for; null stands last. */
  readonly groups: readonly AttemptGroup[];
  /** There were more of them. */
  readonly truncated: boolean;
}

type Key = string | number | null;
type Open = { -readonly [K in keyof AttemptGroup]: AttemptGroup[K] };

const HOUR_MS = 3_600_000;
const NOTHING = { gateId: null, hour: null, day: null, reason: null, studentId: null, lectureId: null };
const FIELDS = {
  GATE: 'gateId',
  HOUR: 'hour',
  DAY: 'day',
  REASON: 'reason',
  STUDENT: 'studentId',
  LECTURE: 'lectureId',
} as const satisfies Record<AttemptGroupKey, keyof AttemptGroup>;

/** Groups attempts as they come, holding groups and no attempts. */
export function createAttemptGroups(keys: readonly AttemptGroupKey[], campus: CampusClock) {
  const groups = new Map<string, Open>();
  let total = 0;

  const keyOf = (attempt: InvalidAttempt): Partial<Open> => {
    const day = campus.dayOf(attempt.receivedAt);
    const start = campus.startOf(day);
    const hour = start + Math.floor((attempt.receivedAt - start) / HOUR_MS) * HOUR_MS;
    const { gateId, reason, studentId, lectureId } = attempt;
    const all = { gateId, hour, day, reason, studentId, lectureId };
    return Object.fromEntries(keys.map((key) => [FIELDS[key], all[FIELDS[key]]]));
  };
  const compare = (a: AttemptGroup, b: AttemptGroup): number => {
    for (const key of keys) {
      const order = compareKeys(a[FIELDS[key]], b[FIELDS[key]]);
      if (order !== 0) return order;
    }
    return 0;
  };

  return {
    add(attempt: InvalidAttempt): void {
      total += 1;
      const key = keyOf(attempt);
      const name = JSON.stringify(key);
      const at = attempt.receivedAt;
      const group = groups.get(name);
      if (group === undefined) {
        groups.set(name, { ...NOTHING, ...key, count: 1, firstAt: at, lastAt: at });
        return;
      }
      group.count += 1;
      group.firstAt = Math.min(group.firstAt, at);
      group.lastAt = Math.max(group.lastAt, at);
    },
    /** @param first how many groups at most */
    result(first: number): AttemptGroups {
      const sorted = [...groups.values()].sort(compare);
      return { total, groups: sorted.slice(0, first), truncated: sorted.length > first };
    },
  };
}

function compareKeys(a: Key, b: Key): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return typeof a === 'string' && typeof b === 'string' ? compareText(a, b) : Number(a) - Number(b);
}
