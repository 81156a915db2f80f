import type { CampusClock, CampusDay, EpochMs } from '../core/campus-day.ts';

const SECOND_MS = 1_000;
/** From the start of a LIVE plan to its last swipe, at full length: the last lecture's start, its length, the way out. */
export const LIVE_SPAN_MS = 22 * 60_000;
/** With less than this left of the day a LIVE plan begins with the next one. */
const LEAST_SPAN_MS = 5 * 60_000;

/** The instant a LIVE plan is laid out from, on a whole second, and its campus day: a session never passes midnight. */
export function liveStart(now: EpochMs, campus: CampusClock): { readonly startsAt: EpochMs; readonly day: CampusDay } {
  const startsAt = Math.ceil(now / SECOND_MS) * SECOND_MS;
  const day = campus.dayOf(startsAt);
  const nextDay = campus.startOf(day + 1);
  return nextDay - startsAt >= LEAST_SPAN_MS ? { startsAt, day } : { startsAt: nextDay, day: campus.dayOf(nextDay) };
}

/** 0..1: how far a LIVE plan is compressed so that it ends before midnight; 1 except in a day's last minutes. */
export function liveScale(startsAt: EpochMs, campus: CampusClock): number {
  const left = campus.startOf(campus.dayOf(startsAt) + 1) - startsAt;
  return Math.min(1, left / LIVE_SPAN_MS);
}

/** The wall clock's second of the day at an instant that lies on a whole second. */
export function secondOfDay(at: EpochMs, day: CampusDay, campus: CampusClock): number {
  const elapsed = Math.min(Math.floor((at - campus.startOf(day)) / SECOND_MS), 86_399);
  const shown = elapsed + Math.round((at - campus.instantOf(day, elapsed)) / SECOND_MS);
  return Math.min(Math.max(shown, 0), 86_399);
}
