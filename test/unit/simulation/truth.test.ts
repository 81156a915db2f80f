import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCampusClock, parseDay } from '../../../src/core/campus-day.ts';
import type { SimulationInput } from '../../../src/core/simulation.ts';
import { createCampusPlan } from '../../../src/simulation/campus-plan.ts';
import { createMessageSource } from '../../../src/simulation/message-source.ts';
import { FAULTS, swipeJson } from '../../../src/simulation/payload-faults.ts';
import { plannedLecture, plannedStudent } from '../../../src/simulation/plan-roster.ts';
import { surveyAtOnce } from '../../../src/simulation/truth.ts';
import { oracleTruth, readSwipe } from '../../support/simulation-oracle.ts';

const FIRST = parseDay('2025-03-24') ?? 0;
const share = fc.integer({ min: 0, max: 30 }).map((percent) => percent / 100);
const zones = fc.constantFrom('UTC', 'Europe/Zurich', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia');

const inputs: fc.Arbitrary<SimulationInput> = fc
  .record({
    seed: fc.integer(),
    mode: fc.constantFrom('PLAYBACK' as const, 'LIVE' as const),
    students: fc.integer({ min: 1, max: 120 }),
    lectures: fc.integer({ min: 1, max: 14 }),
    day: fc.integer({ min: FIRST, max: FIRST + 400 }),
    days: fc.integer({ min: 1, max: 9 }),
    lateShare: fc.oneof(share, fc.constant(1)),
    absentShare: share,
    invalidShare: share,
    duplicateShare: share,
    outOfOrderShare: fc.oneof(share, fc.constant(1)),
    malformedShare: share,
    timeZone: zones,
    startMinute: fc.integer({ min: 0, max: 1_439 }),
  })
  .map(({ startMinute, ...input }) => {
    const fixed = { ...input, rate: null, limit: null, preload: true };
    if (input.mode === 'PLAYBACK') return { ...fixed, startsAt: null };
    const campus = createCampusClock(input.timeZone);
    // A LIVE plan starts five minutes before midnight at the latest.
    const startsAt = campus.startOf(input.day) + Math.min(startMinute, 1_435) * 60_000;
    return { ...fixed, startsAt, day: campus.dayOf(startsAt), days: 1 };
  });

function world(input: SimulationInput) {
  const plan = createCampusPlan(input);
  const source = createMessageSource(plan, 'sim', 0, Number.POSITIVE_INFINITY);
  const messages = source.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  const students = new Set(Array.from({ length: input.students }, (_, index) => plannedStudent(plan, index).studentId));
  const lectures = new Map(
    plan.lectures.map(({ lectureId }, index) => [lectureId, plannedLecture(plan, index)] as const),
  );
  return { plan, messages, roster: { students, lectures }, campus: createCampusClock(input.timeZone) };
}

describe('the truth of a plan', () => {
  it('is what an oracle reads off the bytes, for all of it and for any first part', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 0, max: 100 }), (input, percent) => {
        const { plan, messages, roster, campus } = world(input);
        const whole = surveyAtOnce(plan, Number.POSITIVE_INFINITY);
        expect(whole.messages).toBe(messages.length);
        expect(whole.truth).toEqual(oracleTruth(messages, roster, campus));
        const prefix = Math.floor((percent / 100) * messages.length);
        expect(surveyAtOnce(plan, prefix)).toEqual({
          messages: prefix,
          truth: oracleTruth(messages.slice(0, prefix), roster, campus),
        });
      }),
      { numRuns: 60 },
    );
  });

  it('accounts for every message', () => {
    fc.assert(
      fc.property(inputs, fc.nat(2_000), (input, limit) => {
        const { messages, truth } = surveyAtOnce(createCampusPlan(input), limit);
        expect(truth.accepted + truth.invalid + truth.duplicates + truth.malformed).toBe(messages);
        expect(truth.sessions.reduce((sum, { swipes }) => sum + swipes, 0)).toBe(truth.accepted);
      }),
    );
  });

  it('counts a first enter exactly at start + grace as on time', () => {
    const input = { seed: 3, mode: 'PLAYBACK', students: 3_000, lectures: 6, day: FIRST, days: 1 } as const;
    const shares = { lateShare: 0.2, absentShare: 0, invalidShare: 0, duplicateShare: 0, outOfOrderShare: 0 } as const;
    const rest = {
      malformedShare: 0,
      rate: null,
      limit: null,
      preload: true,
      startsAt: null,
      timeZone: 'UTC',
    } as const;
    const { plan, messages } = world({ ...input, ...shares, ...rest });
    const cutoffs = new Map(
      plan
        .sessionsOn(0)
        .map(({ lecture, startsAt, graceMs }) => [plan.lectures[lecture]?.lectureId, startsAt + graceMs]),
    );
    const exact = messages.flatMap(({ payload }) => readSwipe(payload) ?? []);
    expect(exact.filter(({ ts, lectureId }) => cutoffs.get(lectureId) === ts).length).toBeGreaterThan(10);
  });
});

describe('malformed messages', () => {
  const texts = {
    eventId: '2418da92-3f00-4d04-90e6-d2feefeacd00',
    studentId: 'S-2418da923f-0003',
    lectureId: 'L-2418da923f-01',
    gateId: 'GATE-2418da923f-2',
    timestamp: '2024-10-04T06:03:59.247Z',
    action: 'enter',
  };

  it('are told from a swipe by each of their faults', () => {
    expect(readSwipe(Buffer.from(swipeJson(texts), 'latin1'))).not.toBeNull();
    for (const fault of FAULTS) expect(readSwipe(Buffer.from(fault(texts), 'latin1')), fault.name).toBeNull();
    expect(new Set(FAULTS.map((fault) => fault(texts))).size).toBe(FAULTS.length);
  });
});
