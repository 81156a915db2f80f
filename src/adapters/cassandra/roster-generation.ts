import type { Clock } from '../../ports/clock.ts';
import type { StudentFilter } from '../../ports/student-filter.ts';

/** The roster's generation as this process knows it: what was cached under another is stale. */
export interface RosterGeneration {
  /** The filter, whose every answer tells the generation. */
  readonly filter: StudentFilter;
  /** The last one told. Cost: none. */
  latest(): number;
  /**
   * The last one told if that was lately, else it is asked for; null when it cannot be learnt.
   * Cost: at most one round trip a second.
   */
  current(): Promise<number | null>;
}

const FRESH_MS = 1_000;

/** Listens to what the filter's answers say of the roster. */
export function createRosterGeneration(filter: StudentFilter, clock: Clock): RosterGeneration {
  let latest = -1;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<number | null> | null = null;

  const check: StudentFilter['check'] = async (studentIds) => {
    const before = clock.now();
    const answer = await filter.check(studentIds);
    latest = answer.rosterGeneration;
    askedAt = Math.max(askedAt, before);
    return answer;
  };
  const ask = async (): Promise<number | null> => {
    try {
      return (await check([])).rosterGeneration;
    } catch {
      return null;
    } finally {
      asking = null;
    }
  };

  return {
    filter: {
      check,
      add: (studentIds) => filter.add(studentIds),
      raiseRosterGeneration: () => filter.raiseRosterGeneration(),
      stats: () => filter.stats(),
      healthy: () => filter.healthy(),
    },
    latest: () => latest,
    async current() {
      const now = clock.now();
      if (now >= askedAt && now - askedAt < FRESH_MS) return latest;
      asking ??= ask();
      return asking;
    },
  };
}
