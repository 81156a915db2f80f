import type { PageRequest } from '../../core/paging.ts';
import type { Swipe } from '../../core/swipe.ts';
import type { GateSwipeKey, SessionSwipeKey, StudentSwipeKey, SwipeStore } from '../../ports/swipe-store.ts';
import { createAttemptReader } from './attempt-reader.ts';
import { createAttendanceReader } from './attendance-reader.ts';
import type { CqlValue } from './cql-session.ts';
import { createGateTotals } from './gate-totals.ts';
import { type Listing, readPage } from './page-query.ts';
import { createSeenReader } from './seen-reader.ts';
import { createSessionTotals, type TotalsOptions } from './session-totals.ts';
import { readStudentSessions } from './student-sessions.ts';
import { readSwipes } from './swipe-look-up.ts';
import { GATE_EVENTS, LECTURE_EVENTS, STUDENT_EVENTS } from './swipe-statements.ts';
import { dayBytes, longBytes, swipeIn, uuidBytes } from './swipe-values.ts';

const OF_SESSION: Listing<SessionSwipeKey> = {
  select: LECTURE_EVENTS,
  order: ['ts', 'student_id', 'event_id'],
  valuesOf: ({ ts, studentId, eventId }) => [longBytes(ts), studentId, uuidBytes(eventId)],
};
const OF_STUDENT: Listing<StudentSwipeKey> = {
  select: STUDENT_EVENTS,
  order: ['ts', 'lecture_id', 'event_id'],
  valuesOf: ({ ts, lectureId, eventId }) => [longBytes(ts), lectureId, uuidBytes(eventId)],
};
const OF_GATE: Listing<GateSwipeKey> = {
  select: GATE_EVENTS,
  order: ['ts', 'event_id'],
  valuesOf: ({ ts, eventId }) => [longBytes(ts), uuidBytes(eventId)],
};

export type SwipeStoreOptions = TotalsOptions;

/**
 * Differences from the port: a reader sees of a batch what is one partition's as a whole (up to a batch's bound on bytes),
 * not the partitions together; event ids of different UUID versions in one instant stand in order of their version.
 */
export function createCassandraSwipeStore(options: SwipeStoreOptions): SwipeStore {
  const { session } = options;
  const totals = createSessionTotals(options);
  const attempts = createAttemptReader(session);
  const seen = createSeenReader(session);
  const swipesOf = async <K>(
    listing: Listing<K>,
    partition: readonly CqlValue[],
    page: PageRequest<K>,
  ): Promise<Swipe[]> => (await readPage(session, listing, partition, page)).map(swipeIn);

  return {
    sessionSwipes: ({ lectureId, day }, page) => swipesOf(OF_SESSION, [lectureId, dayBytes(day)], page),
    studentSwipes: (studentId, day, page) => swipesOf(OF_STUDENT, [studentId, dayBytes(day)], page),
    gateSwipes: (gateId, day, page) => swipesOf(OF_GATE, [gateId, dayBytes(day)], page),
    swipes: (keys) => readSwipes(session, keys),
    attendance: createAttendanceReader(session, totals),
    async studentSessions(studentId, days) {
      return readStudentSessions(session, studentId, await seen.daysWithin(days));
    },
    sessionKeys: seen.sessionKeys,
    async totals(sessions) {
      return (await totals.read(sessions)).map(({ swipes, uniques }) => ({ swipes, uniques }));
    },
    lecturesSeen: seen.lecturesSeen,
    areLecturesSeen: seen.areLecturesSeen,
    areGatesSeen: seen.areGatesSeen,
    gatesOn: seen.gatesOn,
    gateTotals: createGateTotals(session, options.isFinal),
    invalidAttempts: attempts.list,
    invalidAttemptsByKey: attempts.find,
    healthy: session.healthy,
  };
}
