/**
 * One page of a list that has one ascending order by key K. `after` and `before` are exclusive bounds in that order,
 * whichever way the page is read. `reverse: false` gives the first `limit` rows of the range, ascending; `reverse: true`
 * the last `limit`, descending.
 */
export interface PageRequest<K> {
  /** Integer ≥ 1. */
  readonly limit: number;
  readonly after?: K | undefined;
  readonly before?: K | undefined;
  readonly reverse: boolean;
}

/** Half-open range of instants, [from, to). */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Half-open range of campus days, [from, to). */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

/** Compares two texts by UTF-16 code unit: the order of every id list. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Takes a page from rows already sorted ascending by key.
 * Cost: two binary searches, then `limit` copies.
 */
export function pageOfSorted<R, K>(
  rows: readonly R[],
  page: PageRequest<K>,
  compareToKey: (row: R, key: K) => number,
): R[] {
  const firstWhere = (test: (row: R) => boolean): number => {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const row = rows[middle];
      if (row !== undefined && test(row)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const { after, before } = page;
  const from = after === undefined ? 0 : firstWhere((row) => compareToKey(row, after) > 0);
  const to = before === undefined ? rows.length : firstWhere((row) => compareToKey(row, before) >= 0);
  if (from >= to) return [];
  return page.reverse
    ? rows.slice(Math.max(from, to - page.limit), to).reverse()
    : rows.slice(from, Math.min(to, from + page.limit));
}
