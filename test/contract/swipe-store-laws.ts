import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText, type PageRequest } from '../../src/core/paging.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import { openCommits } from '../support/commits.ts';
import { createSwipeOracle, entriesOf } from '../support/swipe-oracle.ts';
import { DAY, makeSwipe, NOON, readPages } from '../support/swipes.ts';
import type { Open } from './harness.ts';

const LECTURES = ['CS10', 'CS101', 'MA201'];
const STUDENTS = ['S1', 'S10', 'S2', 's1', 'X'];
const GATES = ['G1', 'G2'];
const DAYS = [DAY - 1, DAY, DAY + 1];

/** Few values of each, so that partitions meet and instants are equal. */
const swipe = fc.record({
  lectureId: fc.constantFrom(...LECTURES),
  studentId: fc.constantFrom(...STUDENTS),
  gateId: fc.constantFrom(...GATES),
  action: fc.constantFrom('ENTER', 'EXIT'),
  ts: fc.tuple(fc.integer({ min: -1, max: 1 }), fc.integer({ min: -4, max: 4 })).map(([day, minute]) => {
    return NOON + day * 86_400_000 + minute * 60_000;
  }),
});
const batches = fc.array(fc.array(swipe, { maxLength: 12 }), { minLength: 1, maxLength: 6 });

/** Laws of the swipe store: whatever is committed, it answers as a list of all the swipes would. */
export function describeSwipeStoreLaws(name: string, open: Open<'swipeStore' | 'committer' | 'swipeLog'>): void {
  describe(`swipe store, laws: ${name}`, () => {
    const withBatches = (check: (harness: Awaited<ReturnType<typeof open>>, all: Swipe[]) => Promise<void>) =>
      fc.assert(
        fc.asyncProperty(batches, fc.boolean(), async (made, restart) => {
          const harness = await open();
          try {
            const commits = await openCommits(harness.ports);
            const all: Swipe[] = [];
            for (const batch of made) all.push(...(await commits.commit({ swipes: batch.map(makeSwipe) })));
            if (restart) await harness.reopen();
            await check(harness, all);
          } finally {
            await harness.dispose();
          }
        }),
        { numRuns: 15 },
      );

    it('reads every partition whole, page by page, in both directions', async () => {
      await withBatches(async ({ ports: { swipeStore } }, all) => {
        const oracle = createSwipeOracle(all);
        const key = (row: Swipe) => row;
        const both = async (read: (page: PageRequest<Swipe>) => Promise<readonly Swipe[]>, whole: Swipe[]) => {
          for (const limit of [1, 3, 1_000]) {
            expect(await readPages(read, key, limit, false)).toEqual(whole);
            expect(await readPages(read, key, limit, true)).toEqual([...whole].reverse());
          }
        };
        for (const day of DAYS) {
          for (const lectureId of LECTURES) {
            const session = { lectureId, day };
            await both((page) => swipeStore.sessionSwipes(session, page), oracle.sessionSwipes(session));
          }
          for (const id of STUDENTS) {
            await both((page) => swipeStore.studentSwipes(id, day, page), oracle.studentSwipes(id, day));
          }
          for (const id of GATES)
            await both((page) => swipeStore.gateSwipes(id, day, page), oracle.gateSwipes(id, day));
        }
      });
    });

    it('keeps any page within any bounds', async () => {
      const bounds = fc.record({
        limit: fc.integer({ min: 1, max: 5 }),
        from: fc.integer({ min: -5, max: 5 }),
        to: fc.integer({ min: -5, max: 5 }),
        reverse: fc.boolean(),
      });
      await withBatches(async ({ ports: { swipeStore } }, all) => {
        const session = { lectureId: 'CS101', day: DAY };
        const whole = createSwipeOracle(all).sessionSwipes(session);
        for (const { limit, from, to, reverse } of fc.sample(bounds, 20)) {
          // Bounds with an empty event id stand before every row of their instant and student.
          const bound = (minute: number) => ({ ts: NOON + minute * 60_000, studentId: 'S2', eventId: '' });
          const isIn = (row: Swipe, minute: number) =>
            row.ts - bound(minute).ts || compareText(row.studentId, 'S2') || 1;
          const rows = whole.filter((row) => isIn(row, from) > 0 && isIn(row, to) < 0);
          const expected = reverse ? [...rows].reverse().slice(0, limit) : rows.slice(0, limit);
          const page = { limit, after: bound(from), before: bound(to), reverse };
          expect(await swipeStore.sessionSwipes(session, page)).toEqual(expected);
        }
      });
    });

    it('answers sheets, totals, gates, keys and lists as a fold over all the swipes', async () => {
      await withBatches(async ({ ports: { swipeStore } }, all) => {
        const oracle = createSwipeOracle(all);
        const sessions = DAYS.flatMap((day) => LECTURES.map((lectureId) => ({ lectureId, day })));
        const sheets = await swipeStore.attendance(sessions);
        const totals = await swipeStore.totals(sessions);
        expect(sheets.map(entriesOf)).toEqual(sessions.map(oracle.attendance));
        expect(sheets.map((sheet) => sheet.session)).toEqual(sessions);
        expect(totals).toEqual(sessions.map(oracle.totals));
        expect(sheets.map((sheet) => sheet.swipes)).toEqual(totals.map((total) => total.swipes));
        const gates = DAYS.flatMap((day) => [...GATES, 'G9'].map((gateId) => ({ gateId, day })));
        expect(await swipeStore.gateTotals(gates)).toEqual(
          gates.map(({ gateId, day }) => oracle.gateTotals(gateId, day)),
        );
        const keys = oracle.sessionKeys();
        const ever = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };
        expect(await swipeStore.sessionKeys(ever)).toEqual(keys);
        expect(await swipeStore.sessionKeys({ from: DAY, to: DAY + 1 })).toEqual(keys.filter(({ day }) => day === DAY));
        expect(await swipeStore.sessionKeys(ever, ['MA201', 'CS10', 'MA201', 'NONE'])).toEqual(
          keys.filter(({ lectureId }) => lectureId !== 'CS101'),
        );
        for (const studentId of STUDENTS) {
          const mine = oracle.studentSessions(studentId);
          expect(await swipeStore.studentSessions(studentId, { from: DAY - 1, to: DAY + 2 })).toEqual(mine);
          expect(await swipeStore.studentSessions(studentId, { from: DAY, to: DAY + 1 })).toEqual(
            mine.filter(({ session }) => session.day === DAY),
          );
        }
        const sorted = (ids: Iterable<string>) => [...new Set(ids)].sort(compareText);
        const readAll = (read: (page: PageRequest<string>) => Promise<readonly string[]>) =>
          readPages(read, (id: string) => id, 2, true);
        const lectures = sorted(all.map(({ lectureId }) => lectureId));
        expect(await readAll((page) => swipeStore.lecturesSeen(page))).toEqual([...lectures].reverse());
        expect(await swipeStore.areLecturesSeen(LECTURES)).toEqual(LECTURES.map((id) => lectures.includes(id)));
        const gatesSeen = sorted(all.map(({ gateId }) => gateId));
        expect(await swipeStore.areGatesSeen(['G2', 'CS101', 'G1'])).toEqual(
          ['G2', 'CS101', 'G1'].map((id) => gatesSeen.includes(id)),
        );
        for (const day of DAYS) {
          const gatesOn = sorted(all.filter((row) => row.day === day).map(({ gateId }) => gateId));
          expect(await readAll((page) => swipeStore.gatesOn(day, page))).toEqual([...gatesOn].reverse());
        }
      });
    });

    it('finds every row by its full key, in the order asked, and none by a key that differs in one part', async () => {
      await withBatches(async ({ ports: { swipeStore } }, all) => {
        const reversed = [...all].reverse();
        expect(await swipeStore.swipes(reversed)).toEqual(reversed);
        const [row] = all;
        if (row === undefined) return;
        const wrong = [
          { ...row, ts: row.ts + 1 },
          { ...row, studentId: 'S9' },
          { ...row, lectureId: 'CS102' },
          { ...row, day: row.day + 1 },
          { ...row, eventId: makeSwipe().eventId },
        ];
        expect(await swipeStore.swipes([...wrong, row])).toEqual([null, null, null, null, null, row]);
      });
    });
  });
}
