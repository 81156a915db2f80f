import type { SimulationMode } from '../core/simulation.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** How people of a campus move around a lecture; all in milliseconds. */
export interface Tempo {
  /** Nobody comes earlier than this before the start. */
  readonly earliestMs: number;
  /** The bell of arrivals: its middle (before the start) and deviation. */
  readonly arrivalMeanMs: number;
  readonly arrivalDeviationMs: number;
  /** How far beyond the grace period the late come, on average. */
  readonly lateTailMs: number;
  /** Nobody leaves sooner after coming, or during so long before the end. */
  readonly settleMs: number;
  readonly wrapUpMs: number;
  /** A walk outside: shortest and longest. */
  readonly awayMs: readonly [number, number];
  /** The bell of departures after the end. */
  readonly exitMeanMs: number;
  readonly exitDeviationMs: number;
  /** A message out of order reaches the log so much later than it was read. */
  readonly delayMs: readonly [number, number];
  /** A duplicate follows so much later. */
  readonly againMs: readonly [number, number];
}

const PLAYBACK: Tempo = {
  earliestMs: 20 * MINUTE,
  arrivalMeanMs: 4 * MINUTE,
  arrivalDeviationMs: 4 * MINUTE,
  lateTailMs: 6 * MINUTE,
  settleMs: 5 * MINUTE,
  wrapUpMs: 12 * MINUTE,
  awayMs: [2 * MINUTE, 10 * MINUTE],
  exitMeanMs: 2 * MINUTE,
  exitDeviationMs: 1.5 * MINUTE,
  delayMs: [10 * SECOND, 8 * MINUTE],
  againMs: [1 * SECOND, 5 * MINUTE],
};

const LIVE: Tempo = {
  earliestMs: 38 * SECOND,
  arrivalMeanMs: 15 * SECOND,
  arrivalDeviationMs: 15 * SECOND,
  lateTailMs: 50 * SECOND,
  settleMs: 30 * SECOND,
  wrapUpMs: 60 * SECOND,
  awayMs: [20 * SECOND, 90 * SECOND],
  exitMeanMs: 20 * SECOND,
  exitDeviationMs: 15 * SECOND,
  delayMs: [2 * SECOND, 60 * SECOND],
  againMs: [1 * SECOND, 45 * SECOND],
};

/** @param scale 0..1, compresses it all alike */
export function tempoOf(mode: SimulationMode, scale: number): Tempo {
  const full = mode === 'LIVE' ? LIVE : PLAYBACK;
  const pair = ([low, high]: readonly [number, number]): readonly [number, number] => [low * scale, high * scale];
  return {
    earliestMs: full.earliestMs * scale,
    arrivalMeanMs: full.arrivalMeanMs * scale,
    arrivalDeviationMs: full.arrivalDeviationMs * scale,
    lateTailMs: full.lateTailMs * scale,
    settleMs: full.settleMs * scale,
    wrapUpMs: full.wrapUpMs * scale,
    awayMs: pair(full.awayMs),
    exitMeanMs: full.exitMeanMs * scale,
    exitDeviationMs: full.exitDeviationMs * scale,
    delayMs: pair(full.delayMs),
    againMs: pair(full.againMs),
  };
}
