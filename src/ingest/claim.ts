import type { EpochMs } from '../core/campus-day.ts';
import type { Swipe } from '../core/swipe.ts';
import type { Claims } from '../ports/claims.ts';
import type { SwipeStore } from '../ports/swipe-store.ts';
import type { Verdict } from './effects.ts';

export interface ClaimDeps {
  readonly claims: Pick<Claims, 'claim' | 'completeSince'>;
  readonly swipeStore: Pick<SwipeStore, 'swipes'>;
  readonly allowedSkewMs: number;
  /** Announcer.floorOf; absent where an announcement is part of the commit. */
  readonly floorOf?: ((lectureId: string) => string) | undefined;
}

/** A swipe that passed the roster. */
export interface Claimant {
  readonly swipe: Swipe;
  readonly contentHash: number;
}

export type Standing = Extract<Verdict, 'ACCEPTED' | 'ACCEPTED_AGAIN' | 'DUPLICATE' | 'EVENT_ID_REUSED'>;

/** In the order of the claimants. */
export interface Standings {
  readonly standings: readonly Standing[];
  /** The floor each was first claimed with. */
  readonly floors: readonly string[];
}

/**
 * Claims each swipe's event id for its message and says how it stands, in the order asked. Swipes older than the claims
 * are complete are looked up among the stored ones and those in flight as well.
 * @param inFlight the process's own swipes of earlier batches that are not stored yet; asked only when needed
 * @throws CLAIMS_UNAVAILABLE, STORE_UNAVAILABLE (retriable)
 * Cost: one claims call, and at most one store call.
 */
export async function claimSwipes(
  { claims, swipeStore, allowedSkewMs, floorOf }: ClaimDeps,
  claimants: readonly Claimant[],
  at: EpochMs,
  inFlight: () => Iterable<Swipe>,
): Promise<Standings> {
  if (claimants.length === 0) return { standings: [], floors: [] };
  const floors = claimants.map(({ swipe }) => floorOf?.(swipe.lectureId) ?? '');
  const answers = await claims.claim(
    claimants.map(({ swipe, contentHash }, index) => ({
      eventId: swipe.eventId,
      contentHash,
      position: swipe.logPosition,
      at,
      floor: floors[index] ?? '',
    })),
  );
  const completeSince = claims.completeSince();
  const standings: Standing[] = new Array(claimants.length);
  const older: number[] = [];
  for (let index = 0; index < claimants.length; index += 1) {
    const claimant = claimants[index];
    if (claimant === undefined) continue;
    const answer = answers[index] ?? null;
    let standing: Standing = 'ACCEPTED';
    if (answer !== null) {
      floors[index] = answer.floor;
      if (answer.position === claimant.swipe.logPosition) standing = 'ACCEPTED_AGAIN';
      else if (answer.contentHash === claimant.contentHash) standing = 'DUPLICATE';
      else standing = 'EVENT_ID_REUSED';
    }
    standings[index] = standing;
    // Who holds the claim proves nothing here: an older claim may have been dropped before this one was taken.
    if (standing !== 'EVENT_ID_REUSED' && claimant.swipe.ts - allowedSkewMs < completeSince) older.push(index);
  }
  if (older.length > 0) await lookUp(swipeStore, claimants, older, standings, floors, inFlight);
  return { standings, floors };
}

async function lookUp(
  swipeStore: Pick<SwipeStore, 'swipes'>,
  claimants: readonly Claimant[],
  older: readonly number[],
  standings: Standing[],
  floors: string[],
  inFlight: () => Iterable<Swipe>,
): Promise<void> {
  // First what is in flight, then the store: whatever is stored in between is then seen by one of the two.
  const earlier = new Map<string, Swipe>();
  for (const swipe of inFlight()) earlier.set(swipe.eventId, swipe);
  const keys: Swipe[] = [];
  for (const index of older) {
    const swipe = claimants[index]?.swipe;
    if (swipe === undefined) continue;
    keys.push(swipe);
    if (standings[index] === 'DUPLICATE') continue;
    const first = earlier.get(swipe.eventId);
    if (first === undefined) earlier.set(swipe.eventId, swipe);
    else if (sameKey(first, swipe) && first.logPosition !== swipe.logPosition) standings[index] = 'DUPLICATE';
  }
  const stored = await swipeStore.swipes(keys);
  for (let at = 0; at < older.length; at += 1) {
    const row = stored[at] ?? null;
    const index = older[at];
    if (row === null || index === undefined) continue;
    standings[index] = row.logPosition === keys[at]?.logPosition ? 'ACCEPTED_AGAIN' : 'DUPLICATE';
    // The claim it was announced under may be gone: whatever floor is held now may be a later one.
    floors[index] = '';
  }
}

function sameKey(a: Swipe, b: Swipe): boolean {
  return (
    a.eventId === b.eventId &&
    a.lectureId === b.lectureId &&
    a.day === b.day &&
    a.ts === b.ts &&
    a.studentId === b.studentId
  );
}
