import { hllCode } from '../../core/hyperloglog.ts';
import type { UniqueCounter } from '../../ports/unique-counter.ts';
import type { Database } from './database.ts';
import type { Folds } from './folds.ts';
import { sessionPartition } from './partitions.ts';
import type { Symbols } from './symbols.ts';
import { type Totals, unionOf } from './totals.ts';

/** Sketches folded from the stored rows, or read with the totals of a final session. */
export function createEmbeddedUniqueCounter(options: {
  database: Database;
  folds: Folds;
  symbols: Symbols;
  totals: Totals;
}): UniqueCounter {
  const { database, folds, symbols, totals } = options;
  return {
    async add(additions) {
      for (const { session, studentIds } of additions) {
        const lecture = symbols.find(session.lectureId);
        if (lecture === undefined) continue;
        const fold = await folds.sessions.get(sessionPartition(lecture, session.day));
        for (const id of studentIds) fold.sketch().addCode(hllCode(id));
      }
    },
    async count(sessions) {
      return (await totals.counts(sessions)).map(({ estimate }) => estimate);
    },
    async union(groups) {
      const read = await totals.read(groups.flat());
      let from = 0;
      return groups.map((group) => {
        const part = read.slice(from, from + group.length);
        from += group.length;
        return unionOf(part.flatMap((total) => (total === null ? [] : [total.sketch()]))).count();
      });
    },
    healthy: async () => database.healthy(),
  };
}
