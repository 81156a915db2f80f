import type { Random } from '../core/random.ts';
import type { PlannedSession } from './campus-plan.ts';
import type { Tempo } from './tempo.ts';

const EXACTLY_ON_TIME = 0.004;
const WALKS_OUT = 0.1;
const WALKS_MAX = 2;
const LEAVES_EARLY = 0.04;
const SWIPES_OUT = 0.94;
const ENTER_MISSED = 0.004;
const PASSES_OTHER_GATE = 0.2;
/** The late are in before this part of the lecture is over. */
const LATEST_ENTER = 0.6;

/** One student's swipes at one session, in order of time; filled again for each visit. */
export interface Visit {
  length: number;
  /** Milliseconds from the session's start. */
  readonly atMs: number[];
  readonly enters: boolean[];
  readonly gates: number[];
}

export function createVisit(): Visit {
  return { length: 0, atMs: [], enters: [], gates: [] };
}

/** How one student comes, goes out and in again, and leaves. `late` decides the arrival; the truth is read off the swipes. */
export function fillVisit(
  visit: Visit,
  random: Random,
  session: PlannedSession,
  tempo: Tempo,
  late: boolean,
  homeGate: number,
  gateCount: number,
): void {
  visit.length = 0;
  const gate = () => (random.chance(PASSES_OTHER_GATE) ? random.below(gateCount) : homeGate);
  const add = (atMs: number, enter: boolean): void => {
    const index = visit.length;
    visit.atMs[index] = Math.floor(atMs);
    visit.enters[index] = enter;
    visit.gates[index] = gate();
    visit.length = index + 1;
  };
  let at = late ? lateArrival(random, session, tempo) : arrival(random, session, tempo);
  if (!random.chance(ENTER_MISSED)) add(at, true);
  const lastMoment = session.durationMs - tempo.wrapUpMs;
  for (let walks = 0; walks < WALKS_MAX && random.chance(WALKS_OUT); walks += 1) {
    const earliest = Math.max(at, 0) + tempo.settleMs;
    if (earliest >= lastMoment) break;
    const out = random.between(earliest, lastMoment);
    add(out, false);
    at = out + random.between(tempo.awayMs[0], tempo.awayMs[1]);
    add(at, true);
  }
  const early = Math.max(at, 0) + tempo.settleMs;
  if (random.chance(LEAVES_EARLY) && early < lastMoment) {
    add(random.between(early, lastMoment), false);
  } else if (random.chance(SWIPES_OUT)) {
    const wayOut = Math.abs(random.bell(tempo.exitMeanMs, tempo.exitDeviationMs));
    add(Math.max(at + 1_000, session.durationMs) + wayOut, false);
  }
}

function arrival(random: Random, session: PlannedSession, tempo: Tempo): number {
  if (random.chance(EXACTLY_ON_TIME)) return session.graceMs;
  const at = random.bell(-tempo.arrivalMeanMs, tempo.arrivalDeviationMs);
  return at < -tempo.earliestMs || at > session.graceMs ? -random.unit() * tempo.earliestMs : at;
}

function lateArrival(random: Random, session: PlannedSession, tempo: Tempo): number {
  const latest = Math.max(LATEST_ENTER * session.durationMs, session.graceMs + 1_000);
  return session.graceMs + 1 + Math.min(random.tail(tempo.lateTailMs), latest - session.graceMs);
}
