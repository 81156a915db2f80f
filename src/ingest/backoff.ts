export interface BackoffOptions {
  /** Integer ≥ 1. */
  readonly firstMs: number;
  /** No delay is longer. */
  readonly maxMs: number;
  /** Uniform in [0, 1). */
  random(): number;
}

/** How long to wait before a try. @param failures ≥ 1, how many tries failed in a row */
export type Backoff = (failures: number) => number;

/** Doubles from `firstMs` up to `maxMs`; the later half of each delay is random, so that processes do not march in step. */
export function createBackoff({ firstMs, maxMs, random }: BackoffOptions): Backoff {
  return (failures) => {
    const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
    return Math.round(ceiling / 2 + (random() * ceiling) / 2);
  };
}
