import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Simulations } from '../ports/simulations.ts';

/** Held by the one process that runs a simulation. */
export const RUN_LEASE = 'simulation';
export const LEASE_TTL_MS = 15_000;
const RENEW_MS = 2_000;
/** Held for as long as another process asks the owner to stop. */
export const stopLease = (id: string): string => `simulation-stop:${id}`;

export interface LeaseOptions {
  readonly simulations: Simulations;
  readonly clock: Clock;
  readonly log: Log;
  readonly id: string;
  /** Another process has the lease now. */
  readonly lost: () => void;
  /** Another process asks to stop. */
  readonly stopAsked: () => void;
}

/** Renews the lease of a running simulation until cancelled, and listens for other processes that want it stopped. */
export function keepLease({ simulations, clock, log, id, lost, stopAsked }: LeaseOptions): () => void {
  let cancelled = false;
  let cancelTimer = (): void => {};
  const renew = async (): Promise<void> => {
    if (!(await simulations.acquireLease(RUN_LEASE, LEASE_TTL_MS))) return lost();
    if (!(await simulations.acquireLease(stopLease(id), LEASE_TTL_MS))) return stopAsked();
    await simulations.releaseLease(stopLease(id));
  };
  const next = (): void => {
    if (cancelled) return;
    cancelTimer = clock.setTimer(RENEW_MS, () => {
      renew()
        .catch((error: unknown) => log.warn('simulation.lease-not-renewed', { simulation: id, error }))
        .finally(next);
    });
  };
  next();
  return () => {
    cancelled = true;
    cancelTimer();
  };
}
