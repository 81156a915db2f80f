import type { Swipe } from '../core/swipe.ts';
import type { Clock } from '../ports/clock.ts';
import type { RosterCheck } from './check-roster.ts';
import { type Claimant, type ClaimDeps, claimSwipes } from './claim.ts';
import type { Decoded } from './decode.ts';
import type { Judgement, Verdict } from './effects.ts';

export interface JudgeDeps extends ClaimDeps {
  readonly checkRoster: RosterCheck;
  readonly clock: Clock;
}

/**
 * Asks the roster and the claims about a decoded batch; one verdict a message, in order. Asking again is harmless.
 * @param inFlight see `claimSwipes`
 * @throws FILTER_UNAVAILABLE, ROSTER_UNAVAILABLE, CLAIMS_UNAVAILABLE, STORE_UNAVAILABLE (retriable)
 */
export async function judge(
  deps: JudgeDeps,
  batch: readonly Decoded[],
  inFlight: () => Iterable<Swipe>,
): Promise<Judgement> {
  const studentIds: string[] = [];
  for (const { swipe } of batch) if (swipe !== null) studentIds.push(swipe.studentId);
  const unknown = await deps.checkRoster(studentIds);

  const verdicts: Verdict[] = new Array(batch.length);
  const floors: string[] = new Array(batch.length).fill('');
  const claimants: Claimant[] = [];
  const asking: number[] = [];
  for (let index = 0; index < batch.length; index += 1) {
    const decoded = batch[index];
    if (decoded === undefined) continue;
    if (decoded.swipe === null) {
      verdicts[index] = decoded.refusal.reason;
    } else if (unknown.has(decoded.swipe.studentId)) {
      verdicts[index] = 'UNKNOWN_STUDENT';
    } else {
      asking.push(index);
      claimants.push(decoded);
    }
  }
  const claimed = await claimSwipes(deps, claimants, deps.clock.now(), inFlight);
  for (let at = 0; at < asking.length; at += 1) {
    const index = asking[at];
    const standing = claimed.standings[at];
    if (index === undefined || standing === undefined) continue;
    verdicts[index] = standing;
    floors[index] = claimed.floors[at] ?? '';
  }
  return { verdicts, floors };
}
