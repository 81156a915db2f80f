import { describe, expect, it } from 'vitest';
import { openCommits } from '../support/commits.ts';
import { DAY, makeSwipe } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

/** Commits of the same effects while the first is under way. */
export function describeCommitterOverlapContract(
  name: string,
  open: Open<'committer' | 'swipeLog' | 'swipeStore'>,
): void {
  describe(`committer, overlapping: ${name}`, () => {
    const harness = eachTest(open);

    it('resolves a commit made again at once only when all of it is stored and acknowledged', async () => {
      const { committer, swipeLog, swipeStore } = harness().ports;
      const effects = await (await openCommits(harness().ports)).prepare({ swipes: [makeSwipe(), makeSwipe()] });
      const first = committer.commit(effects);
      await committer.commit(effects);
      const backlog = swipeLog.backlog();
      const [totals] = await swipeStore.totals([{ lectureId: 'CS101', day: DAY }]);
      expect(totals).toEqual({ swipes: 2, uniques: 1 });
      expect(await backlog).toBe(0);
      await first;
    });
  });
}
