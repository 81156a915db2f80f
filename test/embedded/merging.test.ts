import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/campus-day.ts';
import type { InvalidAttempt, Swipe } from '../../src/core/swipe.ts';
import { type Commits, openCommits } from '../support/commits.ts';
import { openTemporaryStore, START } from '../support/embedded.ts';
import { createSwipeOracle, entriesOf } from '../support/swipe-oracle.ts';
import { DAY, makeAttempt, makeSwipe, NOON } from '../support/swipes.ts';

const BATCHES = 150;
const PAGE = { limit: 1_000, reverse: false };
const LECTURES = ['CS101', 'MA201'];
const STUDENTS = ['S1', 'S2', 'S3', 'S4', 'S5'];
const SESSIONS = LECTURES.map((lectureId) => ({ lectureId, day: DAY }));

/** Blocks of one or two rows, merged behind the reader's back. */
describe('the embedded store while it merges its blocks', () => {
  let temporary: Awaited<ReturnType<typeof openTemporaryStore>>;
  let swipes: Swipe[];
  let attempts: InvalidAttempt[];
  beforeEach(async () => {
    temporary = await openTemporaryStore();
    swipes = [];
    attempts = [];
  });
  afterEach(() => temporary.dispose());

  const commitOne = async (commits: Commits, index: number): Promise<void> => {
    const one = (n: number) =>
      makeSwipe({
        lectureId: LECTURES[(index + n) % 2],
        studentId: STUDENTS[(index * 3 + n) % 5],
        gateId: `G${index % 2}`,
        ts: NOON + ((index * 7_919) % 4_001),
        action: index % 3 === 0 ? 'EXIT' : 'ENTER',
      });
    const attempt = makeAttempt({ receivedAt: NOON + index });
    const made = index % 2 === 0 ? [one(0)] : [one(0), one(1)];
    attempts.push(attempt);
    swipes.push(...(await commits.commit({ swipes: made, attempts: [attempt] })));
  };
  const expectAll = async (): Promise<void> => {
    const { swipeStore, feed, counter } = temporary.store;
    const oracle = createSwipeOracle(swipes);
    for (const session of SESSIONS) {
      expect(await swipeStore.sessionSwipes(session, PAGE)).toEqual(oracle.sessionSwipes(session));
    }
    for (const id of STUDENTS) {
      expect(await swipeStore.studentSwipes(id, DAY, PAGE)).toEqual(oracle.studentSwipes(id, DAY));
      expect(await swipeStore.studentSessions(id, { from: DAY, to: DAY + 1 })).toEqual(oracle.studentSessions(id));
    }
    for (const id of ['G0', 'G1']) {
      expect(await swipeStore.gateSwipes(id, DAY, PAGE)).toEqual(oracle.gateSwipes(id, DAY));
    }
    expect((await swipeStore.attendance(SESSIONS)).map(entriesOf)).toEqual(SESSIONS.map(oracle.attendance));
    expect(await swipeStore.totals(SESSIONS)).toEqual(SESSIONS.map(oracle.totals));
    expect(await counter.count(SESSIONS)).toEqual(SESSIONS.map((session) => oracle.totals(session).uniques));
    expect(await swipeStore.swipes(swipes)).toEqual(swipes);
    expect(await swipeStore.invalidAttempts({ from: 0, to: 2 * NOON }, {}, PAGE)).toEqual(attempts);
    const announced = await feed.swipes.read(0, [0], (await feed.swipes.head())[0] ?? [], 1_000);
    expect(announced.map(({ value }) => value)).toEqual(swipes);
    const refused = await feed.invalidAttempts.read(0, [0], (await feed.invalidAttempts.head())[0] ?? [], 1_000);
    expect(refused.map(({ value }) => value)).toEqual(attempts);
  };

  it('answers every question the same while blocks are merged, after it, and after a restart', async () => {
    const commits = await openCommits(temporary.store);
    for (let index = 0; index < BATCHES; index += 1) {
      await commitOne(commits, index);
      if (index % 25 === 24) await expectAll();
    }
    await temporary.store.compact();
    await expectAll();
    await temporary.reopen();
    await expectAll();
  });

  it('goes on after a day was settled: a late swipe is in every answer', async () => {
    let commits = await openCommits(temporary.store);
    for (let index = 0; index < 40; index += 1) await commitOne(commits, index);
    temporary.clock.advance(3 * DAY_MS);
    await temporary.store.compact();
    await expectAll();
    const decidedAt = START + 3 * DAY_MS;
    const late = [makeSwipe({ studentId: 'S9', receivedAt: decidedAt }), makeSwipe({ receivedAt: decidedAt })];
    swipes.push(...(await commits.commit({ swipes: late, decidedAt })));
    await expectAll();
    expect(entriesOf((await temporary.store.swipeStore.attendance(SESSIONS))[0])).toHaveLength(6);
    await temporary.reopen();
    await expectAll();
    commits = await openCommits(temporary.store);
    temporary.clock.advance(DAY_MS);
    await temporary.store.compact();
    await expectAll();
  });

  it('settles a day and takes late swipes at the same time', async () => {
    const commits = await openCommits(temporary.store);
    for (let index = 0; index < 40; index += 1) await commitOne(commits, index);
    temporary.clock.advance(2 * DAY_MS);
    for (let index = 40; index < 80; index += 1) {
      temporary.clock.advance(60_000);
      const decidedAt = temporary.clock.now();
      const late = makeSwipe({ studentId: STUDENTS[index % 5], ts: NOON + index, receivedAt: decidedAt });
      swipes.push(...(await commits.commit({ swipes: [late], decidedAt })));
      expect(await temporary.store.swipeStore.totals(SESSIONS)).toEqual(SESSIONS.map(createSwipeOracle(swipes).totals));
    }
    await temporary.store.compact();
    await expectAll();
    await temporary.reopen();
    await expectAll();
  });
});
