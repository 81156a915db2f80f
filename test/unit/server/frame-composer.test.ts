import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameComposer } from '../../../src/server/frame-composer.ts';
import { Parts } from '../../../src/server/parts.ts';

const SLAB = 512;
/** Around the lengths at which a frame's header grows, and beyond the slab. */
const LENGTHS = [0, 1, 90, 91, 125, 126, 300, 600];
const RESTS = LENGTHS.map((length, index) => Buffer.alloc(length, 97 + index));
const BEGINS = ['', '{"id":"1"}', '{"id":"2"}', '{"id":"33"}'].map((text) => Buffer.from(text));

/** One after the other, as RFC 6455 has it. */
function framed(begins: readonly Buffer[], rests: readonly Buffer[]): Buffer {
  const frames = begins.flatMap((begin, index) => {
    const payload = Buffer.concat([begin, rests[index] ?? Buffer.alloc(0)]);
    const head =
      payload.length < 126 ? [0x81, payload.length] : [0x81, 126, payload.length >> 8, payload.length & 0xff];
    return [Buffer.from(head), payload];
  });
  return Buffer.concat(frames);
}

function partsOf(begins: readonly Buffer[], rests: readonly Buffer[]): Parts {
  const parts = Parts.take();
  for (const [index, begin] of begins.entries()) parts.add(begin, rests[index]);
  return parts;
}

describe('composed frames', () => {
  const part = fc.record({ begin: fc.constantFrom(...BEGINS), rest: fc.constantFrom(...RESTS) });
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
        let rests: Buffer[] = [RESTS[1] ?? Buffer.alloc(0)];
        for (const { parts, begin, isReusable, isKept } of steps) {
          if (parts !== null) rests = parts.map(({ rest }) => rest);
          const begins = rests.map((_, index) => parts?.[index]?.begin ?? begin);
          const is = framed(begins, rests);
          const gathered = partsOf(begins, rests);
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
    const composed = createFrameComposer().compose(partsOf([Buffer.from('')], [rest]), true);
    expect([...composed.subarray(0, 10)]).toEqual([0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
    expect(composed.subarray(10).equals(rest)).toBe(true);
    const below = createFrameComposer().compose(partsOf([Buffer.from('')], [rest.subarray(1)]), true);
    expect([...below.subarray(0, 4)]).toEqual([0x81, 126, 0xff, 0xff]);
  });
});
