import type { Clock } from '../../ports/clock.ts';
import type { LogMessage, SwipeLogConsumer } from '../../ports/swipe-log.ts';
import { type ConsumedPositions, sequenceOf } from './log-position.ts';

/** One block of the log as a consumer takes it. */
export interface StoredBlock {
  readonly first: number;
  readonly last: number;
  /** Reads them; only once they are wanted, since many small objects that lie about make the garbage collector work. */
  messages(): LogMessage[];
}

/** Hands out what follows the acknowledged positions, a block at a time and one block ahead. */
export function createLogConsumer(source: {
  clock: Clock;
  from: () => ConsumedPositions;
  next: (after: number) => Promise<StoredBlock | null>;
  /** Whether a block lies behind the sequence. */
  hasMore: (after: number) => boolean;
  onPublished: (callback: (() => void) | null) => void;
}): SwipeLogConsumer {
  const start = source.from();
  let cursor = start.through;
  let buffer: LogMessage[] = [];
  /** The block behind the cursor, read while the one before it is being worked on. */
  let ahead: Promise<StoredBlock | null> | null = null;
  let closed = false;
  /** Raised by each publish and by the linger's end, so that one between a look and a wait is not missed. */
  let events = 0;
  let signal: (() => void) | null = null;
  const notify = (): void => {
    events += 1;
    signal?.();
    signal = null;
  };
  source.onPublished(notify);

  const fill = async (max: number): Promise<void> => {
    while (buffer.length < max) {
      const reading = ahead ?? source.next(cursor);
      ahead = null;
      const block = await reading;
      if (block === null) return;
      // Whatever was acknowledged before this consumer began lies at or before `start.last`, maybe amid a block.
      const isNew = block.first > start.last;
      const fresh = isNew
        ? block.messages()
        : block.messages().filter((message) => !start.has(sequenceOf(message.position)));
      buffer = buffer.length === 0 ? fresh : buffer.concat(fresh);
      cursor = block.last;
      if (source.hasMore(cursor)) {
        ahead = source.next(cursor);
        ahead.catch(() => undefined);
      }
    }
  };
  /** Fills again after each event until told to stop. */
  const fillUntil = async (max: number, enough: () => boolean): Promise<void> => {
    for (;;) {
      const seen = events;
      await fill(max);
      if (enough() || closed) return;
      if (events === seen) {
        await new Promise<void>((resolve) => {
          signal = resolve;
        });
      }
    }
  };

  return {
    async receive(max, lingerMs) {
      await fillUntil(max, () => buffer.length > 0);
      if (buffer.length < max && lingerMs > 0 && !closed) {
        let lingering = true;
        const cancel = source.clock.setTimer(lingerMs, () => {
          lingering = false;
          notify();
        });
        await fillUntil(max, () => buffer.length >= max || !lingering);
        cancel();
      }
      const batch = buffer.slice(0, max);
      buffer = buffer.slice(max);
      return closed ? [] : batch;
    },
    async close() {
      closed = true;
      source.onPublished(null);
      notify();
    },
  };
}
