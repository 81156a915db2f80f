import type { NativeConnection } from './native-client.ts';
import type { Connection } from './transport.ts';

export interface WatchedConnection extends Connection {
  /** Ends it for that reason. */
  lose(reason: Error): void;
}

const LOOK_EVERY_MS = 250;
/** A client that has moved to another broker was away for a moment. */
const AWAY_MAX_MS = 1_000;

/**
 * The native client connects again by itself, and delivers again without a word what was not acknowledged. So that its owner
 * knows, a connection that is away for a second is taken for lost here, and closed.
 * @param idle resolves, once it is lost, when no call of it is under way any more
 */
export function watchConnection(
  native: NativeConnection,
  idle: () => Promise<unknown> = async () => {},
): WatchedConnection {
  let resolveLost: (reason: Error) => void = () => {};
  const lost = new Promise<Error>((resolve) => {
    resolveLost = resolve;
  });
  let isOpen = true;
  let awaySince: number | null = null;
  let closing: Promise<unknown> = Promise.resolve();

  const lose = (reason: Error): void => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(timer);
    resolveLost(reason);
    closing = idle()
      .then(() => native.close())
      .catch(() => {});
  };
  const timer = setInterval(() => {
    const now = performance.now();
    if (native.isConnected()) awaySince = null;
    else awaySince ??= now;
    if (awaySince !== null && now - awaySince > AWAY_MAX_MS) lose(new Error(`not connected for ${AWAY_MAX_MS} ms`));
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    lost,
    get isOpen() {
      return isOpen;
    },
    lose,
    async close() {
      lose(new Error('closed'));
      await closing;
    },
  };
}
