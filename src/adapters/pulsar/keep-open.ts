import { RollcallError } from '../../core/errors.ts';
import type { Log } from '../../ports/log.ts';
import type { Connection } from './transport.ts';

export interface KeepOpenOptions<C extends Connection> {
  /** What it is, in the log. */
  readonly what: string;
  readonly open: () => Promise<C>;
  readonly log: Log;
  /** Called with the connection that was lost; with null when none could be had. */
  readonly onDown?: (lost: C | null) => void;
}

/** A connection that is opened again whenever it is lost. */
export interface Kept<C extends Connection> {
  /** Null while there is none. */
  readonly current: C | null;
  /**
   * The connection, or what comes of the try to connect that is under way.
   * @throws why there is none: at once between two tries
   */
  now(): Promise<C>;
  /** Resolves once connected for the first time. @throws RollcallError SERVICE_REFUSED: nothing more is tried */
  readonly first: Promise<void>;
  close(): Promise<void>;
}

const FIRST_BACKOFF_MS = 100;
const BACKOFF_MAX_MS = 2_000;
/** A connection that lasted less was none. */
const LASTING_MS = 1_000;

/** Begins to connect. */
export function keepOpen<C extends Connection>({ what, open, log, onDown }: KeepOpenOptions<C>): Kept<C> {
  let current: C | null = null;
  let opening: Promise<C> | null = null;
  let failure: unknown = new Error('closed');
  let closed = false;
  let wake: () => void = () => {};
  let resolveFirst: () => void = () => {};
  let rejectFirst: (error: unknown) => void = () => {};
  const first = new Promise<void>((resolve, reject) => {
    resolveFirst = resolve;
    rejectFirst = reject;
  });
  first.catch(() => {});

  const connect = async (): Promise<C> => {
    opening = open();
    try {
      return await opening;
    } finally {
      opening = null;
    }
  };
  const pause = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const keep = async (): Promise<void> => {
    let isKnown = false;
    for (let failures = 0; !closed; ) {
      const startedAt = performance.now();
      const connection = await connect().catch((error: unknown) => {
        failure = error;
        return null;
      });
      if (connection !== null) {
        current = connection;
        if (closed) await connection.close();
        else if (isKnown) log.info('pulsar.connected', { what, again: true });
        isKnown = true;
        resolveFirst();
        failure = await connection.lost;
        current = null;
      } else if (!isKnown && failure instanceof RollcallError && !failure.retriable) {
        rejectFirst(failure);
        return;
      }
      failures = connection !== null && performance.now() - startedAt > LASTING_MS ? 0 : failures + 1;
      if (closed) return;
      log.warn('pulsar.lost', { what, reason: failure instanceof Error ? failure.message : String(failure), failures });
      onDown?.(connection);
      const ceiling = Math.min(BACKOFF_MAX_MS, FIRST_BACKOFF_MS * 2 ** failures);
      if (failures > 0) await pause(ceiling * (0.5 + Math.random() / 2));
    }
  };
  const kept = keep();

  return {
    get current() {
      return current;
    },
    async now() {
      if (current !== null) return current;
      if (opening !== null) return opening;
      throw failure;
    },
    first,
    async close() {
      closed = true;
      wake();
      await current?.close();
      await kept;
    },
  };
}
