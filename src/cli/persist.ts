import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from './client.ts';

export interface Patience {
  /** How long the same call is tried again before its refusal is final. */
  readonly patienceMs: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** Before each wait. */
  readonly onWait?: (answer: Refusal) => void;
}

export type Refusal = Extract<Answer<never>, { kind: 'REFUSED' }>;

/** Long enough for a server to restart, or for a full log to drain. */
export const PATIENCE: Patience = { patienceMs: 60_000, firstWaitMs: 100, longestWaitMs: 5_000 };

/** Repeats a call while its refusal is retriable, waiting twice as long each time, give or take a quarter. */
export async function persist<T>(call: () => Promise<Answer<T>>, patience: Patience = PATIENCE): Promise<Answer<T>> {
  const giveUpAt = Date.now() + patience.patienceMs;
  for (let waitMs = patience.firstWaitMs; ; waitMs = Math.min(waitMs * 2, patience.longestWaitMs)) {
    const answer = await call();
    if (answer.kind === 'DATA' || !answer.retriable || Date.now() + waitMs > giveUpAt) return answer;
    patience.onWait?.(answer);
    await wait(waitMs * (0.75 + Math.random() / 2));
  }
}
