import type { InvalidAttempt, InvalidReason, Swipe, SwipeAction } from './swipe.ts';

/** All given conditions must hold; a list is "any of"; absent or empty-by-null means no condition. At most 1,000 ids in all. */
export interface SwipeFilter {
  readonly lectureIds?: ReadonlySet<string> | undefined;
  readonly studentIds?: ReadonlySet<string> | undefined;
  readonly gateIds?: ReadonlySet<string> | undefined;
  readonly actions?: ReadonlySet<SwipeAction> | undefined;
}

/** As SwipeFilter. An attempt whose field could not be read does not match a condition on that field. */
export interface InvalidAttemptFilter {
  readonly lectureIds?: ReadonlySet<string> | undefined;
  readonly studentIds?: ReadonlySet<string> | undefined;
  readonly gateIds?: ReadonlySet<string> | undefined;
  readonly reasons?: ReadonlySet<InvalidReason> | undefined;
}

export const FILTER_IDS_MAX = 1_000;

export function matchesSwipe(filter: SwipeFilter, swipe: Swipe): boolean {
  return (
    (filter.lectureIds?.has(swipe.lectureId) ?? true) &&
    (filter.studentIds?.has(swipe.studentId) ?? true) &&
    (filter.gateIds?.has(swipe.gateId) ?? true) &&
    (filter.actions?.has(swipe.action) ?? true)
  );
}

export function matchesAttempt(filter: InvalidAttemptFilter, attempt: InvalidAttempt): boolean {
  const has = (ids: ReadonlySet<string> | undefined, id: string | null) =>
    ids === undefined || (id !== null && ids.has(id));
  return (
    has(filter.lectureIds, attempt.lectureId) &&
    has(filter.studentIds, attempt.studentId) &&
    has(filter.gateIds, attempt.gateId) &&
    (filter.reasons?.has(attempt.reason) ?? true)
  );
}
