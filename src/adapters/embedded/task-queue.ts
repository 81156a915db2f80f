import type { Log } from '../../ports/log.ts';

/** Background work, one task at a time; asking again for a task that waits is one request. */
export interface TaskQueue {
  request(name: string, task: () => Promise<void>): void;
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
  /** Waits for the running task; the others are dropped. */
  close(): Promise<void>;
}

export function createTaskQueue(log: Log): TaskQueue {
  const waiting = new Map<string, () => Promise<void>>();
  let running: Promise<void> | null = null;
  let closed = false;
  const drain = async (): Promise<void> => {
    for (let next = waiting.entries().next(); !next.done && !closed; next = waiting.entries().next()) {
      const [name, task] = next.value;
      waiting.delete(name);
      try {
        await task();
      } catch (error) {
        log.warn('store.background_task_failed', { reason: String(error) });
      }
    }
    running = null;
  };
  return {
    request(name, task) {
      if (closed) return;
      waiting.set(name, task);
      running ??= Promise.resolve().then(drain);
    },
    async idle() {
      while (running !== null) await running;
    },
    async close() {
      closed = true;
      await running;
    },
  };
}
