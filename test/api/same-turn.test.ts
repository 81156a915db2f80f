import { expect, it } from 'vitest';
import { createSameTurn } from '../../src/server/same-turn.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('does once what is asked for in one turn, and again for who asks later', async () => {
  const { join } = createSameTurn<number>();
  let begun = 0;
  const work = async () => {
    begun += 1;
    return begun;
  };
  const first = [join('a', work), join('a', work)];
  const other = join('b', work);
  expect(begun).toBe(0);
  expect(await Promise.all([...first, other])).toEqual([1, 1, 2]);
  expect(await join('a', work)).toBe(3);
});

it('gives nobody an answer that was begun before they asked', async () => {
  const { join } = createSameTurn<string>();
  let stored = 'before';
  let finish = (): void => {};
  const read = async () => {
    const seen = stored;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return seen;
  };
  const early = join('a', read);
  await turn();
  const finishEarly = finish;
  stored = 'after';
  const late = join('a', read);
  await turn();
  finishEarly();
  finish();
  expect([await early, await late]).toEqual(['before', 'after']);
});
