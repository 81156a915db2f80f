import { describe, expect, it } from 'vitest';
import { parseDay } from '../../../src/core/campus-day.ts';
import { RollcallError } from '../../../src/core/errors.ts';
import type { SimulationRecord } from '../../../src/core/simulation.ts';
import type { SimulationRequest } from '../../../src/ports/simulator.ts';
import { createSimulator } from '../../../src/simulation/simulator.ts';
import { oracleTruth } from '../../support/simulation-oracle.ts';
import { createWorld, firstCopies, type Interference, openWorld, type World } from '../../support/simulation-world.ts';

const NOISY: SimulationRequest = {
  seed: 9,
  students: 150,
  lectures: 4,
  days: 3,
  invalidShare: 0.05,
  duplicateShare: 0.05,
  outOfOrderShare: 0.2,
  malformedShare: 0.01,
};
const START = '2026-03-10T09:00:00Z';

async function open(world: World, owner = 1, before?: Interference, after?: Interference) {
  const simulator = await world.clock.drive(createSimulator(openWorld(world, owner, before, after)));
  const begin = async (request: SimulationRequest): Promise<SimulationRecord> => {
    const result = await world.clock.drive(simulator.start(request));
    if (result.kind !== 'STARTED') throw new Error(JSON.stringify(result));
    return result.simulation;
  };
  const now = async (id: string): Promise<SimulationRecord> => {
    const [record = null] = await simulator.get([id]);
    if (record === null) throw new Error('no such simulation');
    return record;
  };
  /** Lets time pass until the record is so. */
  const until = async (id: string, test: (record: SimulationRecord) => boolean): Promise<SimulationRecord> => {
    for (let steps = 0; steps < 20_000; steps += 1) {
      const record = await now(id);
      if (test(record)) return record;
      await world.clock.step();
    }
    throw new Error('it never came to that');
  };
  return { simulator, begin, now, until };
}
const ended = ({ finishedAt }: SimulationRecord) => finishedAt !== null;

describe('the simulator', () => {
  it('preloads, publishes all of the plan in order, and is COMPLETED when ingest has seen it', async () => {
    const world = createWorld(START);
    world.ingested = 100;
    const { simulator, begin, until, now } = await open(world);
    const states: string[] = [];
    simulator.onChange(({ state }) => states.push(state));
    const started = await begin(NOISY);
    const draining = await until(started.id, ({ state }) => state === 'DRAINING');
    expect([draining.published, draining.finishedAt]).toEqual([started.planned, null]);
    for (let polls = 0; polls < 5; polls += 1) await world.clock.step();
    expect((await now(started.id)).state).toBe('DRAINING');
    world.ingested = Number.POSITIVE_INFINITY;
    const record = await until(started.id, ended);
    expect(record.state).toBe('COMPLETED');
    expect(world.published.map(({ simulation }) => simulation?.index)).toEqual(
      world.published.map((_, index) => index),
    );
    const { sessions, latecomers, ...counts } = simulator.expected(record);
    expect(await simulator.observed(record.id)).toEqual(counts);
    expect({ sessions, latecomers, ...counts }).toEqual(oracleTruth(world.published, world, world.campus));
    expect([...new Set(states)]).toEqual(['RUNNING', 'DRAINING', 'COMPLETED']);
    expect(world.leases.size).toBe(0);
  });

  it('preloads students, lectures with their first day, and enrolments, in calls of at most 5,000 rows', async () => {
    const world = createWorld(START);
    const { begin, until } = await open(world);
    const { id } = await begin({ seed: 1, students: 5_001, lectures: 3, limit: 10 });
    await until(id, ended);
    expect(world.imported.students).toHaveLength(5_001);
    expect(world.imported.students[0]).toMatchObject({ displayName: expect.stringMatching(/^\S+ \S+$/) });
    const first = parseDay('2026-03-09');
    for (const { timetable } of world.lectures.values()) {
      for (const slot of timetable ?? []) expect([slot.from, slot.until]).toEqual([first, first]);
    }
    expect(world.imported.enrolments).toHaveLength(3 * 5_001);
    expect(world.imported.enrolments.every(({ from }) => from === first)).toBe(true);
  });

  it('ends after `limit` messages, and expects what those come to', async () => {
    const world = createWorld(START);
    const { simulator, begin, until } = await open(world);
    const { id, planned } = await begin({ ...NOISY, limit: 321 });
    const record = await until(id, ended);
    expect([planned, record.published, world.published.length]).toEqual([321, 321, 321]);
    expect(simulator.expected(record)).toEqual(oracleTruth(world.published, world, world.campus));
  });

  it('publishes at the rate asked for, by the clock', async () => {
    const world = createWorld(START);
    const { begin, until } = await open(world);
    const { id } = await begin({ ...NOISY, students: 500, rate: 200, limit: 1_001 });
    const record = await until(id, ended);
    const seconds = ((world.published.at(-1)?.at ?? 0) - (world.published[0]?.at ?? 0)) / 1_000;
    expect(record.published).toBe(1_001);
    expect(seconds).toBeGreaterThanOrEqual(4.95);
    expect(seconds).toBeLessThan(5.2);
  });

  it('publishes a LIVE plan as it falls due, never ahead of the clock', async () => {
    const world = createWorld(START);
    const { simulator, begin, until } = await open(world);
    const { id } = await begin({ ...NOISY, days: 1, mode: 'LIVE' });
    const record = await until(id, ended);
    expect(record.state).toBe('COMPLETED');
    expect(simulator.expected(record)).toEqual(oracleTruth(world.published, world, world.campus));
    const swipes = world.published.flatMap(({ payload, at }) => {
      const time = /"timestamp":"([^"]*Z)"/.exec(Buffer.from(payload).toString('latin1'))?.[1] ?? '';
      return Number.isNaN(Date.parse(time)) || time.includes('-02-30') ? [] : [at - Date.parse(time)];
    });
    expect(Math.min(...swipes)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...swipes)).toBeLessThan(120_000);
    expect(swipes.filter((lag) => lag < 1_000).length / swipes.length).toBeGreaterThan(0.7);
  });

  it('waits and sends the same again while the log is full, and loses and repeats nothing', async () => {
    const world = createWorld(START);
    let calls = 0;
    const { begin, until } = await open(world, 1, (call) => {
      if (call !== 'publish') return;
      calls += 1;
      if (calls % 3 !== 0) throw new RollcallError('BUSY');
    });
    const { id, planned } = await begin(NOISY);
    const record = await until(id, ended);
    expect([record.state, world.published.length]).toEqual(['COMPLETED', planned]);
    expect(calls).toBe(3 * Math.ceil(planned / 2_000));
  });

  it('goes on when a store fails for a while', async () => {
    const world = createWorld(START);
    let calls = 0;
    const { simulator, begin, until } = await open(world, 1, (call) => {
      calls += 1;
      if (calls > 1 && calls % 2 === 0)
        throw new RollcallError(call === 'publish' ? 'LOG_UNAVAILABLE' : 'STORE_UNAVAILABLE');
    });
    const { id } = await begin(NOISY);
    const record = await until(id, ended);
    const { accepted } = simulator.expected(record);
    expect([record.state, (await simulator.observed(id).catch(() => simulator.observed(id))).accepted]).toEqual([
      'COMPLETED',
      accepted,
    ]);
  });

  it('is FAILED with its reason on an error that trying again cannot mend', async () => {
    const world = createWorld(START);
    const { begin, until, simulator } = await open(world, 1, (call) => {
      if (call === 'publish') throw new RollcallError('MESSAGE_REJECTED');
    });
    const { id } = await begin(NOISY);
    const record = await until(id, ended);
    expect(record).toMatchObject({ state: 'FAILED', failure: 'A message could not be processed.', published: 0 });
    expect((await world.clock.drive(simulator.start({ ...NOISY, seed: 10 }))).kind).toBe('STARTED');
  });

  it('stops when asked, expects what was published, and changes nothing when asked again', async () => {
    const world = createWorld(START);
    const { simulator, begin, until } = await open(world);
    const { id } = await begin({ ...NOISY, rate: 50 });
    await until(id, ({ published }) => published > 70);
    const stopped = await world.clock.drive(simulator.stop(id));
    expect(stopped).toMatchObject({ state: 'STOPPED', published: world.published.length });
    if (stopped === null) throw new Error('gone');
    expect(stopped.published).toBeLessThan(stopped.planned);
    expect(simulator.expected(stopped)).toEqual(oracleTruth(world.published, world, world.campus));
    expect(await simulator.stop(id)).toEqual(stopped);
    expect(await simulator.stop('nobody')).toBeNull();
    expect((await world.clock.drive(simulator.start({ ...NOISY, seed: 10 }))).kind).toBe('STARTED');
  });

  it('counts a batch that the log took although it answered with an error, when stopped just then', async () => {
    const world = createWorld(START);
    let stopping: Promise<SimulationRecord | null> | undefined;
    const { simulator, begin } = await open(world, 1, undefined, (call) => {
      if (call !== 'publish' || stopping !== undefined) return;
      stopping = simulator.stop([...world.records.keys()][0] ?? '');
      throw new RollcallError('LOG_UNAVAILABLE');
    });
    const { id } = await begin({ ...NOISY, students: 1_500 });
    while (stopping === undefined) await world.clock.step();
    const stopped = await world.clock.drive(stopping);
    expect(stopped).toMatchObject({ state: 'STOPPED', published: firstCopies(world, id).length });
  });

  it('runs one at a time, in this process or another', async () => {
    const world = createWorld(START);
    const first = await open(world, 1);
    const { id } = await first.begin({ ...NOISY, rate: 10 });
    const second = await open(world, 2);
    for (const { simulator } of [first, second]) {
      const answer = await world.clock.drive(simulator.start({ seed: 1 }));
      expect(answer).toMatchObject({ kind: 'ALREADY_RUNNING', running: { id } });
    }
  });

  it('is stopped by way of another process', async () => {
    const world = createWorld(START);
    const first = await open(world, 1);
    const { id } = await first.begin({ ...NOISY, rate: 10 });
    const second = await open(world, 2);
    const stopped = await world.clock.drive(second.simulator.stop(id));
    expect(stopped).toMatchObject({ state: 'STOPPED', published: world.published.length });
    expect(world.leases.size).toBe(0);
  });

  it('does not play the same days twice, however the first time ended', async () => {
    const world = createWorld(START);
    const { simulator, begin, until } = await open(world);
    const { id } = await begin({ ...NOISY, limit: 5 });
    await until(id, ended);
    const again = await world.clock.drive(simulator.start({ ...NOISY, rate: 3, limit: 7, preload: false }));
    expect(again).toMatchObject({ kind: 'ALREADY_PLAYED', earlier: { id } });
    expect((await world.clock.drive(simulator.start({ ...NOISY, days: 2 }))).kind).toBe('STARTED');
  });

  it('without preload needs every student and lecture on the roster', async () => {
    const world = createWorld(START);
    let refusing = true;
    const missing = { kind: 'INPUT_PROBLEM', field: 'preload', code: 'ROSTER_MISSING' };
    const { simulator, begin, until } = await open(world, 1, (call) => {
      if (call === 'publish' && refusing) throw new RollcallError('MESSAGE_REJECTED');
    });
    expect(await world.clock.drive(simulator.start({ ...NOISY, preload: false }))).toMatchObject(missing);
    // This one puts its roster in place and publishes nothing.
    await until((await begin(NOISY)).id, ended);
    const [student = ''] = world.students;
    world.students.delete(student);
    expect(await world.clock.drive(simulator.start({ ...NOISY, preload: false }))).toMatchObject(missing);
    world.students.add(student);
    const imports = world.imported.students.length;
    refusing = false;
    const record = await until((await begin({ ...NOISY, preload: false })).id, ended);
    expect([record.state, world.imported.students.length]).toEqual(['COMPLETED', imports]);
  });

  it('answers what is wrong with its input', async () => {
    const world = createWorld(START);
    const { simulator } = await open(world);
    expect(await simulator.start({ students: 0 })).toMatchObject({ kind: 'INPUT_PROBLEM', field: 'students' });
    const huge = { students: 200_000, lectures: 2_000, days: 400 };
    expect(await world.clock.drive(simulator.start(huge))).toMatchObject({ field: 'days', code: 'PLAN_TOO_LARGE' });
    expect(world.leases.size).toBe(0);
  });

  it('lets go on close with its state unchanged, and goes on where it was when it is opened again', async () => {
    const world = createWorld(START);
    const first = await open(world);
    const { id, planned } = await first.begin({ ...NOISY, rate: 100 });
    await first.until(id, ({ published }) => published > 150);
    await world.clock.drive(first.simulator.close());
    const left = world.records.get(id);
    expect([left?.state, left?.published]).toEqual(['RUNNING', world.published.length]);
    const second = await open(world, 2);
    const record = await second.until(id, ended);
    expect([record.state, record.published, firstCopies(world, id).length]).toEqual(['COMPLETED', planned, planned]);
  });

  it('does not go on with what another version planned', async () => {
    const world = createWorld(START);
    const first = await open(world);
    const started = await first.begin({ ...NOISY, rate: 10 });
    await world.clock.drive(first.simulator.close());
    world.records.set(started.id, { ...started, tag: 'another' });
    const second = await open(world, 2);
    expect(await second.until(started.id, ended)).toMatchObject({ state: 'FAILED', published: 0 });
  });
});
