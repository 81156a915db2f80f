/** What is running now, so that a stop can wait for it. */
export interface Activity {
  enter(): void;
  /** Once for each `enter`. */
  leave(): void;
  /** @param work must not reject */
  add(work: Promise<unknown>): void;
  /** Resolves when nothing is running. */
  idle(): Promise<void>;
}

export function createActivity(): Activity {
  let running = 0;
  let waiting: (() => void)[] = [];
  const leave = (): void => {
    running -= 1;
    if (running > 0) return;
    for (const resume of waiting) resume();
    waiting = [];
  };
  const enter = (): void => {
    running += 1;
  };
  return {
    enter,
    leave,
    add: (work) => {
      enter();
      void work.finally(leave);
    },
    idle: async () => {
      while (running > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}
