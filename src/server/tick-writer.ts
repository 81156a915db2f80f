import type { Writable } from 'node:stream';
import { Parts, type Rest } from './parts.ts';

/** Bytes gathered for one write before the sender is asked to wait for its turn. */
const GATHERED_MAX = 64 * 1024;

/** Makes the bytes of one write. */
export interface Composer {
  /**
   * @param parts at least one; not kept, since they are used for another write
   * @param isReusable whether the bytes will have left by the next call, unless `keep` says otherwise
   */
  compose(parts: Parts, isReusable: boolean): Buffer;
  /** The stream holds these bytes: they are not to be touched again. */
  keep(composed: Buffer): void;
}

/** One part after the other. */
const PLAIN: Composer = {
  compose: ({ begins, rests, count }) =>
    Buffer.concat(
      begins.slice(0, count).flatMap((begin, at) => (rests[at] ?? []).flatMap(({ text }) => [begin, text])),
    ),
  keep: () => undefined,
};

let dirty: TickWriter[] = [];

function flushAll(): void {
  const writers = dirty;
  dirty = [];
  for (const writer of writers) writer.flush();
}

/**
 * Gathers everything that is sent on one stream in one turn of the event loop and writes it at once: a socket costs one
 * system call a turn, whatever it carries. What is pushed here and what is written by others keeps the order of the calls
 * only across `flush`.
 */
export class TickWriter {
  readonly #composer: Composer;
  readonly #stream: Writable;
  readonly #streamMax: number;
  readonly #onReady: () => void;
  #parts: Parts | null = null;
  #taken: (() => void)[] = [];
  #isAwaited = false;

  /** @param onReady called when it is ready again, after it was found not to be */
  constructor(stream: Writable, onReady: () => void, composer: Composer = PLAIN) {
    this.#composer = composer;
    this.#stream = stream;
    this.#streamMax = stream.writableHighWaterMark;
    this.#onReady = onReady;
    stream.on('drain', () => this.#tellReady());
  }

  /** Bytes that the network has not taken. */
  get unsent(): number {
    return (this.#parts?.bytes ?? 0) + this.#stream.writableLength;
  }

  /** False while too much waits; whoever finds it so is called by `onReady`. */
  get isReady(): boolean {
    if (this.#hasRoom()) return true;
    this.#isAwaited = true;
    return false;
  }

  /** @param rests each of which is to follow the beginning; absent: it is all */
  push(begin: Buffer, rests?: readonly Rest[]): void {
    if (this.#parts === null) {
      this.#parts = Parts.take();
      if (dirty.length === 0) setImmediate(flushAll);
      dirty.push(this);
    }
    this.#parts.add(begin, rests);
  }

  /** Calls back once what was pushed so far has left, or never when the stream is gone. */
  whenTaken(done: () => void): void {
    if (this.unsent === 0) done();
    else if (this.#parts !== null) this.#taken.push(done);
    else this.#stream.write('', done);
  }

  /** Writes now what has been gathered. */
  flush(): void {
    const parts = this.#parts;
    if (parts === null) return;
    this.#parts = null;
    const taken = this.#taken;
    if (taken.length > 0) this.#taken = [];
    const isGone = this.#stream.destroyed || this.#stream.writableEnded;
    const whole = isGone ? null : this.#composer.compose(parts, this.#stream.writableLength === 0);
    parts.giveBack();
    if (whole === null) return;
    if (taken.length === 0) this.#stream.write(whole);
    else {
      this.#stream.write(whole, () => {
        for (const done of taken) done();
      });
    }
    if (this.#stream.writableLength > 0) this.#composer.keep(whole);
    this.#tellReady();
  }

  #tellReady(): void {
    if (!this.#isAwaited || !this.#hasRoom()) return;
    this.#isAwaited = false;
    this.#onReady();
  }

  #hasRoom(): boolean {
    return (this.#parts?.bytes ?? 0) < GATHERED_MAX && this.#stream.writableLength < this.#streamMax;
  }
}
