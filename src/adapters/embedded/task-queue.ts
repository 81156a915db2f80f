import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

/** Background work, one task at a time; asking again for a task that waits is one request. */
export interface TaskQueue {
  /** @param urgent not to be put off while ingest is busy */
  request(name: string, task: () => Promise<void>, urgent?: boolean): void;
  /** Does what waits, busy or not. Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
  /** Waits for the running task; the others are dropped. */
  close(): Promise<void>;
}

const LOOK_AGAIN_MS = 100;

/** @param isBusy whether ingest has a backlog: what is not urgent then waits, since it would only slow ingest down */
export function createTaskQueue(options: { log: Log; clock: Clock; isBusy: () => boolean }): TaskQueue {
  const { log, clock, isBusy } = options;
  const waiting = new Map<string, { task: () => Promise<void>; urgent: boolean }>();
  let running: Promise<void> | null = null;
  let cancelLook: (() => void) | null = null;
  let flushing = 0;
  let closed = false;

  const nextName = (): string | null => {
    const mayRunAll = flushing > 0 || !isBusy();
    for (const [name, { urgent }] of waiting) if (urgent || mayRunAll) return name;
    return null;
  };
  const drain = async (): Promise<void> => {
    for (let name = nextName(); name !== null && !closed; name = nextName()) {
      const next = waiting.get(name);
      waiting.delete(name);
      try {
        await next?.task();
      } catch (error) {
        log.warn('store.background_task_failed', { reason: String(error) });
      }
    }
    running = null;
    if (waiting.size > 0 && !closed) {
      cancelLook ??= clock.setTimer(LOOK_AGAIN_MS, () => {
        cancelLook = null;
        start();
      });
    }
  };
  const start = (): void => {
    running ??= Promise.resolve().then(drain);
  };
  return {
    request(name, task, urgent = false) {
      if (closed) return;
      waiting.set(name, { task, urgent: urgent || waiting.get(name)?.urgent === true });
      start();
    },
    async idle() {
      flushing += 1;
      start();
      while (running !== null) await running;
      flushing -= 1;
    },
    async close() {
      closed = true;
      cancelLook?.();
      await running;
    },
  };
}
