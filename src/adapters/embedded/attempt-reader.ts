import { compareText, pageOfSorted } from '../../core/paging.ts';
import type { InvalidAttempt, InvalidAttemptKey } from '../../core/swipe.ts';
import { matchesAttempt } from '../../core/swipe-filter.ts';
import type { SwipeStore } from '../../ports/swipe-store.ts';
import { decodeAttempts } from './attempt-rows.ts';
import type { Database } from './database.ts';
import { numberKey } from './keys.ts';
import { attemptPartition, type Partitions } from './partitions.ts';

const HOUR_MS = 3_600_000;
const HOUR_MAX = 0xffff_fffe;

function compare(a: InvalidAttemptKey, b: InvalidAttemptKey): number {
  return a.receivedAt - b.receivedAt || compareText(a.id, b.id);
}

/** Invalid attempts by the hour they were received in. */
export function createAttemptReader(
  database: Database,
  partitions: Partitions,
): { list: SwipeStore['invalidAttempts']; find: SwipeStore['invalidAttemptsByKey'] } {
  const hourOf = (at: number): number => Math.min(Math.max(Math.floor(at / HOUR_MS), 0), HOUR_MAX);
  const readHour = async (hour: number): Promise<InvalidAttempt[]> => {
    const rows = (await partitions.read(attemptPartition(hour))).flatMap(decodeAttempts).sort(compare);
    return rows.filter((row, index) => row.id !== rows[index - 1]?.id);
  };
  /** Hours within the bounds that hold anything, from one scan of keys. */
  const hoursBetween = async (first: number, last: number, reverse: boolean): Promise<number[]> => {
    const keys = await database.keys({
      gte: numberKey('attemptBlock', first),
      lt: numberKey('attemptBlock', last + 1),
    });
    const hours = [...new Set(keys.map((key) => key.readUInt32BE(1)))];
    return reverse ? hours.reverse() : hours;
  };
  return {
    async list(range, filter, page) {
      const from = Math.max(range.from, page.after?.receivedAt ?? 0);
      const to = Math.min(range.to - 1, page.before?.receivedAt ?? Number.POSITIVE_INFINITY);
      if (from > to) return [];
      const found: InvalidAttempt[] = [];
      for (const hour of await hoursBetween(hourOf(from), hourOf(to), page.reverse)) {
        const rows = (await readHour(hour)).filter(
          (row) => row.receivedAt >= range.from && row.receivedAt < range.to && matchesAttempt(filter, row),
        );
        found.push(...pageOfSorted(rows, { ...page, limit: page.limit - found.length }, compare));
        if (found.length >= page.limit) break;
      }
      return found;
    },
    async find(keys) {
      const hours = new Map<number, Promise<InvalidAttempt[]>>();
      for (const { receivedAt } of keys) {
        const hour = hourOf(receivedAt);
        if (!hours.has(hour)) hours.set(hour, readHour(hour));
      }
      return Promise.all(
        keys.map(async (key) => {
          const rows = (await hours.get(hourOf(key.receivedAt))) ?? [];
          return rows.find((row) => compare(row, key) === 0) ?? null;
        }),
      );
    },
  };
}
