import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../src/core/campus-day.ts';
import type { InvalidAttempt } from '../../src/core/swipe.ts';
import type { InvalidAttemptFilter } from '../../src/core/swipe-filter.ts';
import { openCommits } from '../support/commits.ts';
import { createSwipeOracle, entriesOf } from '../support/swipe-oracle.ts';
import { DAY, makeAttempt, makeSwipe, NOON, numberedUuid, readPages } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';
import { describeSwipeStoreLaws } from './swipe-store-laws.ts';

const SESSION = { lectureId: 'CS101', day: DAY };
const HOUR_MS = 3_600_000;

export function describeSwipeStoreContract(name: string, open: Open<'swipeStore' | 'committer' | 'swipeLog'>): void {
  describeSwipeStoreLaws(name, open);

  describe(`swipe store: ${name}`, () => {
    const harness = eachTest(open);
    const store = () => harness().ports.swipeStore;
    const commits = () => openCommits(harness().ports);

    it('has nothing at first', async () => {
      const page = { limit: 5, reverse: false };
      expect(await store().sessionSwipes(SESSION, page)).toEqual([]);
      expect(await store().studentSwipes('S1', DAY, page)).toEqual([]);
      expect(await store().gateSwipes('G1', DAY, page)).toEqual([]);
      expect(await store().swipes([makeSwipe()])).toEqual([null]);
      expect(entriesOf((await store().attendance([SESSION]))[0])).toEqual([]);
      expect(await store().totals([SESSION])).toEqual([{ swipes: 0, uniques: 0 }]);
      expect(await store().gateTotals([{ gateId: 'G1', day: DAY }])).toEqual([null]);
      expect(await store().areLecturesSeen(['CS101'])).toEqual([false]);
      expect(await store().lecturesSeen(page)).toEqual([]);
      expect(await store().gatesOn(DAY, page)).toEqual([]);
      expect(await store().studentSessions('S1', { from: 0, to: DAY + 1 })).toEqual([]);
    });

    it('answers nothing for nothing', async () => {
      expect(await store().swipes([])).toEqual([]);
      expect(await store().attendance([])).toEqual([]);
      expect(await store().totals([])).toEqual([]);
      expect(await store().gateTotals([])).toEqual([]);
      expect(await store().sessionKeys({ from: 0, to: DAY }, [])).toEqual([]);
      expect(await store().invalidAttemptsByKey([])).toEqual([]);
    });

    it('takes EXIT as the later of two swipes in one instant, whichever was committed first', async () => {
      const one = await commits();
      await one.commit({ swipes: [makeSwipe({ action: 'EXIT' }), makeSwipe({ studentId: 'S2' })] });
      await one.commit({ swipes: [makeSwipe(), makeSwipe({ studentId: 'S2', action: 'EXIT' })] });
      expect(entriesOf((await store().attendance([SESSION]))[0])).toEqual([
        { studentId: 'S1', firstEnter: NOON, lastSwipe: NOON, lastAction: 'EXIT' },
        { studentId: 'S2', firstEnter: NOON, lastSwipe: NOON, lastAction: 'EXIT' },
      ]);
    });

    it('does not change a sheet once handed out', async () => {
      const one = await commits();
      await one.commit({ swipes: [makeSwipe()] });
      const [sheet] = await store().attendance([SESSION]);
      const before = entriesOf(sheet);
      await one.commit({ swipes: [makeSwipe({ ts: NOON + 1, action: 'EXIT' }), makeSwipe({ studentId: 'S2' })] });
      expect(entriesOf(sheet)).toEqual(before);
      expect(sheet?.swipes).toBe(1);
    });

    it('counts the swipes received after the session was final', async () => {
      const end = (DAY + 1) * DAY_MS;
      const day = 2 * 24 * HOUR_MS;
      await (await commits()).commit({
        swipes: [makeSwipe(), makeSwipe({ receivedAt: end }), makeSwipe({ receivedAt: end + day })],
      });
      const [sheet] = await store().attendance([SESSION]);
      expect(sheet).toMatchObject({ swipes: 3, lateSwipes: 1 });
    });

    it('shows whole batches or nothing of them to those who read meanwhile', async () => {
      const one = await commits();
      const prepared = [];
      for (let batch = 0; batch < 20; batch += 1) {
        prepared.push(await one.prepare({ swipes: Array.from({ length: 10 }, () => makeSwipe()) }));
      }
      let done = false;
      const written = Promise.all(prepared.map((effects) => harness().ports.committer.commit(effects))).then(() => {
        done = true;
      });
      while (!done) {
        const rows = await store().sessionSwipes(SESSION, { limit: 1_000, reverse: false });
        const [totals] = await store().totals([SESSION]);
        expect([rows.length % 10, (totals?.swipes ?? 0) % 10]).toEqual([0, 0]);
      }
      await written;
      expect(await store().totals([SESSION])).toEqual([{ swipes: 200, uniques: 1 }]);
    });

    it('neither repeats nor loses what was there when swipes come between two pages', async () => {
      const one = await commits();
      const first = Array.from({ length: 40 }, (_, index) => makeSwipe({ ts: NOON + index * 10 }));
      for (let at = 0; at < 40; at += 4) await one.commit({ swipes: first.slice(at, at + 4) });
      for (const reverse of [false, true]) {
        const seen = await readPages(
          async (page: Parameters<ReturnType<typeof store>['sessionSwipes']>[1]) => {
            const rows = await store().sessionSwipes(SESSION, page);
            const between = Array.from({ length: 20 }, (_, n) =>
              makeSwipe({ ts: NOON - 5 + n * 20 - Number(reverse) }),
            );
            if (rows.length > 0) for (const swipe of between) await one.commit({ swipes: [swipe] });
            return rows;
          },
          (row) => row,
          20,
          reverse,
        );
        const ids = seen.map(({ eventId }) => eventId);
        expect(new Set(ids).size).toBe(ids.length);
        expect(first.every(({ eventId }) => ids.includes(eventId))).toBe(true);
      }
    });

    it('adds late swipes to totals of days long final', async () => {
      const one = await commits();
      await one.commit({ swipes: [makeSwipe(), makeSwipe({ studentId: 'S2' })] });
      expect(await store().totals([SESSION])).toEqual([{ swipes: 2, uniques: 2 }]);
      await harness().pass(3 * DAY_MS);
      expect(await store().totals([SESSION])).toEqual([{ swipes: 2, uniques: 2 }]);
      const decidedAt = harness().start + 3 * DAY_MS;
      await one.commit({ swipes: [makeSwipe({ studentId: 'S3', receivedAt: decidedAt })], decidedAt });
      expect(await store().totals([SESSION])).toEqual([{ swipes: 3, uniques: 3 }]);
      await harness().reopen();
      expect(await store().totals([SESSION])).toEqual([{ swipes: 3, uniques: 3 }]);
    });

    it('adds late swipes to sheets of days long final, read before and after, and over a restart', async () => {
      const one = await commits();
      const all = [...(await one.commit({ swipes: [makeSwipe(), makeSwipe({ studentId: 'S2', action: 'EXIT' })] }))];
      await harness().pass(3 * DAY_MS);
      const decidedAt = harness().start + 3 * DAY_MS;
      const late = { receivedAt: decidedAt };
      const batches = [
        [makeSwipe({ ...late, studentId: 'S3', ts: NOON - 1 })],
        [makeSwipe({ ...late, studentId: 'S2', ts: NOON - 5 }), makeSwipe({ ...late, ts: NOON + 9, action: 'EXIT' })],
      ];
      const check = async (restart: boolean) => {
        if (restart) await harness().reopen();
        const [sheet, none] = await store().attendance([SESSION, { lectureId: 'CS101', day: DAY - 1 }]);
        expect(entriesOf(sheet)).toEqual(createSwipeOracle(all).attendance(SESSION));
        expect(sheet).toMatchObject({ session: SESSION, swipes: all.length, lateSwipes: all.length - 2 });
        expect(none).toMatchObject({ studentIds: [], swipes: 0 });
      };
      for (const swipes of [[], ...batches]) {
        // After a restart there is another log to commit through.
        const now = swipes.length === 0 ? one : await commits();
        all.push(...(await now.commit({ swipes, decidedAt })));
        for (const restart of [false, true, false]) await check(restart);
      }
    });

    it('answers for its health', async () => {
      expect(await store().healthy()).toBe(true);
    });
  });

  describe(`swipe store, invalid attempts: ${name}`, () => {
    const harness = eachTest(open);
    const store = () => harness().ports.swipeStore;
    const range = { from: NOON, to: NOON + 3 * HOUR_MS };
    const put = async (...batches: readonly (readonly InvalidAttempt[])[]) => {
      const commits = await openCommits(harness().ports);
      for (const attempts of batches) await commits.commit({ attempts });
    };
    const read = async (filter: InvalidAttemptFilter = {}) =>
      (await store().invalidAttempts(range, filter, { limit: 100, reverse: false })).map(({ id }) => id);

    it('keeps every field, null ones too, over a restart', async () => {
      const bare = makeAttempt({
        eventId: null,
        studentId: null,
        lectureId: null,
        gateId: null,
        ts: null,
        action: null,
        reason: 'MALFORMED',
      });
      const full = makeAttempt({ action: 'EXIT', ts: NOON - DAY_MS, reason: 'EVENT_ID_REUSED' });
      await put([bare, full]);
      await harness().reopen();
      const unknown = { receivedAt: bare.receivedAt, id: numberedUuid(0xffff_ffff) };
      expect(await store().invalidAttemptsByKey([full, unknown, bare])).toEqual([full, null, bare]);
    });

    it('pages by receivedAt then id within a half-open range, over hours, in both directions', async () => {
      const at = [-1, 0, 0, 5, HOUR_MS - 1, HOUR_MS, 2 * HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS - 1, 3 * HOUR_MS];
      const attempts = at.map((offset) => makeAttempt({ receivedAt: NOON + offset }));
      await put(attempts.slice(5).reverse(), attempts.slice(0, 5));
      const expected = attempts.slice(1, -1);
      for (const limit of [1, 3, 100]) {
        for (const reverse of [false, true]) {
          const rows = await readPages(
            (page: Parameters<ReturnType<typeof store>['invalidAttempts']>[2]) =>
              store().invalidAttempts(range, {}, page),
            ({ receivedAt, id }) => ({ receivedAt, id }),
            limit,
            reverse,
          );
          expect(rows).toEqual(reverse ? [...expected].reverse() : expected);
        }
      }
    });

    it('fills a page from what the filter matches', async () => {
      const attempts = Array.from({ length: 30 }, (_, index) =>
        makeAttempt({ receivedAt: NOON + index * 300_000, gateId: index % 10 === 9 ? 'G2' : 'G1' }),
      );
      await put(attempts);
      const page = { limit: 2, reverse: false };
      const rows = await store().invalidAttempts(range, { gateIds: new Set(['G2']) }, page);
      expect(rows).toEqual([attempts[9], attempts[19]]);
    });

    it('lists those for which all conditions hold, never one whose field could not be read', async () => {
      const a = makeAttempt({ studentId: 'S1', reason: 'EVENT_ID_REUSED' });
      const b = makeAttempt({ studentId: 'S1', lectureId: 'MA201' });
      const c = makeAttempt({ studentId: null, lectureId: null, reason: 'MALFORMED' });
      await put([a, b, c]);
      expect(await read({ studentIds: new Set(['S1']) })).toEqual([a.id, b.id]);
      expect(await read({ studentIds: new Set(['S1']), lectureIds: new Set(['MA201', 'XX']) })).toEqual([b.id]);
      expect(await read({ reasons: new Set(['MALFORMED', 'EVENT_ID_REUSED']) })).toEqual([a.id, c.id]);
      expect(await read({ lectureIds: new Set(['XX']) })).toEqual([]);
    });

    it('has nothing in an empty range', async () => {
      await put([makeAttempt({ receivedAt: NOON })]);
      const page = { limit: 9, reverse: false };
      expect(await store().invalidAttempts({ from: NOON, to: NOON }, {}, page)).toEqual([]);
      expect(await store().invalidAttempts({ from: NOON + 1, to: NOON + HOUR_MS }, {}, page)).toEqual([]);
    });
  });
}
