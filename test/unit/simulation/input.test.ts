import { describe, expect, it } from 'vitest';
import { createCampusClock, formatDay, parseDay } from '../../../src/core/campus-day.ts';
import type { SimulationRequest } from '../../../src/ports/simulator.ts';
import { resolveInput } from '../../../src/simulation/input.ts';
import { LIVE_SPAN_MS, liveScale, liveStart } from '../../../src/simulation/live-start.ts';

const zurich = createCampusClock('Europe/Zurich');
const NOW = Date.parse('2026-03-10T09:00:00.250Z');
const resolve = (request: SimulationRequest, now = NOW) => resolveInput(request, now, zurich, () => 77);
const inputOf = (request: SimulationRequest) => {
  const resolved = resolve(request);
  if ('problem' in resolved) throw new Error(resolved.problem.message);
  return resolved.input;
};
const fieldOf = (request: SimulationRequest) => {
  const resolved = resolve(request);
  return 'problem' in resolved ? resolved.problem.field : null;
};
const day = (text: string) => parseDay(text) ?? 0;

describe('the input of a simulation', () => {
  it('has the contract’s defaults, and days that end with yesterday', () => {
    expect(inputOf({})).toEqual({
      seed: 77,
      mode: 'PLAYBACK',
      students: 500,
      lectures: 12,
      day: day('2026-03-09'),
      days: 1,
      rate: null,
      limit: null,
      lateShare: 0.15,
      absentShare: 0.1,
      invalidShare: 0.02,
      duplicateShare: 0.01,
      outOfOrderShare: 0.05,
      malformedShare: 0,
      preload: true,
      startsAt: null,
      timeZone: 'Europe/Zurich',
    });
    expect(formatDay(inputOf({ days: 7 }).day)).toBe('2026-03-03');
    expect(inputOf({ seed: 5 }).seed).toBe(5);
  });

  it('takes a LIVE plan from now, on a whole second', () => {
    const input = inputOf({ mode: 'LIVE' });
    expect(input.startsAt).toBe(Date.parse('2026-03-10T09:00:01Z'));
    expect(formatDay(input.day)).toBe('2026-03-10');
    expect(inputOf({ mode: 'LIVE', day: day('2026-03-10') }).day).toBe(input.day);
  });

  it('refuses days that are not over', () => {
    expect(fieldOf({ day: day('2026-03-10') })).toBe('day');
    expect(fieldOf({ day: day('2026-03-08'), days: 3 })).toBe('days');
    expect(fieldOf({ day: day('2026-03-08'), days: 2 })).toBeNull();
    expect(fieldOf({ day: day('1999-12-31') })).toBe('day');
    expect(fieldOf({ mode: 'LIVE', days: 2 })).toBe('days');
    expect(fieldOf({ mode: 'LIVE', day: day('2026-03-09') })).toBe('day');
  });

  it.each<[string, SimulationRequest]>([
    ['seed', { seed: 1.5 }],
    ['seed', { seed: 2 ** 31 }],
    ['students', { students: 0 }],
    ['students', { students: 200_001 }],
    ['lectures', { lectures: 0 }],
    ['lectures', { lectures: 2_001 }],
    ['days', { days: 0 }],
    ['days', { days: 401 }],
    ['limit', { limit: 0 }],
    ['rate', { rate: 0 }],
    ['rate', { rate: Number.NaN }],
    ['rate', { rate: Number.POSITIVE_INFINITY }],
    ['lateShare', { lateShare: 1.01 }],
    ['absentShare', { absentShare: -0.01 }],
    ['invalidShare', { invalidShare: Number.NaN }],
    ['duplicateShare', { duplicateShare: 2 }],
    ['outOfOrderShare', { outOfOrderShare: -1 }],
    ['malformedShare', { malformedShare: 1.5 }],
    ['malformedShare', { malformedShare: 0.6, duplicateShare: 0.4 }],
    ['duplicateShare', { malformedShare: 0.3, duplicateShare: 0.5, invalidShare: 0.2 }],
  ])('names %s as the field at fault of %j', (field, request) => {
    expect(fieldOf(request)).toBe(field);
  });
});

describe('a LIVE start near midnight', () => {
  it('is compressed while five minutes are left, and waits for the next day after that', () => {
    const at = (text: string) => liveStart(Date.parse(text), zurich);
    const early = at('2026-03-10T22:30:00Z');
    expect(liveScale(early.startsAt, zurich)).toBe(1);
    const tight = at('2026-03-10T22:50:00Z');
    expect(liveScale(tight.startsAt, zurich)).toBeCloseTo((10 * 60_000) / LIVE_SPAN_MS);
    expect(formatDay(tight.day)).toBe('2026-03-10');
    const late = at('2026-03-10T22:56:00Z');
    expect(late).toEqual({ startsAt: Date.parse('2026-03-10T23:00:00Z'), day: day('2026-03-11') });
  });
});
