/** Wakes whoever waits for a change of state; they look again for themselves. */
export interface Signal {
  /** Resolves at the next `notify`. */
  wait(): Promise<void>;
  notify(): void;
}

export function createSignal(): Signal {
  let waiting: (() => void)[] = [];
  return {
    wait: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
    notify() {
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
  };
}
