import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/campus-day.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import { openCommits } from '../support/commits.ts';
import { openTemporaryStore } from '../support/embedded.ts';
import { createSwipeOracle, entriesOf } from '../support/swipe-oracle.ts';
import { DAY, makeSwipe, NOON } from '../support/swipes.ts';

const LECTURES = ['CS10', 'CS101'];
const STUDENTS = ['S1', 'S10', 'S2'];
const GATES = ['G1', 'G2'];
const DAYS = [DAY - 1, DAY];
const PAGE = { limit: 1_000, reverse: false };

const swipe = fc.record({
  lectureId: fc.constantFrom(...LECTURES),
  studentId: fc.constantFrom(...STUDENTS),
  gateId: fc.constantFrom(...GATES),
  action: fc.constantFrom('ENTER', 'EXIT'),
  ts: fc
    .tuple(fc.integer({ min: -1, max: 0 }), fc.integer({ min: -4, max: 4 }))
    .map(([day, minute]) => NOON + day * DAY_MS + minute * 60_000),
});
/** More batches of a row or two than may gather before blocks are merged; what is done to the store after some. */
const batch = fc.record({
  swipes: fc.array(swipe, { maxLength: 3 }),
  after: fc.constantFrom(...Array.from({ length: 14 }, () => 'nothing'), 'reopen', 'compact'),
});

describe('the embedded store, small batches, merged and opened again anywhere', () => {
  it('answers as a list of all the swipes would', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 45, maxLength: 60 }), async (batches) => {
        const temporary = await openTemporaryStore();
        try {
          const all: Swipe[] = [];
          let commits = await openCommits(temporary.store);
          for (const { swipes, after } of batches) {
            all.push(...(await commits.commit({ swipes: swipes.map(makeSwipe) })));
            if (after === 'compact') await temporary.store.compact();
            if (after === 'reopen') commits = await openCommits(await temporary.reopen());
            if (after !== 'nothing') await expectAll(temporary.store.swipeStore, all);
          }
          await expectAll(temporary.store.swipeStore, all);
        } finally {
          await temporary.dispose();
        }
      }),
      { numRuns: 8 },
    );
  });
});

type Store = Awaited<ReturnType<typeof openTemporaryStore>>['store']['swipeStore'];

async function expectAll(store: Store, all: readonly Swipe[]): Promise<void> {
  const oracle = createSwipeOracle(all);
  const sessions = DAYS.flatMap((day) => LECTURES.map((lectureId) => ({ lectureId, day })));
  for (const session of sessions) {
    const whole = oracle.sessionSwipes(session);
    expect(await store.sessionSwipes(session, PAGE)).toEqual(whole);
    expect(await store.sessionSwipes(session, { limit: 7, reverse: true })).toEqual(whole.slice(-7).reverse());
  }
  for (const day of DAYS) {
    for (const id of STUDENTS) expect(await store.studentSwipes(id, day, PAGE)).toEqual(oracle.studentSwipes(id, day));
    for (const id of GATES) expect(await store.gateSwipes(id, day, PAGE)).toEqual(oracle.gateSwipes(id, day));
  }
  const days = { from: DAY - 1, to: DAY + 1 };
  for (const id of STUDENTS) expect(await store.studentSessions(id, days)).toEqual(oracle.studentSessions(id));
  expect((await store.attendance(sessions)).map(entriesOf)).toEqual(sessions.map(oracle.attendance));
  expect(await store.totals(sessions)).toEqual(sessions.map(oracle.totals));
  expect(await store.sessionKeys(days)).toEqual(oracle.sessionKeys());
  const gateDays = DAYS.flatMap((day) => GATES.map((gateId) => ({ gateId, day })));
  expect(await store.gateTotals(gateDays)).toEqual(gateDays.map(({ gateId, day }) => oracle.gateTotals(gateId, day)));
  expect(await store.swipes(all)).toEqual(all);
}
