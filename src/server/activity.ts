/** What is running now, so that a stop can wait for it. */
export interface Activity {
  /** @param work must not reject */
  add(work: Promise<unknown>): void;
  /** Resolves when nothing is running. */
  idle(): Promise<void>;
}

export function createActivity(): Activity {
  const running = new Set<Promise<unknown>>();
  return {
    add: (work) => {
      running.add(work);
      void work.finally(() => running.delete(work));
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
