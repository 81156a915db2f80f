import { RollcallError } from '../../src/core/errors.ts';
import type { Ending } from '../../src/live/frames.ts';

export interface FakeFrame {
  readonly kind: 'FRAME';
  readonly cursor: string;
  readonly swipe: number;
  readonly padding: string;
}

interface StreamRequest {
  readonly after?: string | undefined;
  readonly onEnding: (ending: Ending) => void;
}

export interface FakeStream extends AsyncIterableIterator<FakeFrame | Ending> {
  readonly after: string | undefined;
  readonly left: boolean;
  push(frame: FakeFrame): void;
  end(code: 'SUBSCRIBER_TOO_SLOW' | 'SERVER_RESTARTING'): void;
}

/** A hub that is told what to send: frames go to every stream, whose queue is bounded as the real one's is. */
export interface FakeHub {
  readonly streams: readonly FakeStream[];
  stream(request: StreamRequest): FakeStream;
  /** Resolves when so many streams have been opened altogether. */
  opened(count: number): Promise<void>;
  /** Resolves when so many have been left or ended. */
  leaving(count: number): Promise<void>;
  /** Calls when any stream is ended by the hub. */
  onEnding(listener: () => void): void;
  publish(padding?: string): void;
  slowStarted(): void;
  /** Resolves when a `slow` query has begun. */
  readonly slow: Promise<void>;
  close(): Promise<void>;
}

export function createFakeHub(queueMax: number): FakeHub {
  const streams: FakeStream[] = [];
  const checks = new Set<() => void>();
  const changed = (): void => {
    for (const check of checks) check();
  };
  const until = (test: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!test()) return;
        checks.delete(check);
        resolve();
      };
      checks.add(check);
      check();
    });
  const listeners = new Set<() => void>();
  let published = 0;
  let slowStarted = (): void => {};
  const slow = new Promise<void>((resolve) => {
    slowStarted = resolve;
  });
  return {
    streams,
    slow,
    slowStarted: () => slowStarted(),
    stream: (request) => {
      const stream = createStream(request, queueMax, {
        changed,
        ended: () => {
          for (const listener of listeners) listener();
        },
      });
      streams.push(stream);
      changed();
      return stream;
    },
    opened: (count) => until(() => streams.length >= count),
    leaving: (count) => until(() => streams.filter(({ left }) => left).length >= count),
    onEnding: (listener) => listeners.add(listener),
    publish: (padding = '') => {
      published += 1;
      for (const stream of streams) stream.push({ kind: 'FRAME', cursor: `c${published}`, swipe: published, padding });
    },
    close: async () => {
      for (const stream of streams) stream.end('SERVER_RESTARTING');
    },
  };
}

function createStream(
  { after, onEnding }: StreamRequest,
  queueMax: number,
  tell: { changed(): void; ended(): void },
): FakeStream {
  type Item = FakeFrame | Ending;
  let queue: Item[] = [];
  let waiting: ((item: IteratorResult<Item>) => void) | undefined;
  let taken = after ?? 'start';
  let ended = false;
  let left = false;
  const give = (item: Item): void => {
    if (item.kind === 'FRAME') taken = item.cursor;
    if (waiting === undefined) queue.push(item);
    else {
      waiting({ done: false, value: item });
      waiting = undefined;
    }
  };
  const end = (code: 'SUBSCRIBER_TOO_SLOW' | 'SERVER_RESTARTING'): void => {
    if (ended || left) return;
    ended = true;
    const [first] = queue;
    // Too slow: what is queued is discarded, and the cursor is the last frame's that was handed out.
    if (code === 'SUBSCRIBER_TOO_SLOW' && first?.kind === 'FRAME') taken = `c${first.swipe - 1}`;
    if (code === 'SUBSCRIBER_TOO_SLOW') queue = [];
    const ending: Ending = {
      kind: 'ENDING',
      error: new RollcallError(code, undefined, { extensions: { cursor: taken } }),
    };
    onEnding(ending);
    tell.ended();
    give(ending);
  };
  return {
    after,
    get left() {
      return left;
    },
    push: (frame) => {
      if (ended || left) return;
      if (queue.length >= queueMax) end('SUBSCRIBER_TOO_SLOW');
      else give(frame);
    },
    end,
    next: () => {
      const item = queue.shift();
      if (item !== undefined) return Promise.resolve({ done: false, value: item });
      if (left || ended) return Promise.resolve({ done: true, value: undefined });
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    return: () => {
      left = true;
      waiting?.({ done: true, value: undefined });
      tell.changed();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
