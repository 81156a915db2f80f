import { RollcallError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Level } from './database.ts';

const RETRY_FIRST_MS = 50;
const RETRY_MAX_MS = 5_000;

/** What one atomic write puts and deletes, applied in the order added. */
export interface WriteSet {
  put(key: Buffer, value: Buffer): void;
  del(key: Buffer): void;
}

interface Operations extends WriteSet {
  readonly keys: Buffer[];
  readonly values: (Buffer | null)[];
}

/** An ordered chain of atomic writes: two writes in flight may land in either order, so there is never more than one. */
export interface Writer {
  /**
   * `build` runs at once, while an earlier write may still be under way; what it built is written after all earlier ones.
   * A failing write is tried again until it lands, holding everything behind it: no write is one message's fault here.
   * @throws STORE_UNAVAILABLE once the store is closing
   */
  write(build: (set: WriteSet) => void): Promise<void>;
  /** The same, but `build` runs when every earlier write has landed; it may refuse by returning false. */
  writeLast(build: (set: WriteSet) => boolean | undefined): Promise<void>;
  healthy(): boolean;
  /** Resolves when everything handed in has landed; nothing more is taken. */
  close(): Promise<void>;
}

export function createWriter(options: { level: Level; sync: boolean; clock: Clock; log: Log }): Writer {
  const { level, sync, clock, log } = options;
  let last: Promise<void> = Promise.resolve();
  let failing = false;
  let closing = false;

  const attempt = async ({ keys, values }: Operations): Promise<void> => {
    const chain = level.batch();
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index];
      const value = values[index];
      if (key === undefined) continue;
      if (value === null || value === undefined) chain.del(key);
      else chain.put(key, value);
    }
    await chain.write({ sync });
  };

  const land = async (operations: Operations): Promise<void> => {
    if (operations.keys.length === 0) return;
    for (let delayMs = RETRY_FIRST_MS; ; delayMs = Math.min(delayMs * 2, RETRY_MAX_MS)) {
      try {
        await attempt(operations);
        failing = false;
        return;
      } catch (cause) {
        failing = true;
        log.error('store.write_failed', { retryInMs: delayMs, reason: String(cause) });
        if (closing) throw new RollcallError('STORE_UNAVAILABLE', undefined, { cause });
        await new Promise<void>((resolve) => clock.setTimer(delayMs, resolve));
      }
    }
  };

  const enqueue = (step: () => Promise<void>): Promise<void> => {
    if (closing) return Promise.reject(new RollcallError('STORE_UNAVAILABLE'));
    const result = last.then(step);
    last = result.catch(() => undefined);
    return result;
  };

  return {
    write(build) {
      const operations = collect(build);
      return enqueue(() => land(operations));
    },
    writeLast(build) {
      return enqueue(async () => {
        const operations = createOperations();
        if (build(operations) !== false) await land(operations);
      });
    },
    healthy: () => !failing,
    async close() {
      closing = true;
      await last;
    },
  };
}

function collect(build: (set: WriteSet) => void): Operations {
  const operations = createOperations();
  build(operations);
  return operations;
}

function createOperations(): Operations {
  const keys: Buffer[] = [];
  const values: (Buffer | null)[] = [];
  return {
    keys,
    values,
    put(key, value) {
      keys.push(key);
      values.push(value);
    },
    del(key) {
      keys.push(key);
      values.push(null);
    },
  };
}
