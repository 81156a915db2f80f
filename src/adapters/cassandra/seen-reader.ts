import type { CampusDay } from '../../core/campus-day.ts';
import { compareText, type DayRange, type PageRequest } from '../../core/paging.ts';
import type { SessionKey } from '../../core/swipe.ts';
import { dayBounds } from './attendance-reader.ts';
import { bucketOf, GATE_BUCKETS, LECTURE_BUCKETS, ONE_BUCKET } from './buckets.ts';
import type { CqlSession } from './cql-session.ts';
import { chunksOf, IN_VALUES_MAX, type Listing, readBuckets, readPage } from './page-query.ts';
import {
  DAYS,
  GATES_OF_DAY,
  GATES_SEEN_AMONG,
  LECTURES_SEEN,
  LECTURES_SEEN_AMONG,
  SESSIONS_OF_DAY,
  SESSIONS_OF_LECTURE,
} from './swipe-statements.ts';
import { dayBytes } from './swipe-values.ts';
import { dayIn, textIn } from './values.ts';

const OF_DAY: Listing<string> = { select: GATES_OF_DAY, order: ['gate_id'], valuesOf: (id) => [id] };
const LECTURES: Listing<string> = { select: LECTURES_SEEN, order: ['lecture_id'], valuesOf: (id) => [id] };

/** Which sessions, lectures and gates any swipe ever named. */
export function createSeenReader(session: CqlSession) {
  const areSeen = async (
    ids: readonly string[],
    buckets: number,
    query: string,
    column: string,
  ): Promise<boolean[]> => {
    const wanted = new Map<number, Set<string>>();
    for (const id of ids) {
      const bucket = bucketOf(id, buckets);
      wanted.set(bucket, (wanted.get(bucket) ?? new Set()).add(id));
    }
    const seen = new Set<string>();
    await Promise.all(
      [...wanted].flatMap(([bucket, some]) =>
        chunksOf([...some], IN_VALUES_MAX).map(async (chunk) => {
          for (const row of await session.rows(query, [bucket, chunk])) seen.add(textIn(row, column));
        }),
      ),
    );
    return ids.map((id) => seen.has(id));
  };
  const daysWithin = async ({ from, to }: DayRange): Promise<CampusDay[]> => {
    if (to - from <= 1) return from < to ? [from] : [];
    const rows = await session.rows(DAYS, [ONE_BUCKET, ...dayBounds({ from, to })]);
    return rows.map((row) => dayIn(row, 'day'));
  };
  const ofDay = async (day: CampusDay): Promise<SessionKey[]> => {
    const rows = await session.rows(SESSIONS_OF_DAY, [dayBytes(day)]);
    return rows.map((row) => ({ lectureId: textIn(row, 'lecture_id'), day }));
  };
  const ofLecture = async (lectureId: string, days: DayRange): Promise<SessionKey[]> => {
    const rows = await session.rows(SESSIONS_OF_LECTURE, [lectureId, ...dayBounds(days)]);
    return rows.map((row) => ({ lectureId, day: dayIn(row, 'day') }));
  };

  return {
    /** Days within the range on which anybody swiped, ascending; a range of one day is taken for such a day. Cost: one read at most. */
    daysWithin,
    /** By day then lecture. Cost: a read a day on which anybody swiped, or one a lecture, whichever are fewer. */
    async sessionKeys(range: DayRange, lectureIds?: readonly string[]): Promise<SessionKey[]> {
      if (lectureIds === undefined) return (await Promise.all((await daysWithin(range)).map(ofDay))).flat();
      const wanted = new Set(lectureIds);
      if (wanted.size > range.to - range.from) {
        return (await Promise.all((await daysWithin(range)).map(ofDay)))
          .flat()
          .filter(({ lectureId }) => wanted.has(lectureId));
      }
      const keys = (await Promise.all([...wanted].map((lectureId) => ofLecture(lectureId, range)))).flat();
      return keys.sort((a, b) => a.day - b.day || compareText(a.lectureId, b.lectureId));
    },
    lecturesSeen: (page: PageRequest<string>): Promise<string[]> =>
      readBuckets(
        session,
        { ...LECTURES, buckets: LECTURE_BUCKETS, decode: (row) => textIn(row, 'lecture_id') },
        page,
        compareText,
      ),
    areLecturesSeen: (ids: readonly string[]) => areSeen(ids, LECTURE_BUCKETS, LECTURES_SEEN_AMONG, 'lecture_id'),
    areGatesSeen: (ids: readonly string[]) => areSeen(ids, GATE_BUCKETS, GATES_SEEN_AMONG, 'gate_id'),
    async gatesOn(day: CampusDay, page: PageRequest<string>): Promise<string[]> {
      const rows = await readPage(session, OF_DAY, [dayBytes(day)], page);
      return rows.map((row) => textIn(row, 'gate_id'));
    },
  };
}
