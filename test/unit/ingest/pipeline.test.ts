import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Pipeline } from '../../../src/ingest/pipeline.ts';
import type { Effects } from '../../../src/ports/committer.ts';
import { createWorld, down, eventJson, message, NOW, rejected, tag, uuidOf } from './fakes.ts';

const running: Pipeline[] = [];
afterEach(async () => {
  for (const pipeline of running.splice(0)) await pipeline.stop();
});

async function startIn(world: ReturnType<typeof createWorld>): Promise<Pipeline> {
  const pipeline = world.createPipeline();
  running.push(pipeline);
  await pipeline.start();
  return pipeline;
}

/** n messages over five lectures, from position `from`. */
function swipes(n: number, from = 0) {
  return Array.from({ length: n }, (_, index) => message(from + index, eventJson(from + index)));
}

const holds = (position: number) => (effects: Effects) => effects.positions.includes(String(position));
const isBurial = (effects: Effects) => effects.deadLetters.length > 0;
/** A message that no commit is taken with, unless it is being set aside. */
const poison =
  (...positions: number[]) =>
  (effects: Effects) =>
    !isBurial(effects) && positions.some((position) => holds(position)(effects)) ? rejected() : null;

function announcedInOrder(world: ReturnType<typeof createWorld>): boolean {
  const last = new Map<string, number>();
  return world.stores.announced.every(({ swipe }) => {
    const before = last.get(swipe.lectureId) ?? -1;
    last.set(swipe.lectureId, Number(swipe.logPosition));
    return before < Number(swipe.logPosition);
  });
}

describe('the ingest pipeline', () => {
  it('takes everything from the log in batches and counts what became of it', async () => {
    const world = createWorld();
    world.swipeLog.publish(
      ...swipes(100),
      message(100, eventJson(1)),
      message(101, eventJson(200, { student_id: 'nobody' })),
      message(102, eventJson(1, { gate_id: 'G2' })),
      message(103, eventJson(201, { timestamp: new Date(NOW + 9e6).toISOString() })),
      message(104, new Uint8Array([1, 2, 3]), { simulation: tag(9) }),
    );
    const pipeline = await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 105);
    expect(pipeline.status()).toEqual({
      accepted: 100,
      invalid: 4,
      duplicates: 1,
      deadLettered: 1,
      retried: 0,
      paused: false,
    });
    expect(world.commits.map(({ positions }) => positions.length)).toEqual([20, 20, 20, 20, 20, 5]);
    expect([...world.stores.attempts.values()].map(({ reason }) => reason)).toEqual([
      'UNKNOWN_STUDENT',
      'EVENT_ID_REUSED',
      'TIMESTAMP_IN_FUTURE',
      'MALFORMED',
    ]);
    expect(world.stores.outcomes.get(uuidOf(1))).toEqual({ state: 'ACCEPTED' });
    expect(world.stores.simulation.get(9)).toBe('MALFORMED');
    expect(announcedInOrder(world)).toBe(true);
  });

  it('asks the filter and the claims once a batch', async () => {
    const world = createWorld();
    world.swipeLog.publish(...swipes(60));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 60);
    expect(world.filter.calls).toBe(3);
    expect(world.roster.asked.length).toBeLessThanOrEqual(3);
  });

  it('decodes the next batch while one is being committed, and no further one', async () => {
    const world = createWorld();
    world.swipeLog.publish(...swipes(100));
    let open = false;
    world.failing = () => (open ? null : down());
    await startIn(world);
    await world.until(() => world.claims.held.size === 40);
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(world.claims.held.size).toBe(40);
    open = true;
    await world.until(() => world.stores.acknowledged.size === 100);
  });

  it('lets the committer begin with the next batch while one is being committed, and commits that same value', async () => {
    const world = createWorld();
    let preparedAtFirst = 0;
    world.failing = () => {
      preparedAtFirst ||= world.prepared.length;
      return null;
    };
    world.swipeLog.publish(...swipes(60));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 60);
    expect(preparedAtFirst).toBe(2);
    expect(world.commits).toHaveLength(3);
    for (const [index, effects] of world.commits.entries()) expect(effects).toBe(world.prepared[index]);
  });

  it('decides again what waited for long behind a backend that was down: what is late depends on it', async () => {
    const world = createWorld();
    let failures = 0;
    world.failing = () => (failures++ < 20 ? down() : null);
    world.swipeLog.publish(...swipes(40));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 40);
    const waited = world.clock.now() - NOW;
    expect(waited).toBeGreaterThan(60_000);
    expect(world.prepared.map(({ decidedAt }) => decidedAt - NOW)).toEqual([0, 0]);
    expect(world.commits.map(({ decidedAt }) => decidedAt - NOW)).toEqual([waited, waited]);
  });

  it('writes one line a batch, and one for each outcome that is not plain success, without names or payloads', async () => {
    const world = createWorld();
    world.swipeLog.publish(...swipes(10), message(10, eventJson(3)), message(11, eventJson(77, { student_id: 'X9' })));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 12);
    await world.until(() => world.log.lines.some(({ fields }) => fields.outcome === 'UNKNOWN_STUDENT'));
    const { lines } = world.log;
    expect(lines.filter(({ event }) => event === 'batch committed')).toMatchObject([
      { fields: { messages: 12, accepted: 10, duplicates: 1, invalid: 1 } },
    ]);
    expect(lines.filter(({ event }) => event === 'swipe not accepted').map(({ fields }) => fields)).toEqual([
      { position: '10', outcome: 'DUPLICATE' },
      { position: '11', outcome: 'UNKNOWN_STUDENT' },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/X9|S3|G1/);
  });

  it('warns of messages without a key and of producers ahead of time', async () => {
    const world = createWorld();
    world.swipeLog.publish(
      message(0, eventJson(0), { key: '' }),
      message(1, eventJson(1), { publishedAt: NOW + 60_000 }),
    );
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 2);
    expect(world.metrics.values.get('rollcall_ingest_unkeyed_total')).toBe(1);
    expect(world.metrics.values.get('rollcall_ingest_clock_ahead_total')).toBe(1);
  });
});

describe('a backend that is down', () => {
  it.each(['commit', 'claims', 'filter', 'roster'] as const)(
    'pauses ingest while %s fails, and loses and blames nothing',
    async (part) => {
      const world = createWorld();
      let isDown = true;
      if (part === 'commit') world.failing = () => (isDown ? down() : null);
      else {
        const fail =
          <A, R>(real: (argument: A) => Promise<R>) =>
          async (argument: A) => {
            if (isDown) throw down();
            return real(argument);
          };
        if (part === 'claims') world.claims.claim = fail(world.claims.claim);
        if (part === 'filter') world.filter.check = fail(world.filter.check);
        if (part === 'roster') world.roster.known = fail(world.roster.known);
      }
      world.swipeLog.publish(...swipes(200));
      const pipeline = await startIn(world);
      await world.until(() => world.clock.delays.length >= 5);
      expect(pipeline.status().paused).toBe(true);
      expect(world.stores.acknowledged.size).toBe(0);
      isDown = false;
      await world.until(() => world.stores.acknowledged.size === 200);
      expect(pipeline.status()).toMatchObject({ accepted: 200, invalid: 0, deadLettered: 0, paused: false });
      expect(pipeline.status().retried).toBeGreaterThanOrEqual(5);
      expect(world.stores.deadLetters.size).toBe(0);
      expect(announcedInOrder(world)).toBe(true);
    },
  );

  it('is asked less and less often, up to the longest wait', async () => {
    const world = createWorld({ batchesInFlight: 1, backoffMaxMs: 1000 });
    world.failing = () => down();
    world.swipeLog.publish(...swipes(5));
    await startIn(world);
    await world.until(() => world.clock.delays.length >= 6);
    expect(world.clock.delays.slice(0, 6)).toEqual([75, 150, 300, 600, 750, 750]);
  });

  it('may have announced a batch before it failed: the second try says so', async () => {
    const world = createWorld();
    let failures = 0;
    world.failing = () => (failures++ === 0 ? down() : null);
    world.swipeLog.publish(...swipes(30));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 30);
    expect(world.stores.announced.map(({ again }) => again)).toEqual([
      ...Array.from({ length: 20 }, () => true),
      ...Array.from({ length: 10 }, () => false),
    ]);
  });

  it('delays the start of consumption, not the start of the process', async () => {
    const world = createWorld();
    const { subscribe } = world.swipeLog;
    let tries = 0;
    world.swipeLog.subscribe = async () => {
      tries += 1;
      if (tries < 4) throw down();
      return subscribe();
    };
    world.swipeLog.publish(...swipes(5));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 5);
  });

  it('does not keep the pipeline from stopping: what it held up comes again', async () => {
    const world = createWorld();
    world.failing = () => down();
    world.swipeLog.publish(...swipes(100));
    const pipeline = await startIn(world);
    await world.until(() => pipeline.status().paused);
    await pipeline.stop();
    expect(world.stores.acknowledged.size).toBe(0);
    world.failing = () => null;
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 100);
    expect(world.stores.swipes.size).toBe(100);
    expect(world.stores.announced.filter(({ again }) => again).length).toBe(40);
  });
});

describe('stopping', () => {
  it('finishes what is in flight and takes nothing more', async () => {
    const world = createWorld();
    world.swipeLog.publish(...swipes(1000));
    const pipeline = await startIn(world);
    await world.until(() => world.commits.length >= 3);
    await pipeline.stop();
    const committed = world.commits.length;
    expect(world.stores.acknowledged.size).toBe(committed * 20);
    expect(world.claims.held.size).toBe(committed * 20);
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 1000);
    expect(world.stores.announced.length).toBe(1000);
    expect(world.stores.announced.some(({ again }) => again)).toBe(false);
  });

  it('ends at once when there is nothing to do, twice too', async () => {
    const pipeline = await startIn(createWorld());
    await pipeline.stop();
    await pipeline.stop();
  });
});

describe('a message that cannot be written', () => {
  it('becomes exactly one dead letter with its bytes, and its siblings are written in order', async () => {
    const world = createWorld();
    world.failing = poison(27);
    const messages = swipes(100);
    world.swipeLog.publish(...messages);
    const pipeline = await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 100);
    const [letter, ...more] = [...world.stores.deadLetters.values()];
    expect(more).toEqual([]);
    expect(letter).toMatchObject({ reason: 'MESSAGE_REJECTED', payload: messages[27]?.payload });
    expect(letter?.attempts).toBeGreaterThanOrEqual(2);
    expect(world.stores.swipes.size).toBe(99);
    expect(world.claims.held.has(uuidOf(27))).toBe(false);
    expect(announcedInOrder(world)).toBe(true);
    expect(pipeline.status()).toMatchObject({ accepted: 99, deadLettered: 1, paused: false });
    expect(world.stores.attempts.size).toBe(0);
  });

  it.each([[[0, 1, 2, 3, 4]], [[0, 5, 10, 15]], [[3, 19, 20, 39, 40, 99]], [[7, 12, 17, 22, 27, 32, 37]]])(
    'is found among others of its kind: %j',
    async (bad) => {
      const world = createWorld();
      world.failing = poison(...bad);
      world.swipeLog.publish(...swipes(100));
      await startIn(world);
      // One more lecture: the last message of the log needs a sibling after it.
      world.swipeLog.publish(message(100, eventJson(100, { lecture_id: 'other' })));
      await world.until(() => world.stores.acknowledged.size === 101);
      expect(world.stores.deadLetters.size).toBe(bad.length);
      expect(world.stores.swipes.size).toBe(101 - bad.length);
      expect(announcedInOrder(world)).toBe(true);
    },
  );

  it('is not blamed without proof: it waits for a sibling, and that one is written first', async () => {
    const world = createWorld();
    world.failing = poison(0);
    world.swipeLog.publish(message(0, eventJson(0)));
    await startIn(world);
    await world.until(() => world.clock.delays.length >= 4);
    expect(world.stores.deadLetters.size).toBe(0);
    world.swipeLog.publish(message(1, eventJson(1)));
    await world.until(() => world.stores.acknowledged.size === 2);
    expect(world.commits.map(({ positions }) => positions)).toEqual([['1'], ['0']]);
    expect(world.stores.deadLetters.size).toBe(1);
  });

  it('is proved by the next message of its own lecture where no other comes', async () => {
    const world = createWorld();
    world.failing = poison(1);
    world.swipeLog.publish(...[0, 1, 2, 3].map((n) => message(n, eventJson(n, { lecture_id: 'only' }))));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 4);
    expect(world.stores.deadLetters.size).toBe(1);
    expect(world.stores.announced.map(({ swipe }) => swipe.logPosition)).toEqual(['0', '2', '3']);
  });

  it('does not stop consumption, however many follow it and however small the batches', async () => {
    const world = createWorld({ batchMax: 1 });
    world.failing = poison(0, 1, 2, 3, 4, 5);
    const lecture = { lecture_id: 'only' };
    world.swipeLog.publish(...[0, 1, 2, 3, 4, 5, 6].map((n) => message(n, eventJson(n, lecture))));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 7);
    expect(world.stores.deadLetters.size).toBe(6);
  });

  it('is not blamed for what a committer refuses to everybody: all are written once it recovers', async () => {
    const world = createWorld();
    let broken = true;
    world.failing = () => (broken ? rejected() : null);
    world.swipeLog.publish(...swipes(300));
    const pipeline = await startIn(world);
    await world.until(() => pipeline.status().paused);
    expect(world.stores.acknowledged.size).toBe(0);
    broken = false;
    await world.until(() => world.stores.acknowledged.size === 300);
    expect(world.stores.deadLetters.size).toBe(0);
    expect(world.stores.swipes.size).toBe(300);
    expect(announcedInOrder(world)).toBe(true);
  });

  it('holds back the later messages of its lecture while those of others go on', async () => {
    const world = createWorld();
    world.failing = poison(0);
    const lectures = ['A', 'A', 'B', 'A', 'B'];
    world.swipeLog.publish(...lectures.map((lecture, n) => message(n, eventJson(n, { lecture_id: lecture }))));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 5);
    expect(world.commits.map(({ positions }) => positions)).toEqual([['2', '4'], ['0'], ['1', '3']]);
  });

  it('is found whatever else goes wrong, and nothing else is blamed, lost or put out of order', async () => {
    const worlds = fc.record({
      lectures: fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 60 }),
      bad: fc.uniqueArray(fc.nat(59), { maxLength: 12 }),
      downEvery: fc.integer({ min: 2, max: 9 }),
      batchMax: fc.integer({ min: 1, max: 25 }),
    });
    await fc.assert(
      fc.asyncProperty(worlds, async ({ lectures, bad, downEvery, batchMax }) => {
        const world = createWorld({ batchMax });
        const isPoison = poison(...bad);
        let commits = 0;
        world.failing = (effects) => {
          commits += 1;
          if (commits % downEvery === 0) return down();
          return isPoison(effects);
        };
        const pipeline = await startIn(world);
        world.swipeLog.publish(...lectures.map((lecture, n) => message(n, eventJson(n, { lecture_id: lecture }))));
        // A last, good message of each lecture: whatever waits for a proof finds one.
        const end = lectures.length;
        const last = ['A', 'B', 'C'].map((lecture, n) =>
          message(1000 + n, eventJson(1000 + n, { lecture_id: lecture })),
        );
        world.swipeLog.publish(...last);
        await world.until(() => world.stores.acknowledged.size === end + 3);
        const buried = bad.filter((position) => position < end);
        expect(world.stores.deadLetters.size).toBe(buried.length);
        expect(world.stores.swipes.size).toBe(end + 3 - buried.length);
        expect(announcedInOrder(world)).toBe(true);
        for (const { positions } of world.commits) expect([...positions].sort((a, b) => +a - +b)).toEqual(positions);
        await pipeline.stop();
      }),
      { numRuns: 300 },
    );
  });

  it('waits out a backend that goes down in the middle of the search', async () => {
    const world = createWorld();
    let commits = 0;
    const isPoison = poison(13);
    world.failing = (effects) => {
      commits += 1;
      return commits % 3 === 0 ? down() : isPoison(effects);
    };
    world.swipeLog.publish(...swipes(60));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 60);
    expect(world.stores.deadLetters.size).toBe(1);
    expect(world.stores.swipes.size).toBe(59);
    expect(announcedInOrder(world)).toBe(true);
  });

  it('frees its event id: a later message that was judged by it is judged again', async () => {
    const world = createWorld();
    world.failing = poison(0);
    const other = eventJson(0, { lecture_id: 'other', gate_id: 'G7' });
    world.swipeLog.publish(...swipes(20), message(20, other));
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 21);
    expect(world.stores.outcomes.get(uuidOf(0))).toEqual({ state: 'ACCEPTED' });
    expect(world.stores.attempts.size).toBe(0);
  });

  it('is not acknowledged by stopping: the next start meets it again', async () => {
    const world = createWorld();
    world.failing = poison(0);
    world.swipeLog.publish(message(0, eventJson(0)));
    const pipeline = await startIn(world);
    await world.until(() => world.clock.delays.length >= 1);
    await pipeline.stop();
    expect(world.stores.acknowledged.size).toBe(0);
    world.failing = () => null;
    await startIn(world);
    await world.until(() => world.stores.acknowledged.size === 1);
    expect(world.stores.deadLetters.size).toBe(0);
  });
});

describe('cards that are on no roster', () => {
  it('are never accepted, 100,000 of them against a filter that always says maybe', async () => {
    const world = createWorld({ batchMax: 2000 });
    world.filter.lies = () => true;
    const unknown = 100_000;
    for (let n = 0; n < unknown; n += 1) {
      world.swipeLog.publish(message(n, eventJson(n, { student_id: `X${(n * 7919) % 1_000_003}` })));
    }
    world.swipeLog.publish(...swipes(50, unknown));
    const pipeline = await startIn(world);
    await world.until(() => world.stores.acknowledged.size === unknown + 50);
    expect(pipeline.status()).toMatchObject({ accepted: 50, invalid: unknown });
    expect([...world.stores.swipes.values()].every(({ studentId }) => world.roster.cards.has(studentId))).toBe(true);
    expect(world.metrics.values.get('rollcall_filter_wrong_maybe_total')).toBe(unknown);
  });
});
