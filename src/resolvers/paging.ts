import { RollcallError } from '../core/errors.ts';
import { type PageRequest, pageOfSorted } from '../core/paging.ts';
import { invalidArgument, overLimit } from './arguments.ts';
import type { RowKey } from './row-key.ts';

export const PAGE_DEFAULT = 20;
export const PAGE_MAX = 500;

export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** One page of a list, in the list's order. Cursors are made only for the rows whose cursor is asked for. */
export interface Page<R> {
  readonly rows: readonly R[];
  readonly cursorOf: (row: R) => string;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Rows of the whole list, where that is known without reading them. */
  readonly totalCount?: number;
  /** Sessions that a report was made over, where it was. */
  readonly sessions?: number;
}

export interface ListOrder<R, K> {
  readonly key: RowKey<K>;
  readonly keyOf: (row: R) => K;
  /** True when the list shows the greatest key first. */
  readonly descending?: boolean;
}

function size(argument: 'first' | 'last', value: number): number {
  if (value < 0) throw invalidArgument(argument, 'not below 0.');
  if (value > PAGE_MAX) throw overLimit(argument, `at most ${PAGE_MAX} a page.`);
  return value;
}

function bound<K>(argument: 'after' | 'before', cursor: string | null | undefined, key: RowKey<K>): K | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const found = key.decode(cursor);
  if (found !== null) return found;
  throw new RollcallError('CURSOR_INVALID', `${argument}: the cursor was not made by this connection.`, { argument });
}

/** How many rows a page may show. @throws as `readPage` */
export function pageSize(args: PageArguments): number {
  const { first, last } = args;
  if (typeof first === 'number' && typeof last === 'number') {
    throw invalidArgument('last', 'give either `first` or `last`, not both.');
  }
  if (typeof last === 'number') return size('last', last);
  return typeof first === 'number' ? size('first', first) : PAGE_DEFAULT;
}

/**
 * A page of any list by its row keys, both ways: 20 rows unless said otherwise.
 * @param load reads rows of the request in the order it asks for; it is asked for one row more than the page shows
 * @throws ARGUMENT_INVALID, LIMIT_EXCEEDED, CURSOR_INVALID, each naming the argument
 */
export async function readPage<R, K>(
  args: PageArguments,
  order: ListOrder<R, K>,
  load: (page: PageRequest<K>) => Promise<readonly R[]>,
): Promise<Page<R>> {
  const shown = pageSize(args);
  const after = bound('after', args.after, order.key);
  const before = bound('before', args.before, order.key);
  const backward = typeof args.last === 'number';
  const descending = order.descending === true;
  const found = await load({
    limit: shown + 1,
    after: descending ? before : after,
    before: descending ? after : before,
    reverse: backward !== descending,
  });
  const more = found.length > shown;
  const rows = found.slice(0, shown);
  if (backward) rows.reverse();
  return {
    rows,
    cursorOf: (row) => order.key.encode(order.keyOf(row)),
    hasNextPage: backward ? before !== undefined : more,
    hasPreviousPage: backward ? more : after !== undefined,
  };
}

/** A page of rows that are at hand, sorted ascending by key. */
export function pageOfRows<R, K>(
  args: PageArguments,
  order: ListOrder<R, K>,
  rows: readonly R[],
  compareToKey: (row: R, key: K) => number,
): Promise<Page<R>> {
  return readPage(args, order, async (page) => pageOfSorted(rows, page, compareToKey));
}
