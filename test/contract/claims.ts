import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClaimRequest } from '../../src/ports/claims.ts';
import { claimSwipesOf, openCommits } from '../support/commits.ts';
import { makeAttempt, makeSwipe, numberedUuid } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

export function describeClaimsContract(name: string, open: Open<'claims' | 'committer' | 'swipeLog'>): void {
  describe(`claims: ${name}`, () => {
    const harness = eachTest(open);
    const claims = () => harness().ports.claims;
    const request = (id: number, position: number, contentHash = 1): ClaimRequest => ({
      eventId: numberedUuid(id),
      contentHash,
      floor: '',
      position: harness().position(position),
      at: harness().start,
    });
    const held = (position: number, contentHash = 1) => ({
      position: harness().position(position),
      contentHash,
      floor: '',
    });

    it('claims what is free and answers what was there', async () => {
      expect(await claims().claim([request(1, 1)])).toEqual([null]);
      expect(await claims().claim([request(1, 2, 9), request(2, 3)])).toEqual([held(1), null]);
    });

    it('tells its own position back on a redelivery', async () => {
      await claims().claim([request(1, 5)]);
      expect(await claims().claim([request(1, 5)])).toEqual([held(5)]);
    });

    it('applies the requests of one call in order', async () => {
      expect(await claims().claim([request(1, 1), request(1, 2), request(1, 3)])).toEqual([null, held(1), held(1)]);
    });

    it('lets one of many calls made at once have an id', async () => {
      const answers = await Promise.all([1, 2, 3, 4, 5].map((position) => claims().claim([request(1, position)])));
      expect(answers.flat().filter((answer) => answer === null)).toHaveLength(1);
    });

    it('answers nothing for nothing', async () => {
      expect(await claims().claim([])).toEqual([]);
      expect(await claims().outcomes([])).toEqual([]);
      await claims().release([]);
    });

    it('keeps the largest content hash exactly', async () => {
      const largest = 2 ** 53 - 1;
      await claims().claim([request(1, 1, largest), request(2, 2, 0)]);
      expect(await claims().claim([request(1, 3), request(2, 4)])).toEqual([held(1, largest), held(2, 0)]);
    });

    it('gives up a claim only to the position that holds it', async () => {
      await claims().claim([request(1, 1)]);
      await claims().release([{ eventId: numberedUuid(1), position: harness().position(2) }]);
      expect(await claims().claim([request(1, 2)])).toEqual([held(1)]);
      await claims().release([{ eventId: numberedUuid(1), position: harness().position(1) }]);
      expect(await claims().claim([request(1, 2)])).toEqual([null]);
      expect(await claims().claim([request(1, 3)])).toEqual([held(2)]);
    });

    it('takes a release of what nobody claimed', async () => {
      await claims().release([{ eventId: numberedUuid(1), position: harness().position(1) }]);
      expect(await claims().claim([request(1, 1)])).toEqual([null]);
    });

    it('behaves as a map from id to first claimant', async () => {
      const step = fc.record({ id: fc.integer({ min: 1, max: 6 }), release: fc.boolean() });
      let used = 100;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          const oracle = new Map<number, number>();
          const base = used;
          for (const { id, release } of steps) {
            used += 1;
            const holder = oracle.get(id);
            if (release) {
              await claims().release([
                { eventId: numberedUuid(base * 16 + id), position: harness().position(holder ?? used) },
              ]);
              oracle.delete(id);
              continue;
            }
            const answer = await claims().claim([request(base * 16 + id, used)]);
            expect(answer).toEqual([holder === undefined ? null : held(holder)]);
            if (holder === undefined) oracle.set(id, used);
          }
          used += 1;
        }),
        { numRuns: 50 },
      );
    });

    it('is complete since ever while nothing was dropped', async () => {
      await claims().claim([request(1, 1)]);
      expect(claims().completeSince()).toBe(Number.NEGATIVE_INFINITY);
    });

    it('holds every claim made at or after the instant it is complete since, for days of claims', async () => {
      const made: ClaimRequest[] = [];
      for (let hour = 0; hour < 120; hour += 3) {
        const one = { ...request(hour + 1, hour + 1), at: harness().start + hour * 3_600_000 };
        made.push(one);
        await claims().claim([one]);
        await harness().pass(3 * 3_600_000);
      }
      const since = claims().completeSince();
      const surely = made.filter(({ at }) => at >= since);
      expect(surely.length).toBeGreaterThanOrEqual(48 / 3);
      const answers = await claims().claim(surely.map((one) => ({ ...one, position: harness().position(999) })));
      expect(answers).toEqual(surely.map(({ position, contentHash }) => ({ position, contentHash, floor: '' })));
    });

    it('remembers what became of an id once it is committed, in the order asked', async () => {
      const commits = await openCommits(harness().ports);
      const swipe = makeSwipe();
      const attempt = makeAttempt();
      expect(await claims().outcomes([swipe.eventId])).toEqual([null]);
      const effects = await commits.prepare({
        swipes: [swipe],
        attempts: [attempt],
        outcomes: [
          { eventId: swipe.eventId, outcome: { state: 'ACCEPTED' } },
          { eventId: attempt.eventId ?? '', outcome: { state: 'INVALID', reason: 'UNKNOWN_STUDENT' } },
        ],
      });
      await claimSwipesOf(claims(), effects);
      expect(await claims().outcomes([swipe.eventId])).toEqual([null]);
      await harness().ports.committer.commit(effects);
      const ids = [attempt.eventId ?? '', numberedUuid(0xffff_ffff), swipe.eventId];
      expect(await claims().outcomes(ids)).toEqual([
        { state: 'INVALID', reason: 'UNKNOWN_STUDENT' },
        null,
        { state: 'ACCEPTED' },
      ]);
    });

    it('lets ACCEPTED overwrite INVALID, and never the reverse', async () => {
      const commits = await openCommits(harness().ports);
      const swipe = makeSwipe();
      const invalid = {
        eventId: swipe.eventId,
        outcome: { state: 'INVALID', reason: 'UNKNOWN_STUDENT' },
      } as const;
      await commits.commit({ outcomes: [invalid] });
      expect(await claims().outcomes([swipe.eventId])).toEqual([invalid.outcome]);
      const effects = await commits.prepare({
        swipes: [swipe],
        outcomes: [{ eventId: swipe.eventId, outcome: { state: 'ACCEPTED' } }],
      });
      await claimSwipesOf(claims(), effects);
      await harness().ports.committer.commit(effects);
      await commits.commit({ outcomes: [invalid] });
      expect(await claims().outcomes([swipe.eventId])).toEqual([{ state: 'ACCEPTED' }]);
    });

    it('lets an id be claimed that was only ever refused', async () => {
      const commits = await openCommits(harness().ports);
      const eventId = numberedUuid(1);
      await commits.commit({ outcomes: [{ eventId, outcome: { state: 'INVALID', reason: 'UNKNOWN_STUDENT' } }] });
      expect(await claims().claim([request(1, 50)])).toEqual([null]);
    });

    it('holds the claims of accepted swipes over a restart', async () => {
      const commits = await openCommits(harness().ports);
      const swipe = makeSwipe();
      const effects = await commits.prepare({
        swipes: [swipe],
        outcomes: [{ eventId: swipe.eventId, outcome: { state: 'ACCEPTED' } }],
      });
      const position = effects.positions[0] ?? '';
      const mine = { eventId: swipe.eventId, contentHash: 7, position, at: harness().start, floor: '' };
      expect(await claims().claim([mine])).toEqual([null]);
      await harness().ports.committer.commit(effects);
      await harness().reopen();
      const other = { ...mine, contentHash: 8, position: harness().position(900) };
      expect(await claims().claim([other])).toEqual([{ position, contentHash: 7, floor: '' }]);
      expect(await claims().outcomes([swipe.eventId])).toEqual([{ state: 'ACCEPTED' }]);
    });

    it('answers for its health', async () => {
      expect(await claims().healthy()).toBe(true);
    });
  });
}
