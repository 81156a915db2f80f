import { type CampusClock, DAY_MS } from '../core/campus-day.ts';
import { RollcallError } from '../core/errors.ts';
import { isIdentifier } from '../core/identifier.ts';
import type { DayRange, TimeRange } from '../core/paging.ts';

export const ID_LIST_MAX = 500;
export const RANGE_DAYS_MAX = 400;
export const ATTEMPT_DAYS_MAX = 31;
export const INTERVAL_MIN_MS = 100;
const SEARCH_MIN = 2;

export function invalidArgument(argument: string, message: string): RollcallError {
  return new RollcallError('ARGUMENT_INVALID', `${argument}: ${message}`, { argument });
}

export function overLimit(argument: string, message: string): RollcallError {
  return new RollcallError('LIMIT_EXCEEDED', `${argument}: ${message}`, { argument });
}

/** @throws ARGUMENT_INVALID naming the argument, unless it is 1 to 64 of `A-Z a-z 0-9 . _ : -` */
export function identifier(argument: string, value: string): string {
  if (isIdentifier(value)) return value;
  throw invalidArgument(argument, 'an id is 1 to 64 of A-Z a-z 0-9 . _ : -');
}

/** @throws LIMIT_EXCEEDED above `max`; ARGUMENT_INVALID for an ill-formed id. Null and absent are no condition. */
export function identifiers(
  argument: string,
  values: readonly string[] | null | undefined,
  max: number = ID_LIST_MAX,
): readonly string[] | undefined {
  if (values === null || values === undefined) return undefined;
  if (values.length > max) throw overLimit(argument, `at most ${max} ids.`);
  for (const value of values) identifier(argument, value);
  return [...new Set(values)];
}

/** @throws ARGUMENT_INVALID for a range that ends before it starts; LIMIT_EXCEEDED above 400 days */
export function dayRange(argument: string, range: DayRange): DayRange {
  if (range.to < range.from) throw invalidArgument(argument, 'the range ends before it starts.');
  if (range.to - range.from > RANGE_DAYS_MAX) throw overLimit(argument, `at most ${RANGE_DAYS_MAX} days.`);
  return range;
}

/**
 * 31 days are campus days: an hour more where the clocks go back within them, so that any month can be asked for.
 * @throws ARGUMENT_INVALID for a range that ends before it starts; LIMIT_EXCEEDED above 31 days
 */
export function timeRange(argument: string, range: TimeRange, campus: CampusClock): TimeRange {
  if (range.to < range.from) throw invalidArgument(argument, 'the range ends before it starts.');
  const day = campus.dayOf(range.from);
  const longest = campus.startOf(day + ATTEMPT_DAYS_MAX) - campus.startOf(day);
  if (range.to - range.from > Math.max(longest, ATTEMPT_DAYS_MAX * DAY_MS)) {
    throw overLimit(argument, `at most ${ATTEMPT_DAYS_MAX} days.`);
  }
  return range;
}

/** @throws ARGUMENT_INVALID below 100 ms */
export function interval(argument: string, ms: number): number {
  if (ms < INTERVAL_MIN_MS) throw invalidArgument(argument, `at least ${INTERVAL_MIN_MS} ms.`);
  return ms;
}

/** @throws ARGUMENT_INVALID below 2 characters */
export function search(argument: string, text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  const trimmed = text.trim();
  if ([...trimmed].length < SEARCH_MIN) throw invalidArgument(argument, `at least ${SEARCH_MIN} characters.`);
  return trimmed;
}

/** A count that says how many to answer with. @throws ARGUMENT_INVALID below 1; LIMIT_EXCEEDED above `max` */
export function atMost(argument: string, count: number, max: number): number {
  if (count < 1) throw invalidArgument(argument, 'at least 1.');
  if (count > max) throw overLimit(argument, `at most ${max}.`);
  return count;
}
