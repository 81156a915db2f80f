import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameComposer } from '../../../src/server/frame-composer.ts';
import { Parts, type Rest } from '../../../src/server/parts.ts';

const SLAB = 512;
/** Around the lengths at which a frame's header grows, and beyond the slab. */
const LENGTHS = [0, 1, 90, 91, 125, 126, 300, 600];
const RESTS = LENGTHS.map((length, index) => ({ text: Buffer.alloc(length, 97 + index) }));
/** As groups share them: none, one by itself, several. */
const RUNS: readonly (readonly Rest[])[] = [
  [],
  ...RESTS.map((rest) => [rest]),
  RESTS.slice(0, 3),
  RESTS.slice(2, 6),
  RESTS,
];
const BEGINS = ['', '{"id":"1"}', '{"id":"2"}', '{"id":"33"}'].map((text) => Buffer.from(text));

/** One after the other, as RFC 6455 has it. */
function framed(begins: readonly Buffer[], runs: readonly (readonly Rest[])[]): Buffer {
  const frames = begins.flatMap((begin, index) => {
    const rests = runs[index] ?? [];
    const payloads = rests.length === 0 ? [begin] : rests.map(({ text }) => Buffer.concat([begin, text]));
    return payloads.flatMap((payload) => {
      const head =
        payload.length < 126 ? [0x81, payload.length] : [0x81, 126, payload.length >> 8, payload.length & 0xff];
      return [Buffer.from(head), payload];
    });
  });
  return Buffer.concat(frames);
}

function partsOf(begins: readonly Buffer[], runs: readonly (readonly Rest[])[]): Parts {
  const parts = Parts.take();
  for (const [index, begin] of begins.entries()) parts.add(begin, runs[index]?.length === 0 ? undefined : runs[index]);
  return parts;
}

describe('composed frames', () => {
  const run = fc.oneof(
    fc.constantFrom(...RUNS),
    fc.constantFrom(...RESTS).map((rest) => [rest]),
  );
  const part = fc.record({ begin: fc.constantFrom(...BEGINS), run });
  const writes = fc.array(
    fc.record({
      // Mostly those of the write before with other beginnings, as the sockets of a group have them.
      parts: fc.option(fc.array(part, { minLength: 1, maxLength: 4 }), { freq: 3 }),
      begin: fc.constantFrom(...BEGINS),
      isReusable: fc.boolean(),
      isKept: fc.boolean(),
    }),
    { maxLength: 30 },
  );

  it('are the frames of what was given, whatever was composed before, and what is kept does not change', () => {
    fc.assert(
      fc.property(writes, (steps) => {
        const composer = createFrameComposer(SLAB);
        const kept: { readonly composed: Buffer; readonly is: Buffer }[] = [];
        let runs: (readonly Rest[])[] = [RESTS.slice(1, 2)];
        for (const { parts, begin, isReusable, isKept } of steps) {
          if (parts !== null) runs = parts.map(({ run }) => run);
          const begins = runs.map((_, index) => parts?.[index]?.begin ?? begin);
          const is = framed(begins, runs);
          const gathered = partsOf(begins, runs);
          const composed = composer.compose(gathered, isReusable);
          gathered.giveBack();
          expect(composed.equals(is)).toBe(true);
          if (!isReusable || isKept) {
            composer.keep(composed);
            kept.push({ composed, is });
          }
          for (const one of kept) expect(one.composed.equals(one.is)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('have the long header from 65,536 bytes on', () => {
    const rest = Buffer.alloc(0x10000, 'x');
    const composed = createFrameComposer().compose(partsOf([Buffer.from('')], [[{ text: rest }]]), true);
    expect([...composed.subarray(0, 10)]).toEqual([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    expect(composed.subarray(10).equals(rest)).toBe(true);
    const below = createFrameComposer().compose(partsOf([Buffer.from('')], [[{ text: rest.subarray(1) }]]), true);
    expect([...below.subarray(0, 4)]).toEqual([0x81, 126, 0xff, 0xff]);
  });
});
