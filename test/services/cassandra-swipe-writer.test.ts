import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCassandraDeadLetters } from '../../src/adapters/cassandra/dead-letters.ts';
import type { CassandraSession } from '../../src/adapters/cassandra/session.ts';
import { createCassandraSwipeStore } from '../../src/adapters/cassandra/swipe-store.ts';
import { createCassandraSwipeWriter } from '../../src/adapters/cassandra/swipe-writer.ts';
import { createCampusClock, DAY_MS } from '../../src/core/campus-day.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import type { Effects } from '../../src/ports/committer.ts';
import { createSwipeOracle, entriesOf } from '../support/swipe-oracle.ts';
import { accepted, DAY, makeAttempt, makeDeadLetter, makeEffects, makeSwipe, NOON } from '../support/swipes.ts';
import { fileKeyspace } from './support/cassandra.ts';
import { toldSession } from './support/told-session.ts';

const HOUR_MS = 3_600_000;
const SESSION = { lectureId: 'CS101', day: DAY };
const GATE = { gateId: 'G1', day: DAY };
const PAGE = { limit: 1_000, reverse: false };
const TIMES = { campus: createCampusClock('UTC'), allowedLatenessMs: 20 * 60_000 };
const LONG_AFTER = NOON + 3 * DAY_MS;

describe('swipe writer: cassandra', () => {
  const keyspace = fileKeyspace();
  let session: CassandraSession;
  beforeEach(async () => {
    session = await keyspace().open();
  });
  afterEach(async () => {
    await session.close();
    await keyspace().clear();
  });

  const openWriter = (batchBytesMax?: number) => createCassandraSwipeWriter({ ...TIMES, session, batchBytesMax });
  const openStore = (over = session, isFinal = true) =>
    createCassandraSwipeStore({ ...TIMES, session: over, isFinal: () => isFinal });
  const effectsOf = (swipes: readonly Swipe[], over: Partial<Effects> = {}) =>
    makeEffects({ swipes: swipes.map((swipe) => accepted(swipe)), ...over });

  it('leaves the same rows whatever the order, the repeats and the overlaps of batches, and whoever writes them', async () => {
    const made = fc.array(
      fc.record({
        lectureId: fc.constantFrom('CS101', 'MA201'),
        studentId: fc.constantFrom('S1', 'S2', 'S3'),
        gateId: fc.constantFrom('G1', 'G2'),
        action: fc.constantFrom('ENTER', 'EXIT'),
        ts: fc.integer({ min: -3, max: 3 }).map((minute) => NOON + minute * 60_000),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const plan = fc.tuple(made, fc.array(fc.array(fc.nat(11), { maxLength: 8 }), { maxLength: 4 }), fc.integer());
    await fc.assert(
      fc.asyncProperty(plan, async ([fields, repeats, later]) => {
        const swipes = fields.map(makeSwipe);
        const batches = repeats.map((indexes) =>
          indexes.flatMap((index) => {
            const swipe = swipes[index % swipes.length];
            // A redelivery may be received later, and says where it stood all the same.
            return swipe === undefined ? [] : [{ ...swipe, receivedAt: swipe.receivedAt + Math.abs(later % 1_000) }];
          }),
        );
        batches.splice(later & 3, 0, swipes);
        const writers = [openWriter(), openWriter(600)];
        await Promise.all(batches.map((batch, index) => writers[index % 2]?.persist(effectsOf(batch))));
        const oracle = createSwipeOracle(swipes);
        const store = openStore(session, false);
        const sessions = ['CS101', 'MA201'].map((lectureId) => ({ lectureId, day: DAY }));
        for (const key of sessions) expect(await store.sessionSwipes(key, PAGE)).toEqual(oracle.sessionSwipes(key));
        expect((await store.attendance(sessions)).map(entriesOf)).toEqual(sessions.map(oracle.attendance));
        for (const id of ['S1', 'S2', 'S3']) {
          expect(await store.studentSwipes(id, DAY, PAGE)).toEqual(oracle.studentSwipes(id, DAY));
          expect(await store.studentSessions(id, { from: DAY, to: DAY + 1 })).toEqual(oracle.studentSessions(id));
        }
        for (const id of ['G1', 'G2'])
          expect(await store.gateSwipes(id, DAY, PAGE)).toEqual(oracle.gateSwipes(id, DAY));
        await keyspace().clear();
      }),
      { numRuns: 12 },
    );
  });

  it('answers for final days without reading swipes, until a late batch of any process comes', async () => {
    await openWriter().persist(effectsOf([makeSwipe(), makeSwipe({ studentId: 'S2', action: 'EXIT' })]));
    const told = toldSession(session);
    const store = openStore({ ...session, ...told });
    const ask = async () => {
      told.asked.length = 0;
      const answer = [await store.totals([SESSION]), await store.gateTotals([GATE])];
      return { answer, events: told.asked.filter((table) => table.startsWith('events_by')) };
    };
    await ask();
    const first = { swipes: 2, uniques: 2 };
    const gate = { enters: 1, exits: 1, lastSwipeAt: NOON };
    expect(await ask()).toEqual({ answer: [[first], [gate]], events: [] });
    for (const late of [1, 2, 3]) {
      const swipe = makeSwipe({ studentId: `late ${late}`, receivedAt: LONG_AFTER });
      await openWriter().persist(effectsOf([swipe], { decidedAt: LONG_AFTER }));
      const answer = [[{ swipes: 2 + late, uniques: 2 + late }], [{ ...gate, enters: 1 + late }]];
      expect((await ask()).answer).toEqual(answer);
      expect(await ask()).toEqual({ answer, events: [] });
      const [sheet] = await store.attendance([SESSION]);
      expect(sheet).toMatchObject({ swipes: 2 + late, lateSwipes: late });
    }
  });

  it('never stores totals that lack a batch written while they were derived', async () => {
    const writer = openWriter();
    await writer.persist(effectsOf([makeSwipe()]));
    const amid = makeSwipe({ studentId: 'S2', receivedAt: LONG_AFTER });
    let isWritten = false;
    const store = openStore({
      ...session,
      async rows(query, params) {
        const rows = await session.rows(query, params);
        if (/count\(/.test(query) && !isWritten) {
          isWritten = true;
          await writer.persist(effectsOf([amid], { decidedAt: LONG_AFTER }));
        }
        return rows;
      },
    });
    await store.totals([SESSION]);
    expect(await openStore().totals([SESSION])).toEqual([{ swipes: 2, uniques: 2 }]);
  });

  it('reads a range of years by the hours that hold anything', async () => {
    const attempts = [NOON - 900 * DAY_MS, NOON, NOON + HOUR_MS, NOON + 700 * DAY_MS].map((receivedAt) =>
      makeAttempt({ receivedAt }),
    );
    await openWriter().persist(makeEffects({ attempts }));
    const told = toldSession(session);
    const store = createCassandraSwipeStore({ ...TIMES, session: told, isFinal: () => false });
    const ever = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
    expect(await store.invalidAttempts(ever, {}, PAGE)).toEqual(attempts);
    expect(told.asked).toHaveLength(5);
    told.asked.length = 0;
    expect(await store.invalidAttempts(ever, {}, { limit: 1, reverse: true })).toEqual(attempts.slice(-1));
    expect(told.asked).toEqual(['invalid_attempt_hours', 'invalid_attempts_by_day']);
  });

  it("finds a card's attempts without reading everybody's", async () => {
    const others = Array.from({ length: 40 }, (_, index) => makeAttempt({ receivedAt: NOON + index * HOUR_MS }));
    const mine = [5, 30].map((hours) => makeAttempt({ studentId: 'S1', receivedAt: NOON + hours * HOUR_MS }));
    await openWriter().persist(makeEffects({ attempts: [...others, ...mine] }));
    const told = toldSession(session);
    const store = createCassandraSwipeStore({ ...TIMES, session: told, isFinal: () => false });
    const range = { from: NOON, to: NOON + 50 * HOUR_MS };
    expect(await store.invalidAttempts(range, { studentIds: new Set(['S1', 'S2']) }, PAGE)).toEqual(mine);
    expect(told.asked.filter((table) => table === 'invalid_attempts_by_day')).toHaveLength(2);
  });

  it('looks up hundreds of keys of a session in a few reads', async () => {
    const swipes = Array.from({ length: 250 }, (_, index) => makeSwipe({ ts: NOON + index }));
    await openWriter().persist(effectsOf(swipes));
    const told = toldSession(session);
    const store = createCassandraSwipeStore({ ...TIMES, session: told, isFinal: () => false });
    expect(await store.swipes(swipes)).toEqual(swipes);
    expect(told.asked).toHaveLength(3);
  });

  it('does not bring back a dead letter that was removed', async () => {
    const letter = makeDeadLetter();
    const letters = createCassandraDeadLetters(session);
    await openWriter().persist(makeEffects({ deadLetters: [letter] }));
    expect(await letters.list(PAGE)).toEqual([{ ...letter, payload: Buffer.from(letter.payload) }]);
    await letters.remove([letter.id]);
    await openWriter().persist(makeEffects({ deadLetters: [letter] }));
    expect(await letters.list(PAGE)).toEqual([]);
    expect(await letters.get([letter.id])).toEqual([null]);
  });

  it('takes a letter of five megabytes', async () => {
    const payload = Buffer.alloc(5 * 1024 * 1024, 7);
    const letter = makeDeadLetter({ payload });
    await openWriter().persist(makeEffects({ deadLetters: [letter] }));
    const [found] = await createCassandraDeadLetters(session).get([letter.id]);
    expect(found?.payload.length).toBe(payload.length);
  });

  it('says of a row that is never taken that it is not', async () => {
    const letter = makeDeadLetter({ payload: Buffer.alloc(20 * 1024 * 1024) });
    await expect(openWriter().persist(makeEffects({ deadLetters: [letter] }))).rejects.toMatchObject({
      code: 'MESSAGE_REJECTED',
    });
  });
});
