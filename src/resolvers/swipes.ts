import type { CampusDay } from '../core/campus-day.ts';
import type { SessionKey, Swipe } from '../core/swipe.ts';
import type { GateSwipeKey, SessionSwipeKey, StudentSwipeKey } from '../ports/swipe-store.ts';
import type { RequestContext } from './context.ts';
import { today } from './lectures.ts';
import { type Page, type PageArguments, readPage } from './paging.ts';
import { rowKey } from './row-key.ts';

export type SortOrder = 'ASC' | 'DESC';
export type OrderedPage = PageArguments & { readonly order: SortOrder };
export type DayPage = OrderedPage & { readonly day?: CampusDay | null | undefined };

const keyOf = (swipe: Swipe) => swipe;

const OF_SESSION = rowKey(
  'session:swipes',
  ['instant', 'id', 'uuid'],
  (key: SessionSwipeKey): [number, string, string] => [key.ts, key.studentId, key.eventId],
  (ts, studentId, eventId) => ({ ts, studentId, eventId }),
);
const OF_STUDENT = rowKey(
  'student:swipes',
  ['instant', 'id', 'uuid'],
  (key: StudentSwipeKey): [number, string, string] => [key.ts, key.lectureId, key.eventId],
  (ts, lectureId, eventId) => ({ ts, lectureId, eventId }),
);
const OF_GATE = rowKey(
  'gate:swipes',
  ['instant', 'uuid'],
  (key: GateSwipeKey): [number, string] => [key.ts, key.eventId],
  (ts, eventId) => ({ ts, eventId }),
);

/** A session's swipes by timestamp, then studentId, then eventId. Cost: one partition read. */
export function listSessionSwipes(ctx: RequestContext, session: SessionKey, args: OrderedPage): Promise<Page<Swipe>> {
  return readPage(args, { key: OF_SESSION, keyOf, descending: args.order === 'DESC' }, (page) =>
    ctx.services.swipeStore.sessionSwipes(session, page),
  );
}

/** A student's day by timestamp. Cost: one partition read. */
export function listStudentSwipes(ctx: RequestContext, studentId: string, args: DayPage): Promise<Page<Swipe>> {
  const day = args.day ?? today(ctx);
  return readPage(args, { key: OF_STUDENT, keyOf, descending: args.order === 'DESC' }, (page) =>
    ctx.services.swipeStore.studentSwipes(studentId, day, page),
  );
}

/** A gate's day by timestamp. Cost: one partition read. */
export function listGateSwipes(ctx: RequestContext, gateId: string, args: DayPage): Promise<Page<Swipe>> {
  const day = args.day ?? today(ctx);
  return readPage(args, { key: OF_GATE, keyOf, descending: args.order === 'DESC' }, (page) =>
    ctx.services.swipeStore.gateSwipes(gateId, day, page),
  );
}
