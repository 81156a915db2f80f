import type { Simulations } from '../../ports/simulations.ts';
import type { CqlRow, CqlSession } from './cql-session.ts';
import { RELEASE_LEASE, RENEW_LEASE, TAKE_LEASE } from './statements.ts';

/**
 * Leases by lightweight transactions: one process holds a name until it releases it or its time, by the cluster's clock, is
 * over: in whole seconds, never early, at most two late. Cost: one or two transactions, of four round trips between replicas
 * each.
 */
export function createLeases(
  session: CqlSession,
  /** Unique to this process. */
  owner: string,
): Pick<Simulations, 'acquireLease' | 'releaseLease'> {
  const held = new Set<string>();
  // Expiry is on a whole second of the cluster's clock, which may be less than a second away.
  const secondsOf = (ttlMs: number): number => Math.ceil(ttlMs / 1_000) + 1;
  const renew = async (name: string, ttlSeconds: number): Promise<boolean> =>
    isApplied(await session.transact(RENEW_LEASE, [ttlSeconds, owner, name, owner]));
  return {
    async acquireLease(name, ttlMs) {
      const ttlSeconds = secondsOf(ttlMs);
      if (held.has(name) && (await renew(name, ttlSeconds))) return true;
      held.delete(name);
      const taken = await session.transact(TAKE_LEASE, [name, owner, ttlSeconds]);
      // It may be this process's from a call whose answer was lost.
      const isMine = isApplied(taken) || (taken.owner === owner && (await renew(name, ttlSeconds)));
      if (isMine) held.add(name);
      return isMine;
    },
    async releaseLease(name) {
      held.delete(name);
      await session.transact(RELEASE_LEASE, [name, owner]);
    },
  };
}

function isApplied(row: CqlRow): boolean {
  return row['[applied]'] === true;
}
