import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEmbeddedClaims } from '../../src/adapters/embedded/claims.ts';
import { NOON, numberedUuid } from '../support/swipes.ts';

const MAX = 40;

describe('claims with little room', () => {
  const open = () => createEmbeddedClaims({ claimsMax: MAX, ttlMs: 1_000, isConsumed: () => false });
  const request = (id: number, at: number) => ({
    eventId: numberedUuid(id),
    contentHash: id,
    position: String(id),
    at: NOON + at,
    floor: '',
  });

  it('holds at least three quarters of what there is room for, the newest', async () => {
    const claims = open();
    for (let id = 1; id <= 500; id += 1) await claims.claim([request(id, 0)]);
    const newest = Array.from({ length: (MAX / 4) * 3 }, (_, index) => request(500 - index, 0));
    expect(await claims.claim(newest)).not.toContain(null);
    expect(await claims.claim([request(1, 0)])).toEqual([null]);
  });

  it('says so as soon as it has dropped any, those of one instant too', async () => {
    const claims = open();
    for (let id = 1; id <= MAX; id += 1) await claims.claim([request(id, 5)]);
    expect(claims.completeSince()).toBe(Number.NEGATIVE_INFINITY);
    await claims.claim([request(MAX + 1, 5)]);
    expect(claims.completeSince()).toBeGreaterThan(NOON + 5);
  });

  it('holds every claim of the time it is complete since, on a clock that may step back', async () => {
    const steps = fc.array(fc.integer({ min: -3, max: 200 }), { minLength: 30, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(steps, async (waits) => {
        const claims = open();
        let at = 0;
        const made = [];
        for (const [index, wait] of waits.entries()) {
          at += wait > 20 ? 1 : wait;
          const one = request(index + 1, at);
          made.push(one);
          await claims.claim([one]);
        }
        const surely = made.filter((one) => one.at >= claims.completeSince());
        const answers = await claims.claim(surely.map((one) => ({ ...one, position: '999' })));
        expect(answers.map((answer) => answer?.position)).toEqual(surely.map(({ position }) => position));
      }),
      { numRuns: 100 },
    );
  });
});
