import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCampusClock, parseDay, weekdayOf } from '../../../src/core/campus-day.ts';
import type { Lecture, SessionChange, TimetableSlot } from '../../../src/core/roster.ts';
import {
  daysScheduled,
  scheduledOn,
  scheduledSession,
  sessionStatus,
  slotsConflict,
} from '../../../src/core/timetable.ts';

const HOUR = 3_600_000;
const zurich = createCampusClock('Europe/Zurich');

function dayOf(text: string): number {
  const day = parseDay(text);
  if (day === null) throw new Error(text);
  return day;
}

const monday = dayOf('2026-03-02');
const eightToTen: TimetableSlot = {
  weekday: 0,
  startSecond: 8 * 3600,
  durationMs: 2 * HOUR,
  from: dayOf('2026-02-16'),
  until: dayOf('2026-05-25'),
};
const lecture: Lecture = { lectureId: 'CS101', title: null, gracePeriodMs: null, timetable: [eightToTen] };

function changeOn(day: number, over: Partial<SessionChange>): SessionChange {
  return { lectureId: 'CS101', day, cancelled: false, startSecond: null, durationMs: null, ...over };
}

test('schedules a slot on its weekday, first and last day included', () => {
  const at = (day: number) => scheduledSession(lecture, undefined, day, zurich);
  expect(at(monday)).toEqual({
    startsAt: Date.parse('2026-03-02T08:00+01:00'),
    endsAt: Date.parse('2026-03-02T10:00+01:00'),
    cancelled: false,
  });
  expect(at(monday + 1)).toBe(null);
  expect(at(dayOf('2026-02-16'))).not.toBe(null);
  expect(at(dayOf('2026-02-09'))).toBe(null);
  expect(at(dayOf('2026-05-25'))).not.toBe(null);
  expect(at(dayOf('2026-06-01'))).toBe(null);
});

test('keeps the wall clock over a change to summer time, and the duration as elapsed time', () => {
  const summer = scheduledSession(lecture, undefined, dayOf('2026-03-30'), zurich);
  expect(summer?.startsAt).toBe(Date.parse('2026-03-30T08:00+02:00'));
  const night = { ...lecture, timetable: [{ ...eightToTen, weekday: 6, startSecond: 9000 }] };
  const inGap = scheduledSession(night, undefined, dayOf('2026-03-29'), zurich);
  expect(inGap?.startsAt).toBe(Date.parse('2026-03-29T03:30+02:00'));
  expect(inGap?.endsAt).toBe(Date.parse('2026-03-29T05:30+02:00'));
});

test('lets a change replace start, duration or both', () => {
  const at = (over: Partial<SessionChange>) => scheduledSession(lecture, changeOn(monday, over), monday, zurich);
  const nine = Date.parse('2026-03-02T09:00+01:00');
  expect(at({})).toEqual(scheduledSession(lecture, undefined, monday, zurich));
  expect(at({ startSecond: 9 * 3600 })).toEqual({ startsAt: nine, endsAt: nine + 2 * HOUR, cancelled: false });
  expect(at({ durationMs: HOUR })).toEqual({ startsAt: nine - HOUR, endsAt: nine, cancelled: false });
  expect(at({ startSecond: 0, durationMs: 1 })?.endsAt).toBe(Date.parse('2026-03-02T00:00+01:00') + 1);
});

test('keeps the times of a cancelled session', () => {
  expect(scheduledSession(lecture, changeOn(monday, { cancelled: true }), monday, zurich)).toEqual({
    startsAt: Date.parse('2026-03-02T08:00+01:00'),
    endsAt: Date.parse('2026-03-02T10:00+01:00'),
    cancelled: true,
  });
});

test('takes a change with a start on a day without a slot as an extra session', () => {
  const on = (one: Lecture, over: Partial<SessionChange>) =>
    scheduledSession(one, changeOn(monday + 2, over), monday + 2, zurich);
  const ten = Date.parse('2026-03-04T10:00+01:00');
  const extra = { startsAt: ten, endsAt: ten + 2 * HOUR, cancelled: false };
  expect(on(lecture, { startSecond: 36_000 })).toEqual(extra);
  expect(on(lecture, { startSecond: 36_000, durationMs: HOUR })).toEqual({ ...extra, endsAt: ten + HOUR });
  expect(on(lecture, { durationMs: HOUR })).toBe(null);
  expect(on(lecture, { cancelled: true })).toBe(null);
  expect(on({ ...lecture, timetable: [] }, { startSecond: 36_000 })).toBe(null);
});

test('lists a day by lecture, changes and cancellations applied', () => {
  const change = changeOn(monday, { cancelled: true });
  const timetable = {
    lectures: new Map([
      ['CS101', lecture],
      ['CS102', { ...lecture, lectureId: 'CS102' }],
      ['CS103', { ...lecture, lectureId: 'CS103', timetable: [{ ...eightToTen, weekday: 1 }] }],
    ]),
    changes: new Map([
      ['CS101', new Map([[monday, change]])],
      ['GONE', new Map([[monday, changeOn(monday, { startSecond: 0, durationMs: 1 })]])],
    ]),
  };
  const sessions = scheduledOn(timetable, monday, zurich);
  expect([...sessions.keys()]).toEqual(['CS101', 'CS102']);
  expect([...sessions.values()].map((session) => session.cancelled)).toEqual([true, false]);
});

test('tells where a session stands, the boundaries included', () => {
  const scheduled = { startsAt: 1_000, endsAt: 2_000, cancelled: false };
  const quiet = { scheduled, swiped: false, isToday: true };
  expect(sessionStatus(quiet, 999)).toBe('SCHEDULED');
  expect(sessionStatus(quiet, 1_000)).toBe('OPEN');
  expect(sessionStatus(quiet, 1_999)).toBe('OPEN');
  expect(sessionStatus(quiet, 2_000)).toBe('ENDED');
  expect(sessionStatus({ ...quiet, swiped: true }, 999)).toBe('OPEN');
  expect(sessionStatus({ ...quiet, swiped: true, isToday: false }, 999)).toBe('SCHEDULED');
  expect(sessionStatus({ ...quiet, swiped: true }, 2_000)).toBe('ENDED');
  expect(sessionStatus({ ...quiet, scheduled: { ...scheduled, cancelled: true } }, 1_500)).toBe('CANCELLED');
  expect(sessionStatus({ scheduled: null, swiped: true, isToday: true }, 0)).toBe('OPEN');
  expect(sessionStatus({ scheduled: null, swiped: true, isToday: false }, 0)).toBe('ENDED');
});

const bound = fc.option(fc.integer({ min: monday - 20, max: monday + 20 }));
const slots = fc.record({
  weekday: fc.nat(6),
  startSecond: fc.nat(86_399),
  durationMs: fc.integer({ min: 1, max: HOUR }),
  from: bound,
  until: bound,
});

function runs(slot: TimetableSlot, day: number): boolean {
  return weekdayOf(day) === slot.weekday && (slot.from ?? day) <= day && day <= (slot.until ?? day);
}

test('finds a conflict exactly where some day has both slots', () => {
  const days = Array.from({ length: 100 }, (_, index) => monday - 50 + index);
  fc.assert(
    fc.property(slots, slots, (a, b) => {
      const both = days.some((day) => runs(a, day) && runs(b, day));
      expect(slotsConflict(a, b)).toBe(both);
      expect(slotsConflict(b, a)).toBe(both);
    }),
    { numRuns: 2_000 },
  );
});

test('lists the days scheduled as asking day by day does', () => {
  const changes = fc.array(
    fc.record({
      day: fc.integer({ min: monday - 30, max: monday + 30 }),
      cancelled: fc.boolean(),
      startSecond: fc.option(fc.nat(86_399)),
      durationMs: fc.option(fc.integer({ min: 1, max: HOUR })),
    }),
    { maxLength: 5 },
  );
  const starts = fc.integer({ min: monday - 40, max: monday + 40 });
  fc.assert(
    fc.property(fc.array(slots, { maxLength: 4 }), changes, starts, fc.nat(60), (timetable, rows, from, length) => {
      const one = { ...lecture, timetable };
      const byDay = new Map(rows.map((row) => [row.day, { lectureId: 'CS101', ...row }]));
      const days = Array.from({ length }, (_, index) => from + index);
      const expected = days.filter((day) => scheduledSession(one, byDay.get(day), day, zurich) !== null);
      expect(daysScheduled(one, byDay, { from, to: from + length })).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});
