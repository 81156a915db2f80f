import { afterEach, describe, expect, it } from 'vitest';
import type { EmbeddedAdapters } from '../../src/adapters/embedded/store.ts';
import { createCampusClock } from '../../src/core/campus-day.ts';
import { type ErrorCode, RollcallError } from '../../src/core/errors.ts';
import { createPipeline, type Pipeline } from '../../src/ingest/pipeline.ts';
import type { Metrics } from '../../src/ports/metrics.ts';
import { openTemporaryStore, SILENT } from '../support/embedded.ts';
import { delaying, failing, losingAnswers } from '../support/faults.ts';
import { DAY, makeMessage, NOON, numberedUuid } from '../support/swipes.ts';

const METRICS: Metrics = {
  counter: () => ({ add() {} }),
  gauge() {},
  histogram: () => ({ observe() {} }),
};
const COUNT = 600;
const SESSION = { lectureId: 'CS101', day: DAY };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const error = (code: ErrorCode) => () => new RollcallError(code);

describe('ingest over backends in trouble', () => {
  const ending: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) await end();
  });

  /** A store with one student and as many swipes of theirs waiting, each twentieth of them a duplicate. */
  const begin = async () => {
    const temporary = await openTemporaryStore();
    ending.push(temporary.dispose);
    const { store } = temporary;
    await store.filter.add(['S1']);
    await store.roster.saveStudents([{ studentId: 'S1', displayName: null, cohort: null }]);
    const messages = Array.from({ length: COUNT }, (_, index) => {
      const number = index % 20 === 19 ? index - 1 : index;
      const swipe = {
        event_id: numberedUuid(number),
        student_id: 'S1',
        lecture_id: 'CS101',
        gate_id: 'G1',
        timestamp: new Date(NOON - COUNT + number).toISOString(),
        action: 'enter',
      };
      return makeMessage(JSON.stringify(swipe));
    });
    for (let from = 0; from < COUNT; from += 50) await store.swipeLog.publish(messages.slice(from, from + 50));
    const run = async (ports: EmbeddedAdapters): Promise<Pipeline> => {
      const pipeline = createPipeline({
        ...ports,
        clock: temporary.clock,
        campus: createCampusClock('UTC'),
        log: SILENT,
        metrics: METRICS,
        random: () => 0.5,
        limits: {
          batchMax: 37,
          lingerMs: 0,
          batchesInFlight: 3,
          allowedSkewMs: 300_000,
          rosterCacheMax: 100,
          backoffMaxMs: 1_000,
        },
      });
      ending.push(() => pipeline.stop());
      await pipeline.start();
      return pipeline;
    };
    /** Lets time pass, for retries wait for it, until the log is empty. */
    const finish = async () => {
      while (((await temporary.store.swipeLog.backlog()) ?? 0) > 0) {
        temporary.clock.advance(10);
        await turn();
      }
    };
    return { temporary, store, run, finish };
  };
  const expectAllOnce = async (store: EmbeddedAdapters) => {
    const page = { limit: COUNT, reverse: false };
    const accepted = COUNT - COUNT / 20;
    expect(await store.swipeStore.totals([SESSION])).toEqual([{ swipes: accepted, uniques: 1 }]);
    const rows = await store.swipeStore.sessionSwipes(SESSION, page);
    expect(new Set(rows.map(({ eventId }) => eventId)).size).toBe(accepted);
    const head = await store.feed.swipes.head();
    const announced = await store.feed.swipes.read(0, [0], head[0] ?? [], COUNT);
    expect(announced.map(({ value }) => value.eventId)).toEqual(rows.map(({ eventId }) => eventId));
    expect(await store.deadLetters.list(page)).toEqual([]);
    expect(await store.swipeStore.invalidAttempts({ from: 0, to: 2 * NOON }, {}, page)).toEqual([]);
  };

  it.each([
    [
      'the filter',
      (s: EmbeddedAdapters) => ({ ...s, filter: failing(s.filter, ['check'], 4, error('FILTER_UNAVAILABLE')) }),
    ],
    [
      'the roster',
      (s: EmbeddedAdapters) => ({ ...s, roster: failing(s.roster, ['known'], 4, error('ROSTER_UNAVAILABLE')) }),
    ],
    [
      'claims',
      (s: EmbeddedAdapters) => ({ ...s, claims: failing(s.claims, ['claim'], 4, error('CLAIMS_UNAVAILABLE')) }),
    ],
    [
      'the committer',
      (s: EmbeddedAdapters) => ({ ...s, committer: failing(s.committer, ['commit'], 4, error('STORE_UNAVAILABLE')) }),
    ],
  ])('waits for %s and then loses, repeats and reorders nothing', async (_, bend) => {
    const { store, run, finish } = await begin();
    const pipeline = await run(bend(store));
    await finish();
    expect(pipeline.status().retried).toBeGreaterThanOrEqual(4);
    await expectAllOnce(store);
  });

  it.each([
    [
      'a claim',
      (s: EmbeddedAdapters) => ({ ...s, claims: losingAnswers(s.claims, ['claim'], 5, error('CLAIMS_UNAVAILABLE')) }),
    ],
    [
      'a commit',
      (s: EmbeddedAdapters) => ({
        ...s,
        committer: losingAnswers(s.committer, ['commit'], 5, error('STORE_UNAVAILABLE')),
      }),
    ],
  ])('takes every swipe once when the answer to %s is lost', async (_, bend) => {
    const { store, run, finish } = await begin();
    const pipeline = await run(bend(store));
    await finish();
    await pipeline.stop();
    await expectAllOnce(store);
  });

  it('takes every swipe once when it is stopped within a block of the log and started over', async () => {
    const { temporary, store, run, finish } = await begin();
    const pipeline = await run(store);
    while (((await store.swipeLog.backlog()) ?? 0) > COUNT / 2) await turn();
    await pipeline.stop();
    const left = await store.swipeLog.backlog();
    expect(left).toBeGreaterThan(0);
    await temporary.reopen();
    expect(await temporary.store.swipeLog.backlog()).toBe(left);
    await run(temporary.store);
    await finish();
    await expectAllOnce(temporary.store);
  });

  it('pulls no more batches than may be in flight while a commit hangs', async () => {
    const { store, run, finish } = await begin();
    const held = delaying(store.committer, ['commit']);
    await run({ ...store, committer: held.port });
    while (held.waiting() === 0) await turn();
    for (let turns = 0; turns < 50; turns += 1) await turn();
    expect(held.waiting()).toBeLessThanOrEqual(3);
    held.release();
    await finish();
    await expectAllOnce(store);
  });
});
