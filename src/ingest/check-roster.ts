import type { Metrics } from '../ports/metrics.ts';
import type { Roster } from '../ports/roster.ts';
import type { StudentFilter } from '../ports/student-filter.ts';

export interface RosterCheckDeps {
  readonly filter: Pick<StudentFilter, 'check'>;
  readonly roster: Pick<Roster, 'known'>;
  readonly metrics: Metrics;
  /** Ids remembered as known; when full, all are forgotten. */
  readonly cacheMax: number;
}

/**
 * Of student ids, repeated or not, those whose cards do not work. A certain `no` of the filter is believed while the filter is
 * trusted; everything else is confirmed on the exact roster.
 * @throws FILTER_UNAVAILABLE, ROSTER_UNAVAILABLE (retriable)
 * Cost: one filter call (two when the roster has changed), and at most one roster call, for the ids not confirmed since.
 */
export type RosterCheck = (studentIds: readonly string[]) => Promise<ReadonlySet<string>>;

export function createRosterCheck({ filter, roster, metrics, cacheMax }: RosterCheckDeps): RosterCheck {
  const certain = metrics.counter('rollcall_filter_no_total', 'Unknown ids that the student filter refused by itself.');
  const wrong = metrics.counter(
    'rollcall_filter_wrong_maybe_total',
    'Unknown ids that the student filter let pass and the roster refused.',
  );
  const confirmed = new Set<string>();
  let generation = -1;

  return async (studentIds) => {
    const unknown = new Set<string>();
    if (studentIds.length === 0) return unknown;
    const unconfirmed = new Set<string>();
    for (const id of studentIds) if (!confirmed.has(id)) unconfirmed.add(id);
    let candidates = [...unconfirmed];
    let answer = await filter.check(candidates);
    if (answer.rosterGeneration !== generation) {
      // Whoever was confirmed may have been removed since: ask about everybody.
      confirmed.clear();
      generation = answer.rosterGeneration;
      const asked = candidates.length;
      candidates = [...new Set(studentIds)];
      if (asked < candidates.length) answer = await filter.check(candidates);
    }
    const doubtful: string[] = [];
    for (let index = 0; index < candidates.length; index += 1) {
      const id = candidates[index];
      if (id === undefined) continue;
      if (answer.trusted && answer.maybe[index] === false) unknown.add(id);
      else doubtful.push(id);
    }
    certain.add(unknown.size);
    if (doubtful.length === 0) return unknown;

    const known = await roster.known(doubtful);
    // Another batch may have seen a newer roster meanwhile; then these answers are for this batch only.
    const keep = answer.rosterGeneration === generation;
    if (keep && confirmed.size + doubtful.length > cacheMax) confirmed.clear();
    const before = unknown.size;
    for (let index = 0; index < doubtful.length; index += 1) {
      const id = doubtful[index];
      if (id === undefined) continue;
      if (known[index] !== true) unknown.add(id);
      else if (keep && confirmed.size < cacheMax) confirmed.add(id);
    }
    if (answer.trusted) wrong.add(unknown.size - before);
    return unknown;
  };
}
