import type { AttendanceEntry, AttendanceSheet } from '../core/attendance-sheet.ts';
import type { CampusDay, EpochMs } from '../core/campus-day.ts';
import type { DayRange, PageRequest, TimeRange } from '../core/paging.ts';
import type { InvalidAttempt, InvalidAttemptKey, SessionKey, Swipe, SwipeKey } from '../core/swipe.ts';
import type { InvalidAttemptFilter } from '../core/swipe-filter.ts';

/**
 * Accepted swipes and invalid attempts, by every query that is asked of them. Reads are half-open and see whole batches
 * or nothing of them; pages are stable under concurrent writes, since a page's bounds are row keys. Writes go through
 * the Committer. Every method @throws STORE_UNAVAILABLE (retriable).
 */
export interface SwipeStore {
  /** By ts, studentId, eventId. Cost: one partition read. */
  sessionSwipes(session: SessionKey, page: PageRequest<SessionSwipeKey>): Promise<readonly Swipe[]>;
  /** One student's day by ts, lectureId, eventId. Cost: one partition read. */
  studentSwipes(studentId: string, day: CampusDay, page: PageRequest<StudentSwipeKey>): Promise<readonly Swipe[]>;
  /** One gate's day by ts, eventId. Cost: one partition read. */
  gateSwipes(gateId: string, day: CampusDay, page: PageRequest<GateSwipeKey>): Promise<readonly Swipe[]>;
  /** Full-key look-ups in the order asked; null where there is no such row. Cost: one batched read. */
  swipes(keys: readonly SwipeKey[]): Promise<readonly (Swipe | null)[]>;
  /** Who was at each session, in the order asked; an empty sheet where nobody was. Cost: one batched read; final sessions cost no read of swipes. */
  attendance(sessions: readonly SessionKey[]): Promise<readonly AttendanceSheet[]>;
  /** One student's sessions within the days, by day then lectureId. Cost: one batched read. */
  studentSessions(studentId: string, days: DayRange): Promise<readonly StudentSession[]>;
  /** Sessions swiped at within the days (infinite bounds allowed), by day then lectureId; of those lectures only, when given. */
  sessionKeys(days: DayRange, lectureIds?: readonly string[]): Promise<readonly SessionKey[]>;
  /** Totals of sessions in the order asked. Final sessions cost no read of swipes. */
  totals(sessions: readonly SessionKey[]): Promise<readonly SessionTotals[]>;
  /** Lectures that any accepted swipe ever named, by id. */
  lecturesSeen(page: PageRequest<string>): Promise<readonly string[]>;
  /** For each id, whether an accepted swipe ever named the lecture. */
  areLecturesSeen(lectureIds: readonly string[]): Promise<readonly boolean[]>;
  /** For each id, whether an accepted swipe ever named the gate. */
  areGatesSeen(gateIds: readonly string[]): Promise<readonly boolean[]>;
  /** Gates swiped at that day, by id. */
  gatesOn(day: CampusDay, page: PageRequest<string>): Promise<readonly string[]>;
  /** In the order asked; null when nobody swiped there that day. Cost: one batched read. */
  gateTotals(keys: readonly GateDay[]): Promise<readonly (GateTotals | null)[]>;
  /** By receivedAt, then id, of the attempts the filter matches. Cost: one read an hour of the range, stopped when the page is full. */
  invalidAttempts(
    range: TimeRange,
    filter: InvalidAttemptFilter,
    page: PageRequest<InvalidAttemptKey>,
  ): Promise<readonly InvalidAttempt[]>;
  /** Full-key look-ups in the order asked. */
  invalidAttemptsByKey(keys: readonly InvalidAttemptKey[]): Promise<readonly (InvalidAttempt | null)[]>;
  healthy(): Promise<boolean>;
}

export interface SessionSwipeKey {
  readonly ts: EpochMs;
  readonly studentId: string;
  readonly eventId: string;
}
export interface StudentSwipeKey {
  readonly ts: EpochMs;
  readonly lectureId: string;
  readonly eventId: string;
}
export interface GateSwipeKey {
  readonly ts: EpochMs;
  readonly eventId: string;
}
export interface GateDay {
  readonly gateId: string;
  readonly day: CampusDay;
}
export interface GateTotals {
  readonly enters: number;
  readonly exits: number;
  readonly lastSwipeAt: EpochMs;
}
export interface StudentSession extends AttendanceEntry {
  readonly session: SessionKey;
}
export interface SessionTotals {
  readonly swipes: number;
  /** Exact distinct students. */
  readonly uniques: number;
}
