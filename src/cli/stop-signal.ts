export interface StopSignal {
  /** Resolves at the first SIGINT, SIGTERM or SIGHUP. */
  readonly asked: Promise<void>;
  readonly isAsked: boolean;
}

/** npm passes ctrl-C on to a process that the terminal has told already: the second comes within milliseconds. */
const ECHO_MS = 500;
const EXIT_SIGNALLED = 130;

/**
 * Listens for the signals that end a program. A second one ends it at once.
 * @param atOnce what must be done even then; synchronous
 */
export function listenForStop(atOnce: () => void = () => undefined): StopSignal {
  let askedAt: number | null = null;
  let resolve: () => void = () => undefined;
  const asked = new Promise<void>((settle) => {
    resolve = settle;
  });
  const onSignal = () => {
    if (askedAt !== null && performance.now() - askedAt < ECHO_MS) return;
    if (askedAt !== null) {
      atOnce();
      process.exit(EXIT_SIGNALLED);
    }
    askedAt = performance.now();
    resolve();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return {
    asked,
    get isAsked() {
      return askedAt !== null;
    },
  };
}
