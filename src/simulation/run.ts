import { RollcallError } from '../core/errors.ts';
import type { SimulationRecord } from '../core/simulation.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { RosterImports } from '../ports/roster-imports.ts';
import type { Simulations } from '../ports/simulations.ts';
import type { SwipeLog } from '../ports/swipe-log.ts';
import type { CampusPlan } from './campus-plan.ts';
import { createHalt, HALT, Halted } from './halt.ts';
import { createMessageSource } from './message-source.ts';
import { preloadSteps } from './plan-roster.ts';
import { BATCH_MESSAGES, publishAll } from './publisher.ts';

const DRAIN_POLL_MS = 100;

export interface RunDeps {
  readonly simulations: Simulations;
  readonly swipeLog: SwipeLog;
  readonly imports: RosterImports;
  readonly clock: Clock;
  readonly log: Log;
}

/** A simulation under way in this process. */
export interface Run {
  /** As it is now. */
  readonly record: SimulationRecord;
  /** Asks it to stop for good; what is published stays. */
  stop(): void;
  /** Asks it to let go with its state unchanged, so that it goes on elsewhere or later. */
  close(): void;
  /** Resolves when it has ended or let go; never rejects. */
  readonly done: Promise<void>;
}

/**
 * Preloads, publishes and drains.
 * @param resumed the record was left behind by a process that died
 * @param changed called after each change of the record
 */
export function startRun(
  deps: RunDeps,
  plan: CampusPlan,
  initial: SimulationRecord,
  resumed: boolean,
  changed: (record: SimulationRecord) => void,
): Run {
  const { simulations, clock, log } = deps;
  const { id, input, planned } = initial;
  const halt = createHalt(clock);
  const settledFrom = resumed ? Math.min(planned, initial.published + BATCH_MESSAGES) : 0;
  let record = initial;

  const update = async (change: Partial<SimulationRecord>): Promise<void> => {
    const next = { ...record, ...change };
    await halt.insist(
      () => simulations.save(next),
      () => HALT.close,
    );
    record = next;
    changed(record);
  };

  const preload = async (): Promise<void> => {
    for (const step of preloadSteps(plan)) {
      const least = resumed ? HALT.close : HALT.stop;
      halt.check(least);
      const { problems } = await halt.insist(
        () => step(deps.imports),
        () => least,
      );
      const problem = problems[0];
      if (problem === undefined) continue;
      throw new RollcallError('ARGUMENT_INVALID', `The roster refused the plan: ${problem.code}, ${problem.message}`);
    }
  };

  const publish = (): Promise<void> =>
    publishAll({
      source: createMessageSource(plan, id, record.published, planned),
      swipeLog: deps.swipeLog,
      clock,
      halt,
      rate: input.rate,
      live: input.mode === 'LIVE',
      settledFrom,
      published: (next) => update({ published: next }),
    });

  const drain = async (): Promise<void> => {
    for (;;) {
      const { accepted, invalid, duplicates, malformed } = await halt.insist(
        () => simulations.observed(id),
        () => HALT.stop,
      );
      if (accepted + invalid + duplicates + malformed === planned) return;
      await halt.pause(DRAIN_POLL_MS, HALT.stop);
    }
  };

  const work = async (): Promise<void> => {
    if (plan.tag !== record.tag) {
      throw new RollcallError(
        'ARGUMENT_INVALID',
        'Another version of Rollcall planned it; this one cannot go on with it.',
      );
    }
    if (record.state === 'RUNNING') {
      if (input.preload && record.published === 0) await preload();
      await publish();
      await update({ state: 'DRAINING' });
    }
    await drain();
    await update({ state: 'COMPLETED', finishedAt: clock.now() });
    log.info('simulation.completed', { simulation: id, planned });
  };

  const settle = async (error: unknown): Promise<void> => {
    if (error instanceof Halted) {
      if (halt.level !== HALT.stop) return;
      await update({ state: 'STOPPED', finishedAt: clock.now() });
      log.info('simulation.stopped', { simulation: id, published: record.published });
      return;
    }
    const failure = error instanceof RollcallError ? error.message : 'Something went wrong; the server has logged it.';
    log.error('simulation.failed', { simulation: id, error });
    await update({ state: 'FAILED', failure, finishedAt: clock.now() });
  };

  const done = work()
    .catch(settle)
    .catch((error: unknown) => {
      if (!(error instanceof Halted)) log.error('simulation.abandoned', { simulation: id, error });
    });
  return {
    get record() {
      return record;
    },
    stop: () => halt.raise(HALT.stop),
    close: () => halt.raise(HALT.close),
    done,
  };
}
