import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHyperLogLog } from '../../src/core/hyperloglog.ts';
import type { SessionKey } from '../../src/core/swipe.ts';
import { type Commits, openCommits } from '../support/commits.ts';
import { DAY, makeSwipe, NOON } from '../support/swipes.ts';
import { eachTest, type Open } from './harness.ts';

export function describeUniqueCounterContract(name: string, open: Open<'counter' | 'committer' | 'swipeLog'>): void {
  describe(`unique counter: ${name}`, () => {
    const harness = eachTest(open);
    const counter = () => harness().ports.counter;
    const session = (lectureId: string, day = DAY): SessionKey => ({ lectureId, day });
    const countOf = (ids: Iterable<string>): number => {
      const sketch = createHyperLogLog();
      for (const id of ids) sketch.add(id);
      return sketch.count();
    };
    const students = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `S${from + index}`);
    /** Rows first, then the sketch, as ingest does it. */
    const see = async (commits: Commits, lectureId: string, studentIds: readonly string[]): Promise<void> => {
      await commits.commit({ swipes: studentIds.map((studentId) => makeSwipe({ lectureId, studentId })) });
      await counter().add([{ session: session(lectureId), studentIds }]);
    };

    it('counts nothing where nothing was seen', async () => {
      expect(await counter().count([session('CS101'), session('CS101', 0)])).toEqual([0, 0]);
      expect(await counter().union([[], [session('CS101')]])).toEqual([0, 0]);
      expect(await counter().count([])).toEqual([]);
      expect(await counter().union([])).toEqual([]);
      await counter().add([]);
    });

    it('counts as core and Redis do, small sets and large, in the order asked', async () => {
      const commits = await openCommits(harness().ports);
      await see(commits, 'SMALL', students(3));
      await see(commits, 'LARGE', students(5_000));
      expect(await counter().count([session('LARGE'), session('NONE'), session('SMALL'), session('LARGE')])).toEqual([
        countOf(students(5_000)),
        0,
        3,
        countOf(students(5_000)),
      ]);
    });

    it('does not count a student twice', async () => {
      const commits = await openCommits(harness().ports);
      await see(commits, 'CS101', students(100));
      await see(commits, 'CS101', students(100));
      await counter().add([{ session: session('CS101'), studentIds: students(100) }]);
      expect(await counter().count([session('CS101')])).toEqual([countOf(students(100))]);
    });

    it('keeps days of one lecture apart', async () => {
      const commits = await openCommits(harness().ports);
      await commits.commit({
        swipes: [
          makeSwipe({ studentId: 'S1' }),
          makeSwipe({ studentId: 'S2', ts: NOON + 86_400_000 }),
          makeSwipe({ studentId: 'S3', ts: NOON + 86_400_000 }),
        ],
      });
      await counter().add([
        { session: session('CS101'), studentIds: ['S1'] },
        { session: session('CS101', DAY + 1), studentIds: ['S2', 'S3'] },
      ]);
      expect(await counter().count([session('CS101'), session('CS101', DAY + 1)])).toEqual([1, 2]);
    });

    it('counts a student of several sessions once in their union', async () => {
      const commits = await openCommits(harness().ports);
      await see(commits, 'A', students(1_000));
      await see(commits, 'B', students(1_000, 500));
      const union = await counter().union([
        [session('A'), session('B')],
        [session('B'), session('B'), session('NONE')],
        [session('A')],
      ]);
      expect(union).toEqual([countOf(students(1_500)), countOf(students(1_000, 500)), countOf(students(1_000))]);
    });

    it('equals the sketch of the same set for any additions, counted between and after a restart', async () => {
      let run = 0;
      const part = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 60 });
      await fc.assert(
        fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 4 }), async (parts) => {
          run += 1;
          const commits = await openCommits(harness().ports);
          const seen = new Set<string>();
          for (const numbers of parts) {
            const ids = numbers.map((number) => `R${run}-${number}`);
            await see(commits, `L${run}`, ids);
            for (const id of ids) seen.add(id);
            expect(await counter().count([session(`L${run}`)])).toEqual([countOf(seen)]);
          }
          await harness().reopen();
          expect(await counter().count([session(`L${run}`)])).toEqual([countOf(seen)]);
        }),
        { numRuns: 10 },
      );
    });

    it('answers for its health', async () => {
      expect(await counter().healthy()).toBe(true);
    });
  });
}
