import { type CampusClock, type CampusDay, type EpochMs, weekdayOf } from './campus-day.ts';
import type { DayRange } from './paging.ts';
import type { Lecture, SessionChange, Timetable, TimetableSlot } from './roster.ts';

/** What the timetable and its changes say of one lecture on one day. A cancelled one keeps the times it would have had. */
export interface ScheduledSession {
  readonly startsAt: EpochMs;
  /** `startsAt` plus the duration, as elapsed time. */
  readonly endsAt: EpochMs;
  readonly cancelled: boolean;
}

/** SCHEDULED: not begun. OPEN: begun, or swiped at today. */
export type SessionStatus = 'SCHEDULED' | 'OPEN' | 'ENDED' | 'CANCELLED';

/**
 * The session of a lecture on a day, or null when that day is not scheduled. A change's start and duration replace the
 * slot's. On a day without a slot a change that names a start is an extra session, which lasts as long as it says, else as
 * the lecture's first slot; a cancellation there changes nothing.
 */
export function scheduledSession(
  lecture: Lecture,
  change: SessionChange | undefined,
  day: CampusDay,
  campus: CampusClock,
): ScheduledSession | null {
  if (change !== undefined) return sessionOf(lecture, change, day, campus);
  const known = unchangedOf(campus, lecture);
  const remembered = known.get(day);
  if (remembered !== undefined) return remembered;
  const session = sessionOf(lecture, undefined, day, campus);
  if (session === null) return null;
  if (known.size >= UNCHANGED_MAX) known.clear();
  known.set(day, session);
  return session;
}

/** Sessions remembered of a lecture: reports over a term, of at most 400 days, ask for the same ones again and again. */
const UNCHANGED_MAX = 400;
/** Sessions as the timetable has them; a lecture that is imported again is another. */
const unchanged = new WeakMap<CampusClock, WeakMap<Lecture, Map<CampusDay, ScheduledSession>>>();

function unchangedOf(campus: CampusClock, lecture: Lecture): Map<CampusDay, ScheduledSession> {
  let ofCampus = unchanged.get(campus);
  if (ofCampus === undefined) {
    ofCampus = new WeakMap();
    unchanged.set(campus, ofCampus);
  }
  let known = ofCampus.get(lecture);
  if (known === undefined) {
    known = new Map();
    ofCampus.set(lecture, known);
  }
  return known;
}

function sessionOf(
  lecture: Lecture,
  change: SessionChange | undefined,
  day: CampusDay,
  campus: CampusClock,
): ScheduledSession | null {
  const plan = planOf(lecture, change, day);
  if (plan === null) return null;
  const startsAt = campus.instantOf(day, plan.startSecond);
  return { startsAt, endsAt: startsAt + plan.durationMs, cancelled: change?.cancelled ?? false };
}

/**
 * Every lecture scheduled on the day, cancelled ones included, by lectureId, in the timetable's order.
 * Cost: one pass over the lectures.
 */
export function scheduledOn(timetable: Timetable, day: CampusDay, campus: CampusClock): Map<string, ScheduledSession> {
  const sessions = new Map<string, ScheduledSession>();
  for (const [lectureId, lecture] of timetable.lectures) {
    const session = scheduledSession(lecture, timetable.changes.get(lectureId)?.get(day), day, campus);
    if (session !== null) sessions.set(lectureId, session);
  }
  return sessions;
}

/**
 * The days of the range on which the lecture is scheduled, cancelled ones included, ascending.
 * @param range finite, [from, to)
 */
export function daysScheduled(
  lecture: Lecture,
  changes: ReadonlyMap<CampusDay, SessionChange>,
  range: DayRange,
): readonly CampusDay[] {
  const days: CampusDay[] = [];
  for (const slot of lecture.timetable) {
    const last = Math.min(range.to - 1, slot.until ?? Number.POSITIVE_INFINITY);
    for (let day = firstDayOf(slot, range.from); day <= last; day += 7) days.push(day);
  }
  for (const [day, change] of changes) {
    if (day >= range.from && day < range.to && planOf(lecture, change, day) !== null) days.push(day);
  }
  return eachOnce(days);
}

/** The days ascending, each once. Cost: one look at each where they are so already. */
export function eachOnce(days: readonly CampusDay[]): readonly CampusDay[] {
  for (let at = 1; at < days.length; at += 1) {
    if ((days[at] ?? 0) <= (days[at - 1] ?? 0)) return [...new Set(Float64Array.from(days).sort())];
  }
  return days;
}

/** True when there is a day on which both slots would run: a lecture has at most one a day. */
export function slotsConflict(a: TimetableSlot, b: TimetableSlot): boolean {
  if (a.weekday !== b.weekday) return false;
  const from = Math.max(a.from ?? Number.NEGATIVE_INFINITY, b.from ?? Number.NEGATIVE_INFINITY);
  const until = Math.min(a.until ?? Number.POSITIVE_INFINITY, b.until ?? Number.POSITIVE_INFINITY);
  if (from > until) return false;
  return from === Number.NEGATIVE_INFINITY || onOrAfter(from, a.weekday) <= until;
}

/**
 * Where a session stands at an instant.
 * @param session what is scheduled (null: nothing), whether a swipe was accepted, and whether its day is the instant's
 */
export function sessionStatus(
  session: { readonly scheduled: ScheduledSession | null; readonly swiped: boolean; readonly isToday: boolean },
  now: EpochMs,
): SessionStatus {
  const { scheduled, swiped, isToday } = session;
  if (scheduled === null) return isToday ? 'OPEN' : 'ENDED';
  if (scheduled.cancelled) return 'CANCELLED';
  if (now >= scheduled.endsAt) return 'ENDED';
  return now >= scheduled.startsAt || (swiped && isToday) ? 'OPEN' : 'SCHEDULED';
}

interface Plan {
  readonly startSecond: number;
  readonly durationMs: number;
}

function planOf(lecture: Lecture, change: SessionChange | undefined, day: CampusDay): Plan | null {
  const slot = lecture.timetable.find((one) => runsOn(one, day));
  const startSecond = change?.startSecond ?? slot?.startSecond;
  const durationMs = change?.durationMs ?? slot?.durationMs ?? lecture.timetable[0]?.durationMs;
  return startSecond === undefined || durationMs === undefined ? null : { startSecond, durationMs };
}

function runsOn(slot: TimetableSlot, day: CampusDay): boolean {
  if (slot.weekday !== weekdayOf(day)) return false;
  return (slot.from === null || slot.from <= day) && (slot.until === null || day <= slot.until);
}

function firstDayOf(slot: TimetableSlot, earliest: CampusDay): CampusDay {
  return onOrAfter(Math.max(earliest, slot.from ?? earliest), slot.weekday);
}

/** The first day that is `earliest` or later and has the weekday. */
function onOrAfter(earliest: CampusDay, weekday: number): CampusDay {
  return earliest + ((weekday - weekdayOf(earliest) + 7) % 7);
}
