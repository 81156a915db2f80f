import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../src/core/content-hash.ts';
import type { Swipe } from '../../../src/core/swipe.ts';
import { claimSwipes } from '../../../src/ingest/claim.ts';
import { campus, createFakeClaims, NOW, uuidOf } from './fakes.ts';

const SKEW = 300_000;

function swipe(event: number, position: string, over: Partial<Swipe> = {}): Swipe {
  const ts = over.ts ?? NOW - 60_000;
  return {
    eventId: uuidOf(event),
    studentId: 'S1',
    lectureId: 'L1',
    gateId: 'G1',
    ts,
    action: 'ENTER',
    day: campus.dayOf(ts),
    receivedAt: NOW,
    logPosition: position,
    ...over,
  };
}

function createClaiming() {
  const claims = createFakeClaims();
  const stored: Swipe[] = [];
  const asked: number[] = [];
  const swipeStore = {
    swipes: async (keys: readonly { eventId: string }[]) => {
      asked.push(keys.length);
      return keys.map((key) => stored.find((row) => row.eventId === key.eventId) ?? null);
    },
  };
  let place = 0;
  const floorOf = (lectureId: string) => `${lectureId} after ${place}`;
  const askAll = (swipes: readonly Swipe[], inFlight: readonly Swipe[] = []) =>
    claimSwipes(
      { claims, swipeStore, allowedSkewMs: SKEW, floorOf },
      swipes.map((one) => ({ swipe: one, contentHash: contentHash(one) })),
      NOW,
      () => inFlight,
    );
  const ask = async (swipes: readonly Swipe[], inFlight?: readonly Swipe[]) =>
    (await askAll(swipes, inFlight)).standings;
  const floors = async (swipes: readonly Swipe[]) => {
    place += 1;
    return (await askAll(swipes)).floors;
  };
  return { claims, stored, asked, ask, floors };
}

describe('claiming an event id', () => {
  it('tells the first, its redelivery, a copy and other content apart, without reading the store', async () => {
    const { ask, asked } = createClaiming();
    expect(await ask([swipe(1, 'a'), swipe(2, 'b'), swipe(1, 'c')])).toEqual(['ACCEPTED', 'ACCEPTED', 'DUPLICATE']);
    expect(await ask([swipe(1, 'a')])).toEqual(['ACCEPTED_AGAIN']);
    expect(await ask([swipe(1, 'd'), swipe(1, 'e', { action: 'EXIT' })])).toEqual(['DUPLICATE', 'EVENT_ID_REUSED']);
    expect(asked).toEqual([]);
  });

  it('asks nobody about nothing', async () => {
    expect(await createClaiming().ask([])).toEqual([]);
  });

  it('looks up swipes older than the claims are complete, and only those, in one call', async () => {
    const { ask, asked, claims, stored } = createClaiming();
    stored.push(swipe(1, 'a'), swipe(2, 'b'));
    claims.flush(NOW - 60_000 - SKEW + 1);
    const fresh = swipe(4, 'z', { ts: NOW });
    expect(await ask([swipe(1, 'a'), swipe(2, 'x'), swipe(3, 'y'), fresh])).toEqual([
      'ACCEPTED_AGAIN',
      'DUPLICATE',
      'ACCEPTED',
      'ACCEPTED',
    ]);
    expect(asked).toEqual([3]);
  });

  it('needs no look-up for a swipe that just fits into the complete time', async () => {
    const { ask, asked, claims } = createClaiming();
    claims.flush(NOW - 60_000 - SKEW);
    await ask([swipe(1, 'a')]);
    expect(asked).toEqual([]);
  });

  it('calls a copy a duplicate again when it is redelivered, though it took the claim meanwhile', async () => {
    const { ask, claims, stored } = createClaiming();
    stored.push(swipe(1, 'a'));
    claims.flush(NOW);
    expect(await ask([swipe(1, 'copy')])).toEqual(['DUPLICATE']);
    expect(await ask([swipe(1, 'copy')])).toEqual(['DUPLICATE']);
  });

  it('lets the first go on when it is redelivered after a copy took its dropped claim', async () => {
    const { ask, claims, stored } = createClaiming();
    stored.push(swipe(1, 'a'));
    claims.flush(NOW);
    await ask([swipe(1, 'copy')]);
    expect(await ask([swipe(1, 'a')])).toEqual(['ACCEPTED_AGAIN']);
  });

  it('sees what is in flight and not stored yet', async () => {
    const { ask, claims } = createClaiming();
    claims.flush(NOW);
    expect(await ask([swipe(1, 'b'), swipe(2, 'c')], [swipe(1, 'a')])).toEqual(['DUPLICATE', 'ACCEPTED']);
  });

  it('keeps the floor of the first claim, and knows none when the claim may have been dropped', async () => {
    const { floors, claims, stored } = createClaiming();
    expect(await floors([swipe(1, 'a')])).toEqual(['L1 after 1']);
    expect(await floors([swipe(1, 'a'), swipe(2, 'b', { lectureId: 'L2' })])).toEqual(['L1 after 1', 'L2 after 2']);
    stored.push(swipe(1, 'a'));
    claims.flush(NOW);
    expect(await floors([swipe(1, 'a'), swipe(3, 'c')])).toEqual(['', 'L1 after 3']);
    expect(await floors([swipe(1, 'a')])).toEqual(['']);
  });
});
