import { hashText } from '../core/random.ts';
import type { SimulationInput } from '../core/simulation.ts';

const TAG_SEEDS = [0x526f6c6c, 0x63616c6c] as const;
const STREAM_SEEDS = [0x63616d70, 0x75732031] as const;

/** Raised when the same input comes to give other messages: plans of two versions share no ids either. */
const PLAN_VERSION = 1;

/**
 * Forty bits of the resolved input, as ten hex digits: what sets a plan's ids apart from every other plan's. `rate`,
 * `limit` and `preload` do not change what the plan is, so they are left out.
 */
export function planTag(input: SimulationInput): string {
  const text = JSON.stringify([
    PLAN_VERSION,
    ...behaviour(input),
    input.day,
    input.days,
    input.timeZone,
    input.startsAt,
  ]);
  const [first, second] = TAG_SEEDS;
  return hex(hashText(text, first), 8) + hex(hashText(text, second) >>> 24, 2);
}

/** What the plan's random streams grow from. A LIVE plan's do not depend on when it starts: the same swipes, later. */
export function streamSeed(input: SimulationInput): readonly [number, number] {
  const when = input.mode === 'LIVE' ? [] : [input.day, input.days, input.timeZone];
  const text = JSON.stringify([...behaviour(input), ...when]);
  return [hashText(text, STREAM_SEEDS[0]), hashText(text, STREAM_SEEDS[1])];
}

function behaviour(input: SimulationInput): readonly unknown[] {
  return [
    input.seed,
    input.mode,
    input.students,
    input.lectures,
    input.lateShare,
    input.absentShare,
    input.invalidShare,
    input.duplicateShare,
    input.outOfOrderShare,
    input.malformedShare,
  ];
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
