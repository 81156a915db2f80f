import type { PageRequest } from '../../core/paging.ts';
import type { CqlRow, CqlSession, CqlValue } from './cql-session.ts';

/** A listing: rows of one partition in the order of its clustering columns. */
export interface Listing<K> {
  /** SELECT … FROM … WHERE the partition key's columns are parameters. */
  readonly select: string;
  /** Clustering columns, or the first of them. */
  readonly order: readonly string[];
  /** Values of `order` for a key. */
  readonly valuesOf: (key: K) => readonly CqlValue[];
}

/** The rows of a page of one partition, in the page's direction. Cost: one partition read of at most `limit` rows. */
export function readPage<K>(
  session: CqlSession,
  { select, order, valuesOf }: Listing<K>,
  partition: readonly CqlValue[],
  page: PageRequest<K>,
): Promise<readonly CqlRow[]> {
  const columns = order.length === 1 ? order[0] : `(${order.join(', ')})`;
  const marks = order.length === 1 ? '?' : `(${order.map(() => '?').join(', ')})`;
  const after = page.after === undefined ? '' : ` AND ${columns} > ${marks}`;
  const before = page.before === undefined ? '' : ` AND ${columns} < ${marks}`;
  const direction = page.reverse ? ` ORDER BY ${order.map((column) => `${column} DESC`).join(', ')}` : '';
  return session.rows(`${select}${after}${before}${direction} LIMIT ?`, [
    ...partition,
    ...(page.after === undefined ? [] : valuesOf(page.after)),
    ...(page.before === undefined ? [] : valuesOf(page.before)),
    page.limit,
  ]);
}

/**
 * A page over partitions `0 … buckets − 1` taken together, in the page's direction.
 * Cost: that many partition reads, side by side.
 */
export async function readBuckets<K, R>(
  session: CqlSession,
  listing: Listing<K> & { readonly buckets: number; readonly decode: (row: CqlRow) => R },
  page: PageRequest<K>,
  compare: (a: R, b: R) => number,
): Promise<R[]> {
  const parts = await Promise.all(
    Array.from({ length: listing.buckets }, (_, bucket) => readPage(session, listing, [bucket], page)),
  );
  const rows = parts.flatMap((part) => part.map(listing.decode));
  rows.sort(page.reverse ? (a, b) => compare(b, a) : compare);
  return rows.slice(0, page.limit);
}

/** Cuts a list for `IN ?`, which is cheap for tens of values. */
export function chunksOf<T>(values: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < values.length; from += size) chunks.push(values.slice(from, from + size));
  return chunks;
}
export const IN_VALUES_MAX = 100;
