import { describe, expect, it } from 'vitest';
import { eachTest, type Open } from './harness.ts';

const CAPACITY = 1_000;
/** Lets the adapter's own work go on. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export function describeStudentFilterContract(name: string, open: Open<'filter' | 'roster'>): void {
  describe(`student filter: ${name}`, () => {
    const harness = eachTest(open, { filterCapacity: CAPACITY });
    const filter = () => harness().ports.filter;
    const ids = (count: number, prefix = 'S') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

    it('says no of everything while it is empty, and may be trusted', async () => {
      const { maybe, trusted } = await filter().check(['A', 'B']);
      expect(trusted).toBe(true);
      expect(maybe).toEqual([false, false]);
    });

    it('never says no of what was added', async () => {
      await filter().add(ids(CAPACITY));
      expect((await filter().check(ids(CAPACITY))).maybe).not.toContain(false);
    });

    it('knows an id once the add has resolved, among many at once', async () => {
      await Promise.all(
        ids(50).map(async (id) => {
          await filter().add([id]);
          expect((await filter().check([id])).maybe).toEqual([true]);
        }),
      );
    });

    it('is wrong of at most the configured share of strangers', async () => {
      await filter().add(ids(CAPACITY * 0.9));
      const strangers = ids(20_000, 'X');
      const { maybe } = await filter().check(strangers);
      const wrong = maybe.filter(Boolean).length / strangers.length;
      expect(wrong).toBeLessThanOrEqual(filter().stats().errorRatio);
    });

    it('answers in the order asked, the same id twice, and nothing for nothing', async () => {
      await filter().add(['A']);
      expect((await filter().check(['nobody-at-all', 'A', 'A'])).maybe.slice(1)).toEqual([true, true]);
      expect((await filter().check([])).maybe).toEqual([]);
      await filter().add([]);
    });

    it('does not grow by what it knows', async () => {
      await filter().add(ids(100));
      const { size } = filter().stats();
      expect(size).toBeGreaterThan(95);
      expect(size).toBeLessThanOrEqual(100);
      await filter().add(ids(100));
      expect(filter().stats().size).toBe(size);
    });

    it('raises the generation of the roster when told', async () => {
      const before = (await filter().check(['A'])).rosterGeneration;
      await filter().raiseRosterGeneration();
      expect((await filter().check(['A'])).rosterGeneration).toBeGreaterThan(before);
    });

    it('is rebuilt at twice the size past nine tenths of its capacity, losing nobody meanwhile', async () => {
      const { roster } = harness().ports;
      const before = filter().stats();
      const all = ids(CAPACITY);
      for (let from = 0; from < all.length; from += 100) {
        const part = all.slice(from, from + 100);
        // As an import does: the filter first, the roster second.
        await filter().add(part);
        await roster.saveStudents(part.map((studentId) => ({ studentId, displayName: null, cohort: null })));
        const { maybe, trusted } = await filter().check(all.slice(0, from + 100));
        if (trusted) expect(maybe).not.toContain(false);
      }
      while (filter().stats().generation === before.generation) await turn();
      const after = filter().stats();
      expect(after.capacity).toBeGreaterThanOrEqual(before.capacity * 2);
      const { maybe, trusted } = await filter().check(all);
      expect(trusted).toBe(true);
      expect(maybe).not.toContain(false);
    });

    it('knows over a rebuild what imports have added and not stored yet', async () => {
      const before = filter().stats().generation;
      const all = ids(CAPACITY * 1.5);
      const adds = Array.from({ length: 15 }, (_, part) => filter().add(all.slice(part * 100, part * 100 + 100)));
      await Promise.all(adds);
      while (filter().stats().generation === before) await turn();
      const { maybe, trusted } = await filter().check(all);
      if (trusted) expect(maybe).not.toContain(false);
    });

    it('knows the roster after a restart', async () => {
      const all = ids(CAPACITY * 2);
      const students = all.map((studentId) => ({ studentId, displayName: null, cohort: null }));
      await filter().add(all);
      await harness().ports.roster.saveStudents(students);
      await harness().reopen();
      const { maybe, trusted } = await filter().check(all);
      if (trusted) expect(maybe).not.toContain(false);
      expect(filter().stats().capacity).toBeGreaterThanOrEqual(CAPACITY * 2);
    });

    it('answers for its health', async () => {
      expect(await filter().healthy()).toBe(true);
    });
  });
}
