import type { RosterGeneration } from './roster-generation.ts';

/** What was read of the roster, as long as nothing of it has changed. */
export interface GenerationCache {
  /**
   * Empties what was kept if the roster has moved on since.
   * @returns whether what is read from now on may be kept, asked once it has been read
   */
  begin(): Promise<() => boolean>;
  /** A change of this process's own: even one that failed may have changed something. */
  changing(change: Promise<void>): Promise<void>;
}

/** @param forget empties what is kept */
export function createGenerationCache(
  generation: Pick<RosterGeneration, 'current' | 'latest'>,
  forget: () => void,
): GenerationCache {
  let held: number | null = null;
  /** Raised by each change, so that a read that began before it is not kept after it. */
  let version = 0;
  const changed = (): void => {
    version += 1;
    forget();
  };
  return {
    async begin() {
      const now = await generation.current();
      // Not to be learnt: nothing kept can be believed.
      if (now === null || now !== held) changed();
      held = now;
      const began = version;
      return () => now !== null && began === version && generation.latest() === now;
    },
    async changing(change) {
      try {
        await change;
      } finally {
        changed();
      }
    },
  };
}
