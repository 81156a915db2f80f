/** Resolves promises once what they wait for is so. */
export interface Watch {
  /** To be called after every change. */
  check(): void;
  until(test: () => boolean): Promise<void>;
}

export function createWatch(): Watch {
  const checks = new Set<() => void>();
  return {
    check() {
      for (const check of [...checks]) check();
    },
    until: (test) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!test()) return;
          checks.delete(check);
          resolve();
        };
        checks.add(check);
        check();
      }),
  };
}
