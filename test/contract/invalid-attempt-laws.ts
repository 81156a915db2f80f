import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText, type PageRequest } from '../../src/core/paging.ts';
import type { InvalidAttempt, InvalidAttemptKey, InvalidReason } from '../../src/core/swipe.ts';
import type { InvalidAttemptFilter } from '../../src/core/swipe-filter.ts';
import { openCommits } from '../support/commits.ts';
import { makeAttempt, NOON, readPages } from '../support/swipes.ts';
import type { Open } from './harness.ts';

const MINUTE_MS = 60_000;
const LECTURES = ['CS10', 'CS101', 'MA201'];
const STUDENTS = ['S1', 'S10', 'X'];
const GATES = ['G1', 'G2'];
const REASONS: readonly InvalidReason[] = ['UNKNOWN_STUDENT', 'EVENT_ID_REUSED', 'MALFORMED'];

const minute = fc.integer({ min: -130, max: 130 });
const attempt = fc.record({
  lectureId: fc.constantFrom(...LECTURES, null),
  studentId: fc.constantFrom(...STUDENTS, null),
  gateId: fc.constantFrom(...GATES, null),
  reason: fc.constantFrom(...REASONS),
  receivedAt: minute.map((at) => NOON + at * MINUTE_MS),
});
const batches = fc.array(fc.array(attempt, { maxLength: 5 }), { minLength: 1, maxLength: 50 });
const someOf = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });
const condition = fc.record({
  lectureIds: someOf(LECTURES),
  studentIds: someOf(STUDENTS),
  gateIds: someOf(GATES),
  reasons: someOf(REASONS),
});
const range = fc.tuple(minute, minute).map(([a, b]) => ({
  from: NOON + Math.min(a, b) * MINUTE_MS,
  to: NOON + Math.max(a, b) * MINUTE_MS,
}));

/** Whatever was refused, it is listed as a list of all attempts, filtered and sorted, would be. */
export function describeInvalidAttemptLaws(name: string, open: Open<'swipeStore' | 'committer' | 'swipeLog'>): void {
  describe(`invalid attempts, laws: ${name}`, () => {
    it('lists what the filter matches within the range, page by page, in both directions', async () => {
      const questions = fc.array(fc.tuple(range, condition, fc.integer({ min: 1, max: 9 })), {
        minLength: 1,
        maxLength: 5,
      });
      await fc.assert(
        fc.asyncProperty(batches, questions, fc.boolean(), async (made, asked, restart) => {
          const harness = await open();
          try {
            const commits = await openCommits(harness.ports);
            const all: InvalidAttempt[] = [];
            for (const batch of made) {
              const attempts = batch.map(makeAttempt);
              await commits.commit({ attempts });
              all.push(...attempts);
            }
            if (restart) await harness.reopen();
            const { swipeStore } = harness.ports;
            expect(await swipeStore.invalidAttemptsByKey(all)).toEqual(all);
            for (const [within, lists, limit] of asked) {
              const expected = all
                .filter(({ receivedAt }) => receivedAt >= within.from && receivedAt < within.to)
                .filter((row) => isAmong(lists.lectureIds, row.lectureId) && isAmong(lists.studentIds, row.studentId))
                .filter((row) => isAmong(lists.gateIds, row.gateId) && isAmong(lists.reasons, row.reason))
                .sort((a, b) => a.receivedAt - b.receivedAt || compareText(a.id, b.id));
              const filter: InvalidAttemptFilter = {
                lectureIds: setOf(lists.lectureIds),
                studentIds: setOf(lists.studentIds),
                gateIds: setOf(lists.gateIds),
                reasons: setOf(lists.reasons),
              };
              for (const reverse of [false, true]) {
                const rows = await readPages(
                  (page: PageRequest<InvalidAttemptKey>) => swipeStore.invalidAttempts(within, filter, page),
                  ({ receivedAt, id }) => ({ receivedAt, id }),
                  limit,
                  reverse,
                );
                expect(rows).toEqual(reverse ? [...expected].reverse() : expected);
              }
            }
          } finally {
            await harness.dispose();
          }
        }),
        { numRuns: 15 },
      );
    });
  });
}

function isAmong<T>(list: readonly T[] | undefined, value: T | null): boolean {
  return list === undefined || list.some((one) => one === value);
}

function setOf<T>(list: readonly T[] | undefined): ReadonlySet<T> | undefined {
  return list === undefined ? undefined : new Set(list);
}
