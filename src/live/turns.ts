import type { Clock } from '../ports/clock.ts';

/** Readers served in one turn of the event loop: about what their sockets take a millisecond to be written. */
const READERS_A_TURN = 64;
/** Turns that others make longer are fewer: for each so many milliseconds that one took, as many readers are served. */
const TURN_MS = 2;
const TIMES_MAX = 16;
/** Groups no larger are served at once. */
const FEW = 256;

/** Readers who are served some at a time. */
export interface Served {
  /** Messages that its readers are still to be given, or more. */
  readonly owed: number;
  /** Serves at most so many more. @returns whether anybody is left */
  serve(readers: number): boolean;
}

/**
 * Who serves many readers does so turn by turn of the event loop, one such group after the other. What comes meanwhile goes
 * along to all who have not had their turn, and nobody else waits for the whole of a large group.
 */
export interface Turns {
  /** Messages that readers in line are still to be given, or more; 0 when nobody is in line. */
  readonly owed: number;
  add(one: Served): void;
  /** Calls back in another turn, once nobody is in line. */
  whenServed(done: () => void): void;
}

export function createTurns(clock: Clock): Turns {
  const line: Served[] = [];
  let waiting: (() => void)[] = [];
  let isScheduled = false;
  let scheduledAt = 0;
  const schedule = (): void => {
    if (isScheduled || line.length === 0) return;
    isScheduled = true;
    scheduledAt = clock.now();
    clock.setTimer(0, serve);
  };
  const serve = (): void => {
    isScheduled = false;
    const times = Math.floor((clock.now() - scheduledAt) / TURN_MS);
    const first = line.shift();
    if (first?.serve(READERS_A_TURN * Math.min(Math.max(times, 1), TIMES_MAX))) line.push(first);
    schedule();
    if (line.length > 0) return;
    const served = waiting;
    waiting = [];
    for (const done of served) done();
  };
  return {
    get owed() {
      return line.reduce((sum, one) => sum + one.owed, 0);
    },
    add(one) {
      line.push(one);
      schedule();
    },
    whenServed(done) {
      if (line.length === 0) clock.setTimer(0, done);
      else waiting.push(done);
    },
  };
}

/** Few enough to be served at once. */
export function areFew(readers: number): boolean {
  return readers <= FEW;
}
