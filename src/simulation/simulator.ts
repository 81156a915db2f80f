import type { CampusClock } from '../core/campus-day.ts';
import { RollcallError } from '../core/errors.ts';
import type { SimulationInput, SimulationRecord } from '../core/simulation.ts';
import type { Roster } from '../ports/roster.ts';
import type { SimulationRequest, Simulator, StartResult } from '../ports/simulator.ts';
import { resolveInput } from './input.ts';
import { keepLease, LEASE_TTL_MS, RUN_LEASE, stopLease } from './lease.ts';
import { createPlanCache } from './plan-cache.ts';
import { missingFromRoster } from './plan-roster.ts';
import { estimateMessages, PLAN_MESSAGES_MAX } from './plan-size.ts';
import { type Run, type RunDeps, startRun } from './run.ts';

const ADOPT_MS = LEASE_TTL_MS;
const RECENT_RECORDS = 20;
const STOP_POLL_MS = 200;
const STOP_POLLS_MAX = 150;

export interface SimulatorDeps extends RunDeps {
  readonly roster: Roster;
  readonly campus: CampusClock;
  /** A seed for a request without one: any 32-bit integer. */
  readonly chooseSeed?: (() => number) | undefined;
}

/** The simulator of one process. */
export interface RunningSimulator extends Simulator {
  /** Stops publishing and lets go of a running simulation, its state unchanged: it goes on after the next start. */
  close(): Promise<void>;
}

/**
 * Resolves once a simulation left RUNNING or DRAINING by a process that died goes on here, where its lease can be had;
 * where it cannot yet, it is tried again.
 */
export async function createSimulator(deps: SimulatorDeps): Promise<RunningSimulator> {
  const { simulations, clock, campus, log } = deps;
  const chooseSeed = deps.chooseSeed ?? (() => Math.floor(Math.random() * 2_147_483_648));
  const cache = createPlanCache();
  const listeners = new Set<(record: SimulationRecord) => void>();
  let current: Run | null = null;
  let closed = false;
  let cancelAdoption = (): void => {};
  let tail: Promise<unknown> = Promise.resolve();
  /** One decision at a time about what runs. */
  const serially = <T>(decide: () => Promise<T>): Promise<T> => {
    const decided = tail.then(decide, decide);
    tail = decided.catch(() => {});
    return decided;
  };

  const changed = (record: SimulationRecord): void => {
    for (const listener of [...listeners]) {
      try {
        listener(record);
      } catch (error) {
        log.warn('simulation.listener-failed', { simulation: record.id, error });
      }
    }
  };

  const launch = (record: SimulationRecord, resumed: boolean): Run => {
    const run = startRun(deps, cache.plan(record.input), record, resumed, changed);
    const cancelLease = keepLease({
      simulations,
      clock,
      log,
      id: record.id,
      lost: () => run.close(),
      stopAsked: () => run.stop(),
    });
    current = run;
    const letGo = async (): Promise<void> => {
      if (current !== run) return;
      current = null;
      await simulations.releaseLease(RUN_LEASE);
      if (run.record.finishedAt === null) adoptLater();
    };
    run.done
      .then(() => {
        cancelLease();
        return serially(letGo);
      })
      .catch((error: unknown) => log.warn('simulation.lease-not-released', { simulation: record.id, error }));
    return run;
  };

  const underWay = async (): Promise<SimulationRecord | null> => {
    const recent = await simulations.list({ limit: RECENT_RECORDS, reverse: true });
    return recent.find(({ state }) => state === 'RUNNING' || state === 'DRAINING') ?? null;
  };

  /** Goes on with what another process left. @returns the run, or null when there is none or its owner lives */
  const adopt = async (): Promise<Run | null> => {
    if (closed || current !== null) return current;
    const left = await underWay();
    if (left === null) return null;
    if (!(await simulations.acquireLease(RUN_LEASE, LEASE_TTL_MS))) {
      adoptLater();
      return null;
    }
    log.info('simulation.resumed', { simulation: left.id, published: left.published });
    return launch(left, true);
  };
  const tryToAdopt = (): Promise<unknown> =>
    serially(adopt).catch((error: unknown) => {
      log.warn('simulation.not-resumed', { error });
      adoptLater();
    });
  const adoptLater = (): void => {
    cancelAdoption();
    if (!closed) cancelAdoption = clock.setTimer(ADOPT_MS, () => void tryToAdopt());
  };

  const begin = async (input: SimulationInput): Promise<StartResult> => {
    if (current?.record.finishedAt === null) return { kind: 'ALREADY_RUNNING', running: current.record };
    const left = await underWay();
    if (left !== null) return { kind: 'ALREADY_RUNNING', running: (await adopt())?.record ?? left };
    if (!(await simulations.acquireLease(RUN_LEASE, LEASE_TTL_MS))) {
      throw new RollcallError(
        'BUSY',
        'Another simulation is just being started; send the same call again in a moment.',
      );
    }
    let launched = false;
    try {
      const result = await admit(input);
      if (result.kind === 'STARTED') {
        await simulations.save(result.simulation);
        launch(result.simulation, false);
        launched = true;
        changed(result.simulation);
      }
      return result;
    } finally {
      if (!launched) await simulations.releaseLease(RUN_LEASE);
    }
  };

  const admit = async (input: SimulationInput): Promise<StartResult> => {
    const plan = cache.plan(input);
    const earlier = input.mode === 'PLAYBACK' ? await simulations.withTag(plan.tag) : null;
    if (earlier !== null) return { kind: 'ALREADY_PLAYED', earlier };
    const size = Math.min(estimateMessages(plan), input.limit ?? Number.POSITIVE_INFINITY);
    if (size > PLAN_MESSAGES_MAX) {
      const message = `That is about ${size} messages, more than ${PLAN_MESSAGES_MAX}: ask for fewer days or students, or set limit.`;
      return { kind: 'INPUT_PROBLEM', field: input.days > 1 ? 'days' : 'students', code: 'PLAN_TOO_LARGE', message };
    }
    const missing = input.preload ? null : await missingFromRoster(plan, deps.roster);
    if (missing !== null) {
      const message = `With preload false all of the plan must be on the roster; ${missing} is not.`;
      return { kind: 'INPUT_PROBLEM', field: 'preload', code: 'ROSTER_MISSING', message };
    }
    const breathe = () => new Promise<void>((resolve) => void clock.setTimer(0, resolve));
    const survey = await cache.survey(input, input.limit ?? Number.POSITIVE_INFINITY, breathe);
    const startedAt = clock.now();
    const simulation: SimulationRecord = {
      id: `${plan.tag}-${startedAt.toString(36)}`,
      tag: plan.tag,
      input,
      state: 'RUNNING',
      startedAt,
      finishedAt: null,
      planned: survey.messages,
      published: 0,
      failure: null,
    };
    return { kind: 'STARTED', simulation };
  };

  const get: Simulator['get'] = async (ids) => {
    const stored = await simulations.get(ids);
    const running = current?.record;
    return stored.map((record, index) => (running !== undefined && ids[index] === running.id ? running : record));
  };

  /** The owner is another process: hold the stop lease until it has heeded it. */
  const stopElsewhere = async (id: string): Promise<SimulationRecord | null> => {
    let asked = false;
    try {
      for (let polls = 0; polls < STOP_POLLS_MAX; polls += 1) {
        asked = (await simulations.acquireLease(stopLease(id), LEASE_TTL_MS)) || asked;
        const [record = null] = await simulations.get([id]);
        if (record === null || record.finishedAt !== null) return record;
        await new Promise<void>((resolve) => void clock.setTimer(STOP_POLL_MS, resolve));
      }
    } finally {
      if (asked) await simulations.releaseLease(stopLease(id));
    }
    throw new RollcallError('BUSY', 'The process that runs the simulation does not answer; send the same call again.');
  };

  const stop = async (id: string): Promise<SimulationRecord | null> => {
    const [record = null] = await get([id]);
    if (record === null || record.finishedAt !== null) return record;
    const run = await serially(adopt);
    if (run?.record.id !== id) return stopElsewhere(id);
    run.stop();
    await run.done;
    return run.record;
  };

  await tryToAdopt();
  return {
    start: async (request: SimulationRequest) => {
      if (closed) throw new RollcallError('SERVER_RESTARTING', 'The server is restarting.');
      const resolved = resolveInput(request, clock.now(), campus, chooseSeed);
      if ('problem' in resolved) return { kind: 'INPUT_PROBLEM', ...resolved.problem };
      return serially(() => begin(resolved.input));
    },
    stop,
    get,
    expected: ({ input, state, planned, published }) =>
      cache.truth(input, state === 'STOPPED' || state === 'FAILED' ? published : planned),
    observed: (id) => simulations.observed(id),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closed = true;
      cancelAdoption();
      await tail;
      current?.close();
      await current?.done;
      await tail;
    },
  };
}
