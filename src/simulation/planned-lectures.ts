import { type CampusClock, type CampusDay, type EpochMs, weekdayOf } from '../core/campus-day.ts';
import { createRandom, type Random } from '../core/random.ts';
import type { TimetableSlot } from '../core/roster.ts';
import type { SimulationInput } from '../core/simulation.ts';
import { LIVE_SPAN_MS, liveScale, secondOfDay } from './live-start.ts';
import { lectureTitle } from './names.ts';
import { STREAM } from './streams.ts';

const MINUTE = 60_000;
const DAY_SECONDS = 86_400;
/** A weekday's lectures stand in six blocks, two hours apart; whoever keeps to one lecture a block is never in two rooms. */
const PLAYBACK_BLOCKS = 6;
const FIRST_BLOCK_SECOND = 8 * 3600 + 15 * 60;
const BLOCK_SECONDS = 2 * 3600;
const DURATIONS_MS = [60 * MINUTE, 75 * MINUTE, 90 * MINUTE, 90 * MINUTE];
const GRACES_MS = [5 * MINUTE, 10 * MINUTE, 10 * MINUTE, 10 * MINUTE, 15 * MINUTE];
const LIVE_FIRST_START_MS = 40_000;
const LIVE_STAGGER_MS = 200_000;
const LIVE_DURATION_MS = [10 * MINUTE, 15 * MINUTE] as const;
const LIVE_GRACE_MS = 2 * MINUTE;

export interface PlannedLecture {
  readonly lectureId: string;
  readonly title: string;
  readonly gracePeriodMs: number;
  readonly timetable: readonly TimetableSlot[];
  /** Lectures of one block may overlap. */
  readonly block: number;
  /** Index of the gate nearest to its room. */
  readonly homeGate: number;
}

/** In how many blocks a plan's lectures stand; in a LIVE plan all run at once. */
export function blockCount(input: SimulationInput): number {
  return input.mode === 'LIVE' ? 1 : Math.min(PLAYBACK_BLOCKS, input.lectures);
}

export function planLectures(
  input: SimulationInput,
  seed: readonly [number, number],
  campus: CampusClock,
  idOf: (index: number) => string,
  gates: number,
): readonly PlannedLecture[] {
  const blocks = blockCount(input);
  return Array.from({ length: input.lectures }, (_, index) => {
    const random = createRandom(...seed, STREAM.lecture, index);
    const block = index % blocks;
    const slots =
      input.startsAt === null ? weekly(input, block, random) : today(input, input.startsAt, index, campus, random);
    return {
      lectureId: idOf(index),
      title: lectureTitle(index),
      gracePeriodMs: slots.gracePeriodMs,
      timetable: slots.timetable,
      block,
      homeGate: random.below(gates),
    };
  });
}

type Slots = Pick<PlannedLecture, 'gracePeriodMs' | 'timetable'>;

function weekly(input: SimulationInput, block: number, random: Random): Slots {
  const durationMs = pick(DURATIONS_MS, random, 90 * MINUTE);
  const gracePeriodMs = pick(GRACES_MS, random, 10 * MINUTE);
  const startSecond = FIRST_BLOCK_SECOND + block * BLOCK_SECONDS;
  const until = input.day + input.days - 1;
  const timetable = weekdays(input.day, input.days, random).map((weekday) => ({
    weekday,
    startSecond,
    durationMs,
    from: input.day,
    until,
  }));
  return { gracePeriodMs, timetable };
}

/** One to three weekdays, Monday to Friday where that can be; at least one of them lies in the plan's days. */
function weekdays(day: CampusDay, days: number, random: Random): readonly number[] {
  const covered = Array.from({ length: Math.min(days, 7) }, (_, index) => weekdayOf(day + index));
  const working = covered.filter((weekday) => weekday < 5);
  const first = pick(working.length > 0 ? working : covered, random, 0);
  const others = [0, 1, 2, 3, 4].filter((weekday) => weekday !== first);
  const chosen = [first];
  for (let more = random.below(3); more > 0; more -= 1) {
    chosen.push(...others.splice(random.below(others.length), 1));
  }
  return chosen.sort((a, b) => a - b);
}

/** Today, at a whole second of the wall clock: starts are spread over the first minutes. */
function today(input: SimulationInput, startsAt: EpochMs, index: number, campus: CampusClock, random: Random): Slots {
  const scale = liveScale(startsAt, campus);
  const spread = (index + random.unit()) / input.lectures;
  const [shortest, longest] = LIVE_DURATION_MS;
  const offsetMs = wholeSeconds((LIVE_FIRST_START_MS + spread * LIVE_STAGGER_MS) * scale);
  const plannedMs = wholeSeconds(random.between(shortest, longest) * scale);
  const startSecond = secondOfDay(startsAt + offsetMs, input.day, campus);
  const durationMs = Math.min(plannedMs, (DAY_SECONDS - startSecond) * 1_000, LIVE_SPAN_MS);
  const slot = { weekday: weekdayOf(input.day), startSecond, durationMs, from: input.day, until: input.day };
  return { gracePeriodMs: wholeSeconds(LIVE_GRACE_MS * scale), timetable: [slot] };
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.floor(ms / 1_000)) * 1_000;
}

function pick<T>(values: readonly T[], random: Random, otherwise: T): T {
  return values[random.below(values.length)] ?? otherwise;
}
