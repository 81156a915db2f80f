import { type CampusDay, DAY_MS, WEEKDAYS, weekdayOf } from '../core/campus-day.ts';
import { formatLocalTime } from '../core/local-time.ts';
import {
  isEnrolledOn,
  type Lecture,
  type LecturePatch,
  type SessionChange,
  type SessionChangePatch,
  type TimetableSlot,
} from '../core/roster.ts';
import { slotsConflict } from '../core/timetable.ts';
import { fault, idFault, type RowFault, textFault } from './import-rows.ts';

const GRACE_MAX_MS = DAY_MS;

/**
 * A lecture after a patch, or what is wrong with the patch. A slot without a first day keeps the one it was stored with;
 * a new one begins today.
 */
export function mergeLecture(stored: Lecture | undefined, patch: LecturePatch, today: CampusDay): Lecture | RowFault {
  const { lectureId, title, gracePeriodMs, timetable } = patch;
  const bad = idFault('lectureId', lectureId) ?? textFault('title', title);
  if (bad !== null) return bad;
  if (gracePeriodMs !== undefined && gracePeriodMs !== null && !isWhole(gracePeriodMs, 0, GRACE_MAX_MS)) {
    return fault('gracePeriod', 'VALUE_INVALID', 'gracePeriod must be between nothing and a day.');
  }
  const before = stored?.timetable ?? [];
  const slots = timetable === undefined ? before : (timetable ?? []).map((slot) => withFirstDay(slot, before, today));
  const wrong = timetable === undefined ? null : slotsFault(slots);
  if (wrong !== null) return wrong;
  return {
    lectureId,
    title: title === undefined ? (stored?.title ?? null) : title,
    gracePeriodMs: gracePeriodMs === undefined ? (stored?.gracePeriodMs ?? null) : gracePeriodMs,
    timetable: slots,
  };
}

/** A session's change after a patch. */
export function mergeSessionChange(stored: SessionChange | undefined, patch: SessionChangePatch): SessionChange {
  const { startSecond = stored?.startSecond ?? null, durationMs = stored?.durationMs ?? null } = patch;
  return { lectureId: patch.lectureId, day: patch.day, cancelled: patch.cancelled, startSecond, durationMs };
}

/** What is wrong with a cancelled or moved session, or null. */
export function sessionChangeFault(change: SessionChange, lecture: Lecture | undefined): RowFault | null {
  const { lectureId, day, cancelled, startSecond, durationMs } = change;
  const bad = idFault('lectureId', lectureId);
  if (bad !== null) return bad;
  if (!Number.isSafeInteger(day)) return fault('day', 'VALUE_INVALID', 'day must be a date.');
  if (startSecond !== null && !isWhole(startSecond, 0, 86_399)) return START_INVALID;
  if (durationMs !== null && !isWhole(durationMs, 1, DAY_MS)) return DURATION_INVALID;
  if (lecture === undefined) return fault('lectureId', 'NOT_FOUND', 'No lecture of this id is on the timetable.');
  const slot = lecture.timetable.find((one) => one.weekday === weekdayOf(day) && isEnrolledOn(one, day));
  const start = startSecond ?? slot?.startSecond;
  const duration = durationMs ?? slot?.durationMs ?? lecture.timetable[0]?.durationMs;
  if (start !== undefined && duration !== undefined) {
    return start * 1000 + duration > DAY_MS ? pastMidnight('duration') : null;
  }
  if (cancelled) return null;
  const missing = start === undefined ? 'startsAt' : 'duration';
  return fault(missing, 'VALUE_INVALID', `The lecture has no slot that day, so ${missing} must be given.`);
}

function withFirstDay(slot: TimetableSlot, before: readonly TimetableSlot[], today: CampusDay): TimetableSlot {
  if (slot.from !== null) return slot;
  const same = before.filter(
    (one) => one.weekday === slot.weekday && one.startSecond === slot.startSecond && one.durationMs === slot.durationMs,
  );
  const kept = same.find((one) => one.until === slot.until) ?? same[0];
  return { ...slot, from: kept === undefined ? today : kept.from };
}

function slotsFault(slots: readonly TimetableSlot[]): RowFault | null {
  for (const [index, slot] of slots.entries()) {
    const bad = slotFault(slot);
    if (bad !== null) return bad;
    const other = slots.slice(0, index).find((earlier) => slotsConflict(earlier, slot));
    if (other !== undefined) {
      const which = `${nameOf(other)} and ${nameOf(slot)}`;
      return fault('timetable', 'SLOT_CONFLICT', `${which} fall on one day; a lecture taught twice a day is two.`);
    }
  }
  return null;
}

function slotFault(slot: TimetableSlot): RowFault | null {
  const { weekday, startSecond, durationMs, from, until } = slot;
  if (!isWhole(weekday, 0, 6)) return fault('timetable', 'VALUE_INVALID', 'weekday must be a day of the week.');
  if (!isWhole(startSecond, 0, 86_399)) return START_INVALID;
  if (!isWhole(durationMs, 1, Number.MAX_SAFE_INTEGER)) {
    return fault('timetable', 'VALUE_INVALID', `${nameOf(slot)}: duration must be longer than nothing.`);
  }
  if (startSecond * 1000 + durationMs > DAY_MS) return pastMidnight('timetable', nameOf(slot));
  if (from !== null && until !== null && from > until) {
    const message = `${nameOf(slot)}: until lies before from; a slot without from begins today.`;
    return fault('timetable', 'RANGE_INVALID', message);
  }
  return null;
}

/** As a person finds it among the lecture's slots. */
function nameOf({ weekday, startSecond }: TimetableSlot): string {
  return `${WEEKDAYS[weekday]} ${formatLocalTime(startSecond)}`;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= least && value <= most;
}

function pastMidnight(field: string, which = 'A session'): RowFault {
  return fault(field, 'SLOT_PAST_MIDNIGHT', `${which} must end by midnight.`);
}

const START_INVALID = fault('startsAt', 'VALUE_INVALID', 'startsAt must be a time of day.');
const DURATION_INVALID = fault('duration', 'VALUE_INVALID', 'duration must be longer than nothing, and at most a day.');
