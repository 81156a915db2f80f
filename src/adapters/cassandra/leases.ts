import type { Simulations } from '../../ports/simulations.ts';
import type { CqlRow, CqlSession } from './cql-session.ts';
import { RELEASE_LEASE, RENEW_LEASE, TAKE_LEASE } from './statements.ts';

/**
 * Leases by lightweight transactions: one process holds a name until it releases it or its time, by the cluster's clock, is
 * over. A whole number of seconds, at least one. Cost: one or two transactions, of four round trips between replicas each.
 */
export function createLeases(
  session: CqlSession,
  /** Unique to this process. */
  owner: string,
): Pick<Simulations, 'acquireLease' | 'releaseLease'> {
  const held = new Set<string>();
  const renew = async (name: string, ttlSeconds: number): Promise<boolean> =>
    isApplied(await session.transact(RENEW_LEASE, [ttlSeconds, owner, name, owner]));
  return {
    async acquireLease(name, ttlMs) {
      const ttlSeconds = Math.max(1, Math.ceil(ttlMs / 1_000));
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
