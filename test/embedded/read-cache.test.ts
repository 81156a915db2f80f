import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createReadCache } from '../../src/adapters/embedded/read-cache.ts';

const KEYS = ['a', 'b', 'c'];

it('never answers with what a landed write has replaced, whatever is read while it lands', async () => {
  const keys = fc.uniqueArray(fc.constantFrom(...KEYS), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.oneof(fc.record({ read: keys }), fc.record({ write: keys }), fc.record({ clear: keys })), {
        maxLength: 20,
      }),
      fc.integer({ min: 1, max: 4 }),
      async (scheduler, moves, weightMax) => {
        const stored = new Map(KEYS.map((key) => [key, 0]));
        const landed = new Map(stored);
        const cache = createReadCache<number>({
          weightMax,
          weigh: () => 1,
          async load(wanted) {
            const seen = wanted.map((key) => stored.get(key) ?? 0);
            await scheduler.schedule(Promise.resolve());
            return seen;
          },
        });
        const read = async (wanted: readonly string[]): Promise<void> => {
          const least = wanted.map((key) => landed.get(key) ?? 0);
          const values = await cache.read(wanted);
          expect(values.length).toBe(wanted.length);
          for (const [index, value] of values.entries()) expect(value).toBeGreaterThanOrEqual(least[index] ?? 0);
        };
        const write = async (wanted: readonly string[], isClear: boolean): Promise<void> => {
          const next = new Map(wanted.map((key) => [key, (stored.get(key) ?? 0) + 1]));
          for (const [key, value] of next) stored.set(key, value);
          await scheduler.schedule(Promise.resolve());
          if (isClear) cache.cleared();
          else cache.changed(wanted);
          for (const [key, value] of next) landed.set(key, Math.max(value, landed.get(key) ?? 0));
        };
        const all = moves.map((now) =>
          scheduler
            .schedule(Promise.resolve())
            .then(() =>
              'read' in now ? read(now.read) : 'write' in now ? write(now.write, false) : write(now.clear, true),
            ),
        );
        await scheduler.waitAll();
        await Promise.all(all);
        await Promise.all([read(KEYS), scheduler.waitAll()]);
      },
    ),
    { numRuns: 500 },
  );
});

it('reads what it keeps no more', async () => {
  const loaded: string[] = [];
  const cache = createReadCache<string>({
    weightMax: 2,
    weigh: () => 1,
    async load(keys) {
      loaded.push(...keys);
      return keys.map((key) => key.toUpperCase());
    },
  });
  expect(await cache.read(['a', 'b'])).toEqual(['A', 'B']);
  expect(await cache.read(['b', 'a'])).toEqual(['B', 'A']);
  expect(await cache.read(['c', 'a'])).toEqual(['C', 'A']);
  cache.changed(['a']);
  expect(await cache.read(['a', 'c'])).toEqual(['A', 'C']);
  expect(loaded).toEqual(['a', 'b', 'c', 'a']);
});
