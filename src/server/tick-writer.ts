import type { Writable } from 'node:stream';

/** Bytes gathered for one write before the sender is asked to wait for its turn. */
const GATHERED_MAX = 64 * 1024;

const EMPTY = Buffer.alloc(0);

/** Makes the bytes of one write of what was pushed: of each part a beginning of its own and a rest that others share. */
export interface Composer {
  /** @param isReusable whether the bytes will have left by the next call, unless `keep` says otherwise */
  compose(begins: Buffer[], rests: Buffer[], isReusable: boolean): Buffer;
  /** The stream holds these bytes: they are not to be touched again. */
  keep(composed: Buffer): void;
}

/** One part after the other. */
const PLAIN: Composer = {
  compose: (begins, rests) =>
    begins.length === 1 && rests[0] === EMPTY
      ? (begins[0] ?? EMPTY)
      : Buffer.concat(begins.flatMap((begin, index) => [begin, rests[index] ?? EMPTY])),
  keep: () => undefined,
};

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
  readonly #composer: Composer;
  readonly #stream: Writable;
  readonly #onReady: () => void;
  #begins: Buffer[] = [];
  #rests: Buffer[] = [];
  #gathered = 0;
  #taken: (() => void)[] = [];
  #isAwaited = false;

  /** @param onReady called when it is ready again, after it was found not to be */
  constructor(stream: Writable, onReady: () => void, composer: Composer = PLAIN) {
    this.#composer = composer;
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
    if (this.#hasRoom()) return true;
    this.#isAwaited = true;
    return false;
  }

  push(begin: Buffer, rest: Buffer = EMPTY): void {
    if (this.#gathered === 0) {
      if (dirty.length === 0) setImmediate(flushAll);
      dirty.push(this);
    }
    this.#begins.push(begin);
    this.#rests.push(rest);
    this.#gathered += begin.length + rest.length;
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
    const begins = this.#begins;
    const rests = this.#rests;
    const taken = this.#taken;
    this.#begins = [];
    this.#rests = [];
    this.#gathered = 0;
    if (taken.length > 0) this.#taken = [];
    if (this.#stream.destroyed || this.#stream.writableEnded) return;
    const whole = this.#composer.compose(begins, rests, this.#stream.writableLength === 0);
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
    return this.#gathered < GATHERED_MAX && this.#stream.writableLength < this.#stream.writableHighWaterMark;
  }
}
