import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beatOf, beatProperties, wholeBeat } from '../../../../src/adapters/pulsar/beats.ts';
import { partitionOf, placeOf, placeText } from '../../../../src/adapters/pulsar/feed-place.ts';
import { createLedgerStarts } from '../../../../src/adapters/pulsar/ledger-starts.ts';

describe('places', () => {
  it('come back from their text, which has at most 64 characters', () => {
    const number = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(fc.oneof(fc.tuple(number, number), fc.tuple(number, number, number)), (place) => {
        expect(placeOf(placeText(place))).toEqual(place);
        expect(placeText(place).length).toBeLessThanOrEqual(64);
      }),
    );
  });

  it.each(['', '1', '1.2.3.4', '1.-2', 'a.b', '1.9999999999999999'])('are unknown where the text is %j', (text) => {
    expect(placeOf(text)).toBeNull();
  });

  it('keep a lecture in the partition it has always had', () => {
    // These stand on disks: another hash would part a lecture from its past.
    expect(['', 'CS101', 'MATH-2.04', 'a:b_c'].map((id) => partitionOf(id, 8))).toEqual([2, 3, 3, 4]);
  });

  it('spread lectures over the partitions', () => {
    const counts = new Array(8).fill(0);
    for (let lecture = 0; lecture < 8_000; lecture += 1) counts[partitionOf(`CS${lecture}`, 8)] += 1;
    expect(Math.min(...counts)).toBeGreaterThan(850);
    expect(Math.max(...counts)).toBeLessThan(1_150);
  });
});

describe('what is kept of a partition', () => {
  const ledgers = (...list: readonly (readonly [number, number])[]) =>
    list.map(([ledger, entries]) => ({ ledger, entries }));

  it('begins and ends at its first ledger while nothing was written', () => {
    const extent = createLedgerStarts().extent({ ledgers: ledgers([3, 0]), last: { ledger: 3, entry: -1 } });
    expect(extent).toEqual({ head: [3, 0], oldest: [3, 0] });
  });

  it('begins at its first ledger and ends after its last entry', () => {
    const found = { ledgers: ledgers([3, 4], [5, 0]), last: { ledger: 5, entry: 1 } };
    expect(createLedgerStarts().extent(found)).toEqual({ head: [5, 2], oldest: [3, 0] });
  });

  it('is nothing after the last entry when all was deleted, and begins there from then on', () => {
    const starts = createLedgerStarts();
    const emptied = starts.extent({ ledgers: ledgers([5, 0]), last: { ledger: 3, entry: 3 } });
    expect(emptied).toEqual({ head: [3, 4], oldest: [3, 4] });
    const written = starts.extent({ ledgers: ledgers([5, 0]), last: { ledger: 5, entry: 0 } });
    expect(written).toEqual({ head: [5, 1], oldest: [3, 4] });
  });

  it('begins after the last entry of a ledger that was seen before it was deleted', () => {
    const starts = createLedgerStarts();
    starts.extent({ ledgers: ledgers([3, 4], [5, 2], [6, 0]), last: { ledger: 6, entry: 0 } });
    expect(starts.extent({ ledgers: ledgers([6, 0]), last: { ledger: 6, entry: 0 } }).oldest).toEqual([5, 2]);
  });
});

describe('beats', () => {
  it('come back from the properties of their message; others are none', () => {
    const beat = { processedThrough: 1_800_000_000_123, paused: true, at: 1_800_000_000_456 };
    expect(beatOf(beatProperties(beat))).toEqual(beat);
    expect(beatOf({})).toBeNull();
  });

  it('say of the whole what the partition knows that knows least, and the newest sign of life', () => {
    const [a, b] = [
      { processedThrough: 10, paused: false, at: 20 },
      { processedThrough: 12, paused: true, at: 21 },
    ];
    expect(wholeBeat([a, b])).toEqual({ processedThrough: 10, paused: true, at: 21 });
    expect(wholeBeat([b, a])).toEqual({ processedThrough: 10, paused: true, at: 21 });
    expect(wholeBeat([a, null])).toBeNull();
    expect(wholeBeat([])).toBeNull();
  });
});
