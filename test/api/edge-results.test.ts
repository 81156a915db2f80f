import { describe, expect, it } from 'vitest';
import { createLiveResults, type LiveResult } from '../../src/server/live-results.ts';

const never = new Promise<LiveResult | null>(() => {});
const finished = { done: true, value: undefined };

describe('the results of one subscription', () => {
  it('end a waiting next() at once when the client leaves, however long the source takes', async () => {
    let over = 0;
    const results = createLiveResults({
      pull: () => never,
      over: () => {
        over += 1;
      },
    });
    const waiting = results.next();
    await results.return();
    expect(await waiting).toEqual(finished);
    expect(await results.next()).toEqual(finished);
    await results.return();
    expect(over).toBe(1);
  });

  it('say that they are over only when the last one has been sent and the next is asked for', async () => {
    let over = false;
    const left: LiveResult[] = [{ result: { data: null }, cursor: 'c1' }];
    const results = createLiveResults({
      pull: async () => left.pop() ?? null,
      over: () => {
        over = true;
      },
    });
    expect(await results.next()).toEqual({ done: false, value: { result: { data: null }, cursor: 'c1' } });
    expect(over).toBe(false);
    expect(await results.next()).toEqual(finished);
    expect(over).toBe(true);
  });

  it('pull nothing that was not asked for', async () => {
    let pulls = 0;
    const results = createLiveResults({
      pull: async () => {
        pulls += 1;
        return { result: {}, cursor: null };
      },
      over: () => {},
    });
    await results.next();
    await results.next();
    expect(pulls).toBe(2);
  });
});
