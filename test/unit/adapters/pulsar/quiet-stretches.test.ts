import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Place } from '../../../../src/adapters/pulsar/feed-place.ts';
import { createQuietStretches } from '../../../../src/adapters/pulsar/quiet-stretches.ts';
import { comparePartitionPosition } from '../../../../src/core/feed.ts';

/** Runs of messages, one run a ledger: how many, and whether they are signs of life. */
const runs = fc.array(fc.record({ count: fc.integer({ min: 1, max: 200 }), isQuiet: fc.boolean() }), {
  minLength: 1,
  maxLength: 12,
});

describe('quiet stretches', () => {
  it('never lead past a message with lines, and past nearly all that have none', () => {
    fc.assert(
      fc.property(runs, (list) => {
        const quiet = createQuietStretches();
        const messages: { from: Place; to: Place; isQuiet: boolean }[] = [];
        let at: Place = [0, 0];
        for (const [ledger, { count, isQuiet }] of list.entries()) {
          for (let entry = 0; entry < count; entry += 1) {
            const to = [ledger, entry + 1];
            messages.push({ from: at, to, isQuiet });
            quiet.saw(3, at, to, isQuiet);
            at = to;
          }
        }
        let skippedTo: Place = [-1];
        let read = 0;
        for (const { from, isQuiet } of messages) {
          const isSkipped = comparePartitionPosition(from, skippedTo) < 0;
          if (isSkipped) expect(isQuiet).toBe(true);
          else if (quiet.endOf(3, from) === null) read += isQuiet ? 1 : 0;
          else skippedTo = quiet.endOf(3, from) ?? skippedTo;
        }
        expect(read).toBeLessThan(64 * list.length);
        expect(quiet.endOf(2, [0, 0])).toBeNull();
        expect(quiet.endOf(3, at)).toBeNull();
      }),
    );
  });

  it('lead to where the tail is by now', () => {
    const quiet = createQuietStretches();
    for (let entry = 0; entry < 100; entry += 1) quiet.saw(0, [7, entry], [7, entry + 1], true);
    expect(quiet.endOf(0, [7, 0])).toEqual([7, 100]);
    expect(quiet.endOf(0, [7, 99])).toEqual([7, 100]);
    expect(quiet.endOf(0, [7, 100])).toBeNull();
    expect(quiet.endOf(0, [6, 100])).toBeNull();
  });
});
