import type { SwipeLog } from '../../src/ports/swipe-log.ts';

/** Resolves once no more than `left` messages wait in the log. */
export async function backlogEmptied(log: SwipeLog, left = 0): Promise<void> {
  while (((await log.backlog()) ?? 0) > left) await new Promise((resolve) => setImmediate(resolve));
}
