import { RollcallError } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ending, LiveStream, SnapshotFrame } from './frames.ts';

/** Marks made in this process. */
let marks = 0;
const changes = (): number => marks;

/**
 * A stream of things to look at again. Marks of one key between two frames are one frame; rounds begin at least
 * `intervalMs` apart, and at its whole multiples, so that all who look at the same look together. A reader that is slow gets fewer frames, and what is held for it is one mark a key.
 */
export interface SnapshotSource<K> {
  readonly stream: LiveStream<SnapshotFrame<K>>;
  /** @param name equal for equal keys */
  mark(name: string, key: K): void;
  /** Completes once what is marked was handed out. */
  finish(): void;
  end(): void;
}

interface Marked<K> {
  readonly key: K;
  change: number;
}

export function createSnapshotStream<K>(options: {
  clock: Clock;
  intervalMs: number;
  onLeave: () => void;
  onDelivered: () => void;
}): SnapshotSource<K> {
  const { clock, intervalMs } = options;
  let marked = new Map<string, Marked<K>>();
  let round: [string, Marked<K>][] = [];
  let roundAt = Number.NEGATIVE_INFINITY;
  let finished = false;
  let left = false;
  let ending: Ending | null = null;
  let wake: (() => void) | null = null;

  const leave = (): void => {
    if (left) return;
    left = true;
    marked.clear();
    round = [];
    options.onLeave();
    wake?.();
  };
  /** Resolves at the next change, or when the time is up. */
  const changed = (timeoutMs: number | null): Promise<void> =>
    new Promise((resolve) => {
      const cancel = timeoutMs === null ? null : clock.setTimer(timeoutMs, () => wake?.());
      wake = () => {
        wake = null;
        cancel?.();
        resolve();
      };
    });
  const done = (): IteratorReturnResult<undefined> => {
    leave();
    return { done: true, value: undefined };
  };

  const stream: LiveStream<SnapshotFrame<K>> = {
    async next() {
      for (;;) {
        if (left) return { done: true, value: undefined };
        if (ending !== null) {
          leave();
          return { done: false, value: ending };
        }
        const next = round.shift();
        if (next !== undefined) {
          const [name, { key, change }] = next;
          options.onDelivered();
          return { done: false, value: { kind: 'SNAPSHOT', key, sharing: { name, change, changes } } };
        }
        if (marked.size === 0) {
          if (finished) return done();
          await changed(null);
          continue;
        }
        const waitMs = Math.ceil((roundAt + intervalMs) / intervalMs) * intervalMs - clock.now();
        if (waitMs > 0 && !finished) {
          await changed(waitMs);
          continue;
        }
        round = [...marked];
        marked = new Map();
        roundAt = clock.now();
      }
    },
    async return() {
      return done();
    },
    async throw() {
      return done();
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return {
    stream,
    mark(name, key) {
      if (left || ending !== null) return;
      marks += 1;
      const known = marked.get(name);
      if (known !== undefined) {
        known.change = marks;
        return;
      }
      marked.set(name, { key, change: marks });
      if (marked.size === 1) wake?.();
    },
    finish() {
      finished = true;
      wake?.();
    },
    end() {
      ending ??= { kind: 'ENDING', error: new RollcallError('SERVER_RESTARTING') };
      wake?.();
    },
  };
}
