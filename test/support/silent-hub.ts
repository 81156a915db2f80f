import type { LiveHub } from '../../src/live/frames.ts';

async function* nothing<T>(): AsyncIterableIterator<T> {}

/** A hub of a campus where nothing happens. */
export function createSilentHub(): LiveHub {
  return {
    swipes: async () => nothing(),
    invalidAttempts: async () => nothing(),
    session: async () => nothing(),
    sessions: async () => nothing(),
    flow: async () => nothing(),
    simulation: async () => nothing(),
    pullSwipes: async () => ({ values: [], cursor: 'here', caughtUp: true }),
    pullInvalidAttempts: async () => ({ values: [], cursor: 'here', caughtUp: true }),
    status: () => ({ subscribers: 0, groups: 0, delivered: 0, dropped: 0 }),
    close: async () => undefined,
  };
}
