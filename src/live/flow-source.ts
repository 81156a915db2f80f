import type { FlowContext, FlowRow, WindowShape } from '../analytics/windows/window.ts';
import type { CampusDay } from '../core/campus-day.ts';
import type { PageRequest } from '../core/paging.ts';
import type { Swipe } from '../core/swipe.ts';
import type { CampusContext } from '../ports/campus-context.ts';
import type { SwipeStore } from '../ports/swipe-store.ts';

/** What windows are made over: a lecture's day, or some gates' day taken together. */
export type FlowScope =
  | { readonly kind: 'LECTURE'; readonly lectureId: string; readonly day: CampusDay }
  | { readonly kind: 'GATES'; readonly gateIds: readonly string[]; readonly day: CampusDay };

/** What windows are made from. */
export interface FlowStores {
  readonly swipeStore: Pick<SwipeStore, 'sessionSwipes' | 'gateSwipes'>;
  readonly campusContext: Pick<CampusContext, 'segments' | 'weather' | 'incidents'>;
}

const HOUR_MS = 3_600_000;
const RUN = 5_000;

export function flowRow({ eventId, studentId, gateId, ts, receivedAt, action }: Swipe): FlowRow {
  return { eventId, studentId, gateId, ts, receivedAt, isEnter: action === 'ENTER' };
}

/** Every swipe of a scope's day. Cost: reads the day once, run by run. @throws STORE_UNAVAILABLE */
export async function scopeSwipes({ swipeStore }: Pick<FlowStores, 'swipeStore'>, scope: FlowScope): Promise<Swipe[]> {
  if (scope.kind === 'LECTURE') {
    const { lectureId, day } = scope;
    return allOf(
      (page) => swipeStore.sessionSwipes({ lectureId, day }, page),
      (swipe: Swipe) => swipe,
    );
  }
  const ofGates = await Promise.all(scope.gateIds.map((gateId) => gateSwipesOf({ swipeStore }, gateId, scope.day)));
  return ofGates.flat();
}

/** Every swipe of a gate's day. */
export function gateSwipesOf(
  { swipeStore }: Pick<FlowStores, 'swipeStore'>,
  gateId: string,
  day: CampusDay,
): Promise<Swipe[]> {
  return allOf(
    (page) => swipeStore.gateSwipes(gateId, day, page),
    (swipe: Swipe) => swipe,
  );
}

/** A whole list, read run by run. */
export async function allOf<R, K>(
  read: (page: PageRequest<K>) => Promise<readonly R[]>,
  keyOf: (row: R) => K,
): Promise<R[]> {
  const all: R[] = [];
  let after: K | undefined;
  for (;;) {
    const run = await read({ limit: RUN, after, reverse: false });
    for (const row of run) all.push(row);
    const last = run.at(-1);
    if (last === undefined || run.length < RUN) return all;
    after = keyOf(last);
  }
}

/**
 * What surrounds a scope. An incident concerns it that names neither gate nor lecture; that names its lecture or, naming no
 * lecture, a gate it was swiped at; that names one of its gates. @throws ROSTER_UNAVAILABLE
 */
export async function flowContext(
  { campusContext }: Pick<FlowStores, 'campusContext'>,
  scope: FlowScope,
  { dayStart, dayEnd, sizeMs }: WindowShape,
  gateIds: ReadonlySet<string>,
): Promise<FlowContext> {
  const to = dayEnd + sizeMs;
  const [segments, weather, incidents] = await Promise.all([
    campusContext.segments(),
    campusContext.weather({ from: dayStart - HOUR_MS, to }),
    campusContext.incidents({ from: dayStart, to }),
  ]);
  const concerns = incidents.filter(({ gateId, lectureId }) => {
    if (gateId === null && lectureId === null) return true;
    if (scope.kind === 'GATES') return gateId !== null && gateIds.has(gateId);
    return lectureId === null ? gateIds.has(gateId ?? '') : lectureId === scope.lectureId;
  });
  return { segments, weather, incidents: concerns };
}

/** The gates of a scope, by what was swiped. */
export function gatesOf(scope: FlowScope, swipes: readonly Pick<Swipe, 'gateId'>[]): ReadonlySet<string> {
  return new Set(scope.kind === 'GATES' ? scope.gateIds : swipes.map(({ gateId }) => gateId));
}
