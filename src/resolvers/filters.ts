import type { InvalidReason, SwipeAction } from '../core/swipe.ts';
import { FILTER_IDS_MAX, type InvalidAttemptFilter, type SwipeFilter } from '../core/swipe-filter.ts';
import { identifier, overLimit } from './arguments.ts';

type Ids = readonly string[] | null | undefined;
interface FilterArguments {
  readonly lectureIds?: Ids;
  readonly studentIds?: Ids;
  readonly gateIds?: Ids;
}
export interface SwipeFilterArguments extends FilterArguments {
  readonly actions?: readonly SwipeAction[] | null | undefined;
}
export interface InvalidAttemptFilterArguments extends FilterArguments {
  readonly reasons?: readonly InvalidReason[] | null | undefined;
}

function anyOf<T>(values: readonly T[] | null | undefined): ReadonlySet<T> | undefined {
  return values === null || values === undefined ? undefined : new Set(values);
}

function idConditions(filter: FilterArguments) {
  const lists = { lectureIds: filter.lectureIds, studentIds: filter.studentIds, gateIds: filter.gateIds };
  let total = 0;
  for (const [name, ids] of Object.entries(lists)) {
    total += ids?.length ?? 0;
    for (const id of ids ?? []) identifier(`filter.${name}`, id);
  }
  if (total > FILTER_IDS_MAX) throw overLimit('filter', `at most ${FILTER_IDS_MAX} ids in all.`);
  return { lectureIds: anyOf(lists.lectureIds), studentIds: anyOf(lists.studentIds), gateIds: anyOf(lists.gateIds) };
}

/** @throws ARGUMENT_INVALID for an ill-formed id; LIMIT_EXCEEDED above 1,000 ids in all */
export function swipeFilter(filter: SwipeFilterArguments | null | undefined): SwipeFilter {
  return filter ? { ...idConditions(filter), actions: anyOf(filter.actions) } : {};
}

/** @throws ARGUMENT_INVALID for an ill-formed id; LIMIT_EXCEEDED above 1,000 ids in all */
export function attemptFilter(filter: InvalidAttemptFilterArguments | null | undefined): InvalidAttemptFilter {
  return filter ? { ...idConditions(filter), reasons: anyOf(filter.reasons) } : {};
}
