import { compareText } from '../../core/paging.ts';
import type { Lecture, SessionChange, Timetable } from '../../core/roster.ts';
import type { Roster } from '../../ports/roster.ts';
import { type BatchOptions, createBatchWriter } from './batches.ts';
import { LECTURE_BUCKETS } from './buckets.ts';
import type { CqlRow, CqlSession } from './cql-session.ts';
import { createEnrolments } from './enrolments.ts';
import { createGenerationCache } from './generation-cache.ts';
import type { RosterGeneration } from './roster-generation.ts';
import { addLecture, addSessionChange, decodeLecture, decodeSessionChange, removeLecture } from './roster-rows.ts';
import { LECTURES, SESSION_CHANGES } from './statements.ts';
import { createStudents } from './students.ts';

/**
 * The roster in Cassandra. A call's rows are not one transaction: while it runs, and after one that failed, a part of it may
 * be seen; doing it again completes it. What is kept in memory lasts until the roster's generation moves, in any process.
 */
export function createCassandraRoster(options: {
  readonly session: CqlSession;
  readonly generation: Pick<RosterGeneration, 'current' | 'latest'>;
  readonly batches?: BatchOptions | undefined;
}): Roster {
  const session = options.session.answering('ROSTER_UNAVAILABLE');
  const batches = createBatchWriter(session, options.batches);
  let kept: Promise<Timetable> | null = null;
  const cache = createGenerationCache(options.generation, () => {
    kept = null;
  });

  const readAll = async <R>(query: string, decode: (row: CqlRow) => R): Promise<R[]> => {
    const buckets = Array.from({ length: LECTURE_BUCKETS }, (_, bucket) => session.rows(query, [bucket]));
    return (await Promise.all(buckets)).flatMap((rows) => rows.map(decode));
  };
  const readTimetable = async (): Promise<Timetable> => {
    const [lectures, changes] = await Promise.all([
      readAll(LECTURES, decodeLecture),
      readAll(SESSION_CHANGES, decodeSessionChange),
    ]);
    return timetableOf(lectures, changes);
  };

  return {
    ...createStudents(session, batches),
    ...createEnrolments(session, batches, options.generation),
    async timetable() {
      const mayKeep = await cache.begin();
      if (kept !== null) return kept;
      const reading = readTimetable();
      kept = reading;
      const forget = (): void => {
        if (kept === reading) kept = null;
      };
      reading.then(() => mayKeep() || forget(), forget);
      return reading;
    },
    async saveLectures(lectures) {
      const last = new Map(lectures.map((lecture) => [lecture.lectureId, lecture]));
      await cache.changing(batches.write([...last.values()].map(addLecture)));
    },
    async removeLectures(lectureIds) {
      await cache.changing(batches.write(lectureIds.map(removeLecture)));
    },
    async saveSessionChanges(changes) {
      const last = new Map(changes.map((change) => [`${change.lectureId} ${change.day}`, change]));
      await cache.changing(batches.write([...last.values()].map(addSessionChange)));
    },
    healthy: () => session.healthy(),
  };
}

function timetableOf(lectures: readonly Lecture[], rows: readonly SessionChange[]): Timetable {
  const sorted = [...lectures].sort((a, b) => compareText(a.lectureId, b.lectureId));
  const changes = new Map<string, Map<number, SessionChange>>();
  for (const change of rows) {
    const days = changes.get(change.lectureId);
    if (days === undefined) changes.set(change.lectureId, new Map([[change.day, change]]));
    else days.set(change.day, change);
  }
  return { lectures: new Map(sorted.map((lecture) => [lecture.lectureId, lecture])), changes };
}
