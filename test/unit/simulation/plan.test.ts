import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createCampusClock, parseDay, weekdayOf } from '../../../src/core/campus-day.ts';
import type { SimulationInput } from '../../../src/core/simulation.ts';
import type { OutgoingMessage } from '../../../src/ports/swipe-log.ts';
import { createCampusPlan } from '../../../src/simulation/campus-plan.ts';
import { createMessageSource } from '../../../src/simulation/message-source.ts';
import { plannedEnrolments } from '../../../src/simulation/plan-roster.ts';
import { surveyAtOnce } from '../../../src/simulation/truth.ts';
import { type OracleSwipe, readSwipe } from '../../support/simulation-oracle.ts';

const day = parseDay('2026-03-02') ?? 0;
const BASE: SimulationInput = {
  seed: 1,
  mode: 'PLAYBACK',
  students: 400,
  lectures: 9,
  day,
  days: 5,
  rate: null,
  limit: null,
  lateShare: 0.15,
  absentShare: 0.1,
  invalidShare: 0.05,
  duplicateShare: 0.05,
  outOfOrderShare: 0.2,
  malformedShare: 0.01,
  preload: true,
  startsAt: null,
  timeZone: 'Europe/Zurich',
};
const LIVE: SimulationInput = { ...BASE, mode: 'LIVE', days: 1, startsAt: Date.parse('2026-03-02T09:00:00Z') };

function messagesOf(input: SimulationInput): readonly OutgoingMessage[] {
  const plan = createCampusPlan(input);
  const source = createMessageSource(plan, 'sim', 0, Number.POSITIVE_INFINITY);
  return source.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
}
function swipesOf(input: SimulationInput): readonly OracleSwipe[] {
  return messagesOf(input).flatMap(({ payload }) => readSwipe(payload) ?? []);
}
function digest(messages: readonly OutgoingMessage[]): string {
  const hash = createHash('sha256');
  for (const { key, payload } of messages) hash.update(`${key}\n`).update(payload).update('\n');
  return hash.digest('hex').slice(0, 16);
}

describe('the plan', () => {
  it('is byte for byte the same for the same input, on every machine', () => {
    const messages = messagesOf(BASE);
    expect(digest(messagesOf({ ...BASE }))).toBe(digest(messages));
    // Another digest is another plan: raise PLAN_VERSION with it.
    expect(digest(messages)).toBe('2fcda65a8ad26e0e');
  });

  it('is the same whether or not rate, limit and preload are given', () => {
    expect(digest(messagesOf({ ...BASE, rate: 5, limit: 7, preload: false }))).toBe(digest(messagesOf(BASE)));
  });

  it('can be begun at any message', () => {
    const whole = messagesOf(BASE);
    for (const from of [0, 1, 999, 3_333, whole.length - 1, whole.length]) {
      const source = createMessageSource(createCampusPlan(BASE), 'sim', from, whole.length);
      expect(source.take(3, Number.POSITIVE_INFINITY)).toEqual(whole.slice(from, from + 3));
    }
  });

  it('shares no session, card, gate or event id with the plan of any other input', () => {
    const seen = new Map<string, number>();
    const shared: string[] = [];
    const inputs: SimulationInput[] = [
      BASE,
      { ...BASE, seed: 2 },
      { ...BASE, day: day + 1 },
      { ...BASE, days: 4 },
      { ...BASE, students: 401 },
      { ...BASE, lectures: 10 },
      { ...BASE, lateShare: 0.16 },
      { ...BASE, absentShare: 0.11 },
      { ...BASE, invalidShare: 0.06 },
      { ...BASE, duplicateShare: 0.06 },
      { ...BASE, outOfOrderShare: 0.21 },
      { ...BASE, malformedShare: 0.02 },
      { ...BASE, timeZone: 'UTC' },
      LIVE,
      { ...LIVE, startsAt: (LIVE.startsAt ?? 0) + 1_000 },
    ];
    for (const [index, input] of inputs.entries()) {
      for (const { eventId, studentId, lectureId, gateId } of swipesOf(input)) {
        for (const id of [eventId, studentId, lectureId, gateId]) {
          if ((seen.get(id) ?? index) !== index) shared.push(id);
          seen.set(id, index);
        }
      }
    }
    expect(shared).toEqual([]);
  });

  it('gives an event id to one swipe only, and its duplicates are the same in all six fields and come later', () => {
    const first = new Map<string, OracleSwipe>();
    let again = 0;
    for (const swipe of swipesOf(BASE)) {
      const original = first.get(swipe.eventId);
      if (original === undefined) first.set(swipe.eventId, swipe);
      else {
        expect(swipe).toEqual(original);
        again += 1;
      }
    }
    expect(again).toBe(surveyAtOnce(createCampusPlan(BASE), Number.POSITIVE_INFINITY).truth.duplicates);
  });

  it('keeps every swipe on its session’s day, and a lecture to its timetable', () => {
    const campus = createCampusClock(BASE.timeZone);
    const plan = createCampusPlan(BASE);
    for (const { lectureId, ts } of swipesOf(BASE)) {
      const lecture = plan.lectures.find((each) => each.lectureId === lectureId);
      const on = campus.dayOf(ts);
      expect(lecture?.timetable.some(({ weekday }) => weekday === weekdayOf(on))).toBe(true);
      expect(on).toBeGreaterThanOrEqual(day);
      expect(on).toBeLessThan(day + BASE.days);
    }
  });

  it('has one to three slots a week for each lecture, explicit in both bounds, and a session each in any single day', () => {
    for (const lecture of createCampusPlan({ ...BASE, lectures: 60 }).lectures) {
      expect(new Set(lecture.timetable.map(({ weekday }) => weekday)).size).toBe(lecture.timetable.length);
      expect(lecture.timetable.length).toBeGreaterThanOrEqual(1);
      expect(lecture.timetable.length).toBeLessThanOrEqual(3);
      for (const slot of lecture.timetable) expect([slot.from, slot.until]).toEqual([day, day + 4]);
    }
    for (let offset = 0; offset < 7; offset += 1) {
      const single = createCampusPlan({ ...BASE, day: day + offset, days: 1 });
      expect(single.sessionsOn(0)).toHaveLength(BASE.lectures);
    }
  });

  it('never asks a student to be in two rooms at once', () => {
    const plan = createCampusPlan({ ...BASE, lectures: 30 });
    const blockOf = new Map(plan.lectures.map(({ lectureId, block }) => [lectureId, block]));
    const taken = new Set<string>();
    for (const { studentId, lectureId } of plannedEnrolments(plan)) {
      const slot = `${studentId} ${blockOf.get(lectureId)}`;
      expect(taken.has(slot)).toBe(false);
      taken.add(slot);
    }
    expect(taken.size).toBe(BASE.students * 5);
  });
});

describe('the shape of the plan', () => {
  const input = { ...BASE, students: 2_000, lectures: 12, days: 10 };
  const plan = createCampusPlan(input);
  const { messages, truth } = surveyAtOnce(plan, Number.POSITIVE_INFINITY);

  it('has the shares asked for', () => {
    expect(truth.invalid / messages).toBeCloseTo(0.05, 2);
    expect(truth.duplicates / messages).toBeCloseTo(0.05, 2);
    expect(truth.malformed / messages).toBeCloseTo(0.01, 2);
    const attended = truth.sessions.reduce((sum, session) => sum + session.uniqueStudents, 0);
    const enrolled = truth.sessions.reduce((sum, { lectureId }) => {
      const lecture = plan.lectures.findIndex((each) => each.lectureId === lectureId);
      return sum + plan.students.enrolled(lecture).length;
    }, 0);
    expect(truth.latecomers / attended).toBeGreaterThan(0.13);
    expect(truth.latecomers / attended).toBeLessThan(0.17);
    expect(attended / enrolled).toBeGreaterThan(0.88);
    expect(attended / enrolled).toBeLessThan(0.93);
  });

  it('delivers the share out of order within each lecture, by minutes at most', () => {
    const latest = new Map<string, number>();
    const seen = new Set<string>();
    let behind = 0;
    for (const { eventId, lectureId, ts } of swipesOf(input)) {
      if (seen.has(eventId)) continue;
      seen.add(eventId);
      const newest = latest.get(lectureId) ?? 0;
      if (ts < newest) behind += 1;
      expect(newest - ts).toBeLessThan(9 * 60_000);
      latest.set(lectureId, Math.max(newest, ts));
    }
    expect(behind / seen.size).toBeGreaterThan(0.17);
    expect(behind / seen.size).toBeLessThan(0.21);
  });

  it('has people who go out and come back, change gates, leave early, and arrive exactly on time', () => {
    const visits = new Map<string, OracleSwipe[]>();
    for (const swipe of swipesOf({ ...input, days: 1, duplicateShare: 0, invalidShare: 0, outOfOrderShare: 0 })) {
      const key = `${swipe.lectureId} ${swipe.studentId}`;
      visits.set(key, [...(visits.get(key) ?? []), swipe]);
    }
    const share = (test: (visit: readonly OracleSwipe[]) => boolean) =>
      [...visits.values()].filter(test).length / visits.size;
    expect(share((visit) => visit.filter(({ enter }) => enter).length > 1)).toBeGreaterThan(0.05);
    expect(share((visit) => new Set(visit.map(({ gateId }) => gateId)).size > 1)).toBeGreaterThan(0.1);
    expect(share((visit) => visit.at(-1)?.enter === true)).toBeGreaterThan(0.02);
    expect(share((visit) => visit.every(({ enter }) => !enter))).toBeGreaterThan(0);
    for (const visit of visits.values()) {
      for (const [index, { ts, enter }] of visit.entries()) {
        const next = visit[index + 1];
        if (next === undefined) continue;
        expect(next.ts).toBeGreaterThan(ts);
        expect(next.enter).toBe(!enter);
      }
    }
  });

  it('has two to eight gates', () => {
    for (const lectures of [1, 5, 12, 100, 2_000]) {
      const { gates } = createCampusPlan({ ...BASE, students: 1, lectures });
      expect(gates.length).toBeGreaterThanOrEqual(2);
      expect(gates.length).toBeLessThanOrEqual(8);
    }
  });

  it('holds at the ends of every share', () => {
    const count = (over: Partial<SimulationInput>) =>
      surveyAtOnce(createCampusPlan({ ...BASE, days: 1, ...over }), Number.POSITIVE_INFINITY);
    expect(count({ absentShare: 1 }).messages).toBe(0);
    const none = { invalidShare: 0, duplicateShare: 0, malformedShare: 0 };
    const clean = count({ ...none, absentShare: 0 });
    expect(clean.truth.accepted).toBe(clean.messages);
    const attended = clean.truth.sessions.reduce((sum, session) => sum + session.uniqueStudents, 0);
    expect(count({ ...none, absentShare: 0, lateShare: 0 }).truth.latecomers).toBeLessThan(attended * 0.01);
    expect(count({ ...none, absentShare: 0, lateShare: 1 }).truth.latecomers).toBeGreaterThan(attended * 0.99);
    expect(count({ invalidShare: 0.9, duplicateShare: 0, malformedShare: 0 }).truth.invalid).toBeGreaterThan(0);
  });
});

describe('a LIVE plan', () => {
  it('starts its lectures within the first minutes, lets them last ten or more, and has its first swipes in seconds', () => {
    const startsAt = LIVE.startsAt ?? 0;
    const sessions = createCampusPlan(LIVE).sessionsOn(0);
    expect(sessions).toHaveLength(LIVE.lectures);
    for (const session of sessions) {
      expect(session.startsAt - startsAt).toBeGreaterThanOrEqual(30_000);
      expect(session.startsAt - startsAt).toBeLessThanOrEqual(5 * 60_000);
      expect(session.durationMs).toBeGreaterThanOrEqual(10 * 60_000);
    }
    const times = swipesOf(LIVE).map(({ ts }) => ts - startsAt);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0);
    expect(times.filter((at) => at < 60_000).length).toBeGreaterThan(50);
    expect(Math.max(...times)).toBeLessThan(22 * 60_000);
  });

  it('is the same swipes later when it starts later', () => {
    const shiftMs = 47_000;
    const shape = (input: SimulationInput) =>
      swipesOf(input).map(({ eventId, studentId, lectureId, gateId, ts, enter }) => {
        const bare = [studentId, lectureId, gateId].map((id) => id.replace(createCampusPlan(input).tag, ''));
        return [eventId.slice(14), ...bare, ts - (input.startsAt ?? 0), enter];
      });
    const later = { ...LIVE, students: 60, startsAt: (LIVE.startsAt ?? 0) + shiftMs };
    expect(shape(later)).toEqual(shape({ ...LIVE, students: 60 }));
  });

  it.each([
    ['UTC', '2026-03-02T23:54:30Z'],
    ['UTC', '2026-03-02T23:40:00Z'],
    ['Europe/Zurich', '2026-03-29T00:59:00Z'],
    ['Europe/Zurich', '2026-10-25T00:30:00Z'],
    ['Europe/Zurich', '2026-10-25T22:50:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
    ['America/Havana', '2026-03-08T04:50:00Z'],
  ])('keeps to its day near midnight and clock changes: %s %s', (timeZone, start) => {
    const startsAt = Date.parse(start);
    const campus = createCampusClock(timeZone);
    const input = { ...LIVE, timeZone, startsAt, day: campus.dayOf(startsAt) };
    const plan = createCampusPlan(input);
    expect(plan.sessionsOn(0)).toHaveLength(input.lectures);
    for (const { timetable } of plan.lectures) {
      for (const slot of timetable) {
        expect(slot.startSecond * 1_000 + slot.durationMs).toBeLessThanOrEqual(86_400_000);
        expect(Number.isInteger(slot.startSecond)).toBe(true);
      }
    }
    for (const { ts } of swipesOf(input)) expect(campus.dayOf(ts)).toBe(input.day);
  });
});
