import { type CampusClock, DAY_MS, type EpochMs } from '../core/campus-day.ts';
import type { SimulationInput } from '../core/simulation.ts';
import type { SimulationRequest } from '../ports/simulator.ts';
import { liveStart } from './live-start.ts';

export interface InputProblem {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

const DEFAULTS = {
  students: 500,
  lectures: 12,
  days: 1,
  lateShare: 0.15,
  absentShare: 0.1,
  invalidShare: 0.02,
  duplicateShare: 0.01,
  outOfOrderShare: 0.05,
  malformedShare: 0,
} as const;

const INT32_MAX = 2_147_483_647;
/** Integer fields with their bounds, both inclusive. */
const INTEGERS = [
  ['seed', -INT32_MAX - 1, INT32_MAX],
  ['students', 1, 200_000],
  ['lectures', 1, 2_000],
  ['days', 1, 400],
  ['limit', 1, INT32_MAX],
] as const;
const SHARES = [
  'lateShare',
  'absentShare',
  'invalidShare',
  'duplicateShare',
  'outOfOrderShare',
  'malformedShare',
] as const;
/** Above this too few messages would be left to be invalid, duplicate or malformed beside. */
const NOISE_MAX = 0.9;
/** 2000-01-02: timestamps before 2000 are not swipes, in any time zone. */
const FIRST_DAY = Date.UTC(2000, 0, 2) / DAY_MS;

/** Applies the defaults and checks every field; the answer is all the plan depends on. */
export function resolveInput(
  request: SimulationRequest,
  now: EpochMs,
  campus: CampusClock,
  chooseSeed: () => number,
): { readonly input: SimulationInput } | { readonly problem: InputProblem } {
  const mode = request.mode ?? 'PLAYBACK';
  const days = request.days ?? DEFAULTS.days;
  const live = mode === 'LIVE' ? liveStart(now, campus) : null;
  const input: SimulationInput = {
    seed: request.seed ?? chooseSeed(),
    mode,
    students: request.students ?? DEFAULTS.students,
    lectures: request.lectures ?? DEFAULTS.lectures,
    day: live?.day ?? request.day ?? campus.dayOf(now) - days,
    days,
    rate: request.rate ?? null,
    limit: request.limit ?? null,
    lateShare: request.lateShare ?? DEFAULTS.lateShare,
    absentShare: request.absentShare ?? DEFAULTS.absentShare,
    invalidShare: request.invalidShare ?? DEFAULTS.invalidShare,
    duplicateShare: request.duplicateShare ?? DEFAULTS.duplicateShare,
    outOfOrderShare: request.outOfOrderShare ?? DEFAULTS.outOfOrderShare,
    malformedShare: request.malformedShare ?? DEFAULTS.malformedShare,
    preload: request.preload ?? true,
    startsAt: live?.startsAt ?? null,
    timeZone: campus.timeZone,
  };
  const problem =
    numberProblem(input) ?? (live === null ? playbackDayProblem(input, now, campus) : liveDayProblem(input, request));
  return problem === null ? { input } : { problem };
}

function numberProblem(input: SimulationInput): InputProblem | null {
  for (const [field, least, most] of INTEGERS) {
    const value = input[field];
    if (value !== null && !(Number.isInteger(value) && value >= least && value <= most)) {
      return invalid(field, `${field} must be a whole number from ${least} to ${most}.`);
    }
  }
  for (const field of SHARES) {
    if (!(input[field] >= 0 && input[field] <= 1)) return invalid(field, `${field} must be a share from 0 to 1.`);
  }
  if (input.invalidShare + input.duplicateShare + input.malformedShare > NOISE_MAX) {
    const sum = 'invalidShare, duplicateShare and malformedShare';
    return invalid(largestNoise(input), `${sum} may add up to ${NOISE_MAX} at most.`);
  }
  if (input.rate !== null && !(input.rate > 0 && Number.isFinite(input.rate))) {
    return invalid('rate', 'rate must be above 0 swipes per second.');
  }
  return null;
}

function largestNoise(input: SimulationInput): string {
  const largest = Math.max(input.invalidShare, input.duplicateShare, input.malformedShare);
  return SHARES.find((field) => input[field] === largest && /^(inv|dup|mal)/.test(field)) ?? 'invalidShare';
}

function playbackDayProblem(input: SimulationInput, now: EpochMs, campus: CampusClock): InputProblem | null {
  if (!Number.isInteger(input.day) || input.day < FIRST_DAY)
    return invalid('day', 'day must not be before 2000-01-02.');
  if (input.day + input.days <= campus.dayOf(now)) return null;
  const code = 'DAY_IN_FUTURE';
  return input.day < campus.dayOf(now)
    ? { field: 'days', code, message: 'The last day to play back must be yesterday or earlier: ask for fewer days.' }
    : { field: 'day', code, message: 'A playback needs days that are over: yesterday or earlier.' };
}

function liveDayProblem(input: SimulationInput, request: SimulationRequest): InputProblem | null {
  if (input.days !== 1) return invalid('days', 'A LIVE simulation runs now: days must be 1.');
  if (request.day === undefined || request.day === null || request.day === input.day) return null;
  return invalid('day', 'A LIVE simulation runs today: leave day out.');
}

function invalid(field: string, message: string): InputProblem {
  return { field, code: 'VALUE_INVALID', message };
}
