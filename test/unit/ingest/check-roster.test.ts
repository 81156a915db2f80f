import { describe, expect, it } from 'vitest';
import { createRosterCheck } from '../../../src/ingest/check-roster.ts';
import { createFakeFilter, createFakeRoster, createMeters } from './fakes.ts';

function createCheck(cacheMax = 100) {
  const filter = createFakeFilter(['A', 'B', 'C']);
  const roster = createFakeRoster(['A', 'B', 'C']);
  const metrics = createMeters();
  return { filter, roster, metrics, check: createRosterCheck({ filter, roster, metrics, cacheMax }) };
}

describe('checking the roster', () => {
  it('believes a no, confirms a maybe in one call, and remembers what was confirmed', async () => {
    const { check, roster, filter } = createCheck();
    expect([...(await check(['A', 'X', 'B']))]).toEqual(['X']);
    expect([...(await check(['B', 'A', 'C']))]).toEqual([]);
    expect(roster.asked).toEqual([['A', 'B'], ['C']]);
    expect(filter.calls).toBe(2);
  });

  it('refuses and counts a wrong maybe, and asks again the next time', async () => {
    const { check, roster, filter, metrics } = createCheck();
    filter.lies = () => true;
    expect([...(await check(['A', 'X']))]).toEqual(['X']);
    roster.cards.add('X');
    expect([...(await check(['X']))]).toEqual([]);
    expect(metrics.values.get('rollcall_filter_wrong_maybe_total')).toBe(1);
    expect(metrics.values.get('rollcall_filter_no_total')).toBe(0);
  });

  it('confirms every id while the filter is not trusted', async () => {
    const { check, filter, roster } = createCheck();
    filter.trusted = false;
    filter.added.clear();
    expect([...(await check(['A', 'X']))]).toEqual(['X']);
    expect(roster.asked).toEqual([['A', 'X']]);
  });

  it('forgets what was confirmed when the roster has a new generation', async () => {
    const { check, filter, roster } = createCheck();
    await check(['A']);
    roster.cards.delete('A');
    expect([...(await check(['A']))]).toEqual([]);
    filter.generation += 1;
    expect([...(await check(['A']))]).toEqual(['A']);
  });

  it('keeps no answer that was read before another batch saw a newer generation', async () => {
    const { filter, roster, metrics } = createCheck();
    let release = () => {};
    const slow = {
      async known(ids: readonly string[]) {
        const answer = await roster.known(ids);
        if (ids.includes('A')) await new Promise<void>((resolve) => (release = resolve));
        return answer;
      },
    };
    const check = createRosterCheck({ filter, roster: slow, metrics, cacheMax: 100 });
    const first = check(['A']);
    await new Promise((resolve) => setImmediate(resolve));
    roster.cards.delete('A');
    filter.generation += 1;
    await check(['B']);
    release();
    expect([...(await first)]).toEqual([]);
    const later = check(['A']);
    await new Promise((resolve) => setImmediate(resolve));
    release();
    expect([...(await later)]).toEqual(['A']);
  });

  it('remembers no more than it may', async () => {
    const { check, roster } = createCheck(2);
    await check(['A', 'B']);
    await check(['C']);
    await check(['A']);
    expect(roster.asked).toEqual([['A', 'B'], ['C'], ['A']]);
  });
});
