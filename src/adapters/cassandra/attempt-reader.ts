import type { EpochMs } from '../../core/campus-day.ts';
import { compareText, type PageRequest, type TimeRange } from '../../core/paging.ts';
import type { InvalidAttempt, InvalidAttemptKey } from '../../core/swipe.ts';
import { type InvalidAttemptFilter, matchesAttempt } from '../../core/swipe-filter.ts';
import type { SwipeStore } from '../../ports/swipe-store.ts';
import { attemptIn, hourOf } from './attempt-rows.ts';
import { ONE_BUCKET } from './buckets.ts';
import type { CqlSession } from './cql-session.ts';
import { chunksOf, IN_VALUES_MAX, type Listing, readPage } from './page-query.ts';
import { ATTEMPT_HOURS, ATTEMPTS_BY_KEY, ATTEMPTS_OF_HOUR, ATTEMPTS_OF_STUDENT } from './swipe-statements.ts';
import { dayBytes, longBytes, textBytes, tupleListBytes } from './swipe-values.ts';
import { instantIn, textIn } from './values.ts';

/** The last instant that a timestamp column is asked for. */
const INSTANT_MAX = 8_640_000_000_000_000;
/** Rows asked for at once where only some of them match. */
const ROWS_LOOKED_AT = 500;
/** Hours read at once: one at first, since most pages are full by then, and twice as many each time. */
const HOURS_AT_ONCE_MAX = 16;
const HOURS_LISTED = 256;
/** More students than this are sought hour by hour, among everybody's. */
const STUDENTS_MAX = 16;

const HOURS: Listing<EpochMs> = { select: ATTEMPT_HOURS, order: ['hour'], valuesOf: (at) => [longBytes(at)] };
const OF_STUDENT: Listing<InvalidAttemptKey> = {
  select: ATTEMPTS_OF_STUDENT,
  order: ['received_at', 'id'],
  valuesOf: ({ receivedAt, id }) => [longBytes(receivedAt), id],
};
const OF_HOUR: Listing<InvalidAttemptKey> = {
  select: ATTEMPTS_OF_HOUR,
  order: ['received_at', 'id'],
  valuesOf: ({ receivedAt, id }) => [longBytes(receivedAt), id],
};

type AttemptPage = PageRequest<InvalidAttemptKey>;

/** Invalid attempts by the hour they were received in; hours without any are not asked. */
export function createAttemptReader(session: CqlSession): {
  list: SwipeStore['invalidAttempts'];
  find: SwipeStore['invalidAttemptsByKey'];
} {
  /** Up to the page's limit of an hour's attempts that match. */
  const readHour = async (
    start: EpochMs,
    page: AttemptPage,
    filter: InvalidAttemptFilter,
  ): Promise<InvalidAttempt[]> => {
    const { day, hour } = hourOf(start);
    const isFiltered = Object.values(filter).some((condition) => condition !== undefined);
    const limit = isFiltered ? Math.max(page.limit, ROWS_LOOKED_AT) : page.limit;
    const found: InvalidAttempt[] = [];
    let rest: AttemptPage = { ...page, limit };
    for (;;) {
      const rows = (await readPage(session, OF_HOUR, [dayBytes(day), hour], rest)).map(attemptIn);
      for (const row of rows) if (matchesAttempt(filter, row)) found.push(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < limit || found.length >= page.limit) return found.slice(0, page.limit);
      rest = page.reverse ? { ...rest, before: last } : { ...rest, after: last };
    }
  };

  const find = async (keys: readonly InvalidAttemptKey[]): Promise<(InvalidAttempt | null)[]> => {
    const hours = new Map<EpochMs, InvalidAttemptKey[]>();
    for (const key of keys) {
      const { start } = hourOf(key.receivedAt);
      hours.set(start, [...(hours.get(start) ?? []), key]);
    }
    const found = new Map<string, InvalidAttempt>();
    const nameOf = ({ receivedAt, id }: InvalidAttemptKey): string => `${receivedAt} ${id}`;
    await Promise.all(
      [...hours].flatMap(([start, all]) =>
        chunksOf(all, IN_VALUES_MAX).map(async (chunk) => {
          const { day, hour } = hourOf(start);
          const tuples = chunk.map(({ receivedAt, id }) => [longBytes(receivedAt), textBytes(id)]);
          for (const row of await session.rows(ATTEMPTS_BY_KEY, [dayBytes(day), hour, tupleListBytes(tuples)])) {
            const attempt = attemptIn(row);
            found.set(nameOf(attempt), attempt);
          }
        }),
      ),
    );
    return keys.map((key) => found.get(nameOf(key)) ?? null);
  };

  /** Up to the page's limit of some students' attempts that match. */
  const ofStudents = async (students: ReadonlySet<string>, page: AttemptPage, filter: InvalidAttemptFilter) => {
    const isOnlyCondition = Object.values(filter).filter((condition) => condition !== undefined).length === 1;
    const limit = isOnlyCondition ? page.limit : Math.max(page.limit, ROWS_LOOKED_AT);
    const found: InvalidAttempt[] = [];
    let rest: AttemptPage = { ...page, limit };
    for (;;) {
      const parts = await Promise.all([...students].map((id) => readPage(session, OF_STUDENT, [id], rest)));
      const keys = parts.flat().map((row) => ({ receivedAt: instantIn(row, 'received_at'), id: textIn(row, 'id') }));
      keys.sort(page.reverse ? (a, b) => compare(b, a) : compare);
      keys.length = Math.min(keys.length, limit);
      for (const row of await find(keys)) if (row !== null && matchesAttempt(filter, row)) found.push(row);
      const last = keys.at(-1);
      if (last === undefined || keys.length < limit || found.length >= page.limit) return found.slice(0, page.limit);
      rest = page.reverse ? { ...rest, before: last } : { ...rest, after: last };
    }
  };

  return {
    find,
    async list(range, filter, page) {
      const { after, before } = boundsOf(range, page);
      if (compare(after, before) >= 0) return [];
      const students = filter.studentIds;
      if (students !== undefined && students.size <= STUDENTS_MAX) {
        return ofStudents(students, { ...page, after, before }, filter);
      }
      const found: InvalidAttempt[] = [];
      let hours: PageRequest<EpochMs> = {
        limit: HOURS_LISTED,
        reverse: page.reverse,
        after: hourOf(after.receivedAt).start - 1,
        before: before.receivedAt + 1,
      };
      for (let atOnce = 1; ; ) {
        const rows = await readPage(session, HOURS, [ONE_BUCKET], hours);
        const starts = rows.map((row) => instantIn(row, 'hour'));
        for (let at = 0; at < starts.length; ) {
          const some = starts.slice(at, at + atOnce);
          const parts = await Promise.all(some.map((start) => readHour(start, { ...page, after, before }, filter)));
          for (const part of parts) found.push(...part);
          if (found.length >= page.limit) return found.slice(0, page.limit);
          at += some.length;
          atOnce = Math.min(atOnce * 2, HOURS_AT_ONCE_MAX);
        }
        const last = starts.at(-1);
        if (last === undefined || starts.length < HOURS_LISTED) return found;
        hours = page.reverse ? { ...hours, before: last } : { ...hours, after: last };
      }
    },
  };
}

function compare(a: InvalidAttemptKey, b: InvalidAttemptKey): number {
  return a.receivedAt - b.receivedAt || compareText(a.id, b.id);
}

/** The page's bounds and the range's in one; an empty id stands before every attempt of its instant. */
function boundsOf(range: TimeRange, page: AttemptPage): { after: InvalidAttemptKey; before: InvalidAttemptKey } {
  const from = { receivedAt: Math.max(range.from, 0), id: '' };
  const to = { receivedAt: Math.min(range.to, INSTANT_MAX), id: '' };
  return {
    after: page.after !== undefined && compare(page.after, from) > 0 ? page.after : from,
    before: page.before !== undefined && compare(page.before, to) < 0 ? page.before : to,
  };
}
