import { expect, it } from 'vitest';
import { createTextCache } from '../../../src/server/text-cache.ts';

const textOf = (length: number) => (_: unknown, index: number) => `${index}`.padEnd(length, '.');
const kept = (texts: readonly string[]): readonly string[] => {
  const cache = createTextCache<number>();
  for (const [index, text] of texts.entries()) cache.set(text, index);
  return texts.filter((text, index) => cache.get(text) === index);
};

it('keeps the last texts, as many as their characters allow, and none that is very long', () => {
  const short = Array.from({ length: 1_500 }, textOf(100));
  expect(kept(short)).toEqual(short.slice(-1_024));
  const long = Array.from({ length: 100 }, textOf(16_384));
  expect(kept(long)).toEqual(long.slice(-32));
  expect(kept([textOf(16_385)(null, 0)])).toEqual([]);
});

it('forgets what was asked for longest ago', () => {
  const cache = createTextCache<string>();
  const texts = Array.from({ length: 33 }, textOf(16_384));
  for (const text of texts.slice(0, 32)) cache.set(text, text);
  expect(cache.get(texts[0] ?? '')).toBe(texts[0]);
  cache.set(texts[32] ?? '', '');
  expect([cache.get(texts[0] ?? ''), cache.get(texts[1] ?? '')]).toEqual([texts[0], undefined]);
});
