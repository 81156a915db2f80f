import type { AttendanceEntry } from '../core/attendance-sheet.ts';
import type { EpochMs } from '../core/campus-day.ts';
import { compareText } from '../core/paging.ts';
import type { SessionKey } from '../core/swipe.ts';
import { lateByMs } from './session-figures.ts';

/** ATTENDED: the start is unknown, or there were only exits. */
export type AttendanceOutcome = 'ON_TIME' | 'LATE' | 'ATTENDED' | 'ABSENT';

/** A session that counts for a student: begun, not cancelled, and theirs by enrolment or by a swipe. */
export interface CountedSession extends SessionKey {
  /** null when that day is not scheduled. */
  readonly startsAt: EpochMs | null;
  readonly graceMs: number;
}

/** What became of a student at one session; `lateByMs` is set for LATE alone. */
export interface AttendanceRecord<S extends SessionKey = SessionKey> {
  readonly session: S;
  readonly outcome: AttendanceOutcome;
  readonly firstEnter: EpochMs | null;
  readonly lateByMs: number | null;
}

/** A student over many sessions; `late` ≤ `attended` ≤ the number of records. */
export interface StudentAttendance<S extends SessionKey = SessionKey> {
  readonly attended: number;
  readonly late: number;
  /** By day, then lectureId. */
  readonly records: readonly AttendanceRecord<S>[];
}

/** By day, then lectureId. */
export function compareSessions(a: SessionKey, b: SessionKey): number {
  return a.day - b.day || compareText(a.lectureId, b.lectureId);
}

function outcomeOf<S extends CountedSession>(session: S, entry: AttendanceEntry | undefined): AttendanceRecord<S> {
  if (entry === undefined) return { session, outcome: 'ABSENT', firstEnter: null, lateByMs: null };
  const { firstEnter } = entry;
  if (firstEnter === null || session.startsAt === null) {
    return { session, outcome: 'ATTENDED', firstEnter, lateByMs: null };
  }
  const late = lateByMs(firstEnter, session.startsAt, session.graceMs);
  return { session, outcome: late === null ? 'ON_TIME' : 'LATE', firstEnter, lateByMs: late };
}

/**
 * What became of a student at each session that counts for them.
 * @param entryOf the student's entry at a session, where they swiped
 */
export function studentAttendance<S extends CountedSession>(
  sessions: readonly S[],
  entryOf: (session: S) => AttendanceEntry | undefined,
): StudentAttendance<S> {
  const records = [...sessions].sort(compareSessions).map((session) => outcomeOf(session, entryOf(session)));
  return {
    attended: records.filter(({ outcome }) => outcome !== 'ABSENT').length,
    late: records.filter(({ outcome }) => outcome === 'LATE').length,
    records,
  };
}
