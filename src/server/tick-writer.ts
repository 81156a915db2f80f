import type { Writable } from 'node:stream';

/** Bytes gathered for one write before the sender is asked to wait for its turn. */
const GATHERED_MAX = 64 * 1024;

const dirty: TickWriter[] = [];

function flushAll(): void {
  const writers = dirty.splice(0);
  for (const writer of writers) writer.flush();
}

/**
 * Gathers everything that is sent on one stream in one turn of the event loop and writes it at once: a socket costs one
 * system call a turn, whatever it carries. What is pushed here and what is written by others keeps the order of the calls
 * only across `flush`.
 */
export class TickWriter {
  readonly #stream: Writable;
  readonly #onReady: () => void;
  #parts: Buffer[] = [];
  #gathered = 0;
  #taken: (() => void)[] = [];
  #isAwaited = false;

  /** @param onReady called when it is ready again, after it was found not to be */
  constructor(stream: Writable, onReady: () => void) {
    this.#stream = stream;
    this.#onReady = onReady;
    stream.on('drain', () => this.#tellReady());
  }

  /** Bytes that the network has not taken. */
  get unsent(): number {
    return this.#gathered + this.#stream.writableLength;
  }

  /** False while too much waits; whoever finds it so is called by `onReady`. */
  get isReady(): boolean {
    if (this.#gathered < GATHERED_MAX && this.#stream.writableLength < this.#stream.writableHighWaterMark) return true;
    this.#isAwaited = true;
    return false;
  }

  push(part: Buffer): void {
    if (this.#gathered === 0) {
      if (dirty.length === 0) setImmediate(flushAll);
      dirty.push(this);
    }
    this.#parts.push(part);
    this.#gathered += part.length;
  }

  /** Calls back once what was pushed so far has left, or never when the stream is gone. */
  whenTaken(done: () => void): void {
    if (this.unsent === 0) done();
    else if (this.#gathered > 0) this.#taken.push(done);
    else this.#stream.write('', done);
  }

  /** Writes now what has been gathered. */
  flush(): void {
    if (this.#gathered === 0) return;
    const parts = this.#parts;
    const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts, this.#gathered);
    const taken = this.#taken;
    this.#parts = [];
    this.#gathered = 0;
    if (taken.length > 0) this.#taken = [];
    if (this.#stream.destroyed || this.#stream.writableEnded) return;
    if (taken.length === 0) this.#stream.write(whole);
    else {
      this.#stream.write(whole, () => {
        for (const done of taken) done();
      });
    }
    this.#tellReady();
  }

  #tellReady(): void {
    if (!this.#isAwaited || this.#stream.writableLength >= this.#stream.writableHighWaterMark) return;
    this.#isAwaited = false;
    this.#onReady();
  }
}
