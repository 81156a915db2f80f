/** What follows a beginning; many share it. */
export interface Rest {
  readonly text: Buffer;
}

const EMPTY = Buffer.alloc(0);
/** Of a part that is its beginning alone. */
const ALONE: readonly Rest[] = [{ text: EMPTY }];
/** Those kept to be used again, and how many parts the largest of them has had. */
const SPARE_MAX = 256;
const SPARE_PARTS_MAX = 256;

const spare: Parts[] = [];

/**
 * What is gathered for one write: of each part a beginning of its own and a run of rests that others share, each of which
 * is to follow that beginning. Used again and again: lists made for each write of each socket would now and then be
 * promoted, keep what comes after them alive, and have all of it collected while sockets wait.
 */
export class Parts {
  count = 0;
  bytes = 0;
  readonly begins: Buffer[] = [];
  readonly rests: (readonly Rest[])[] = [];

  static take(): Parts {
    return spare.pop() ?? new Parts();
  }

  add(begin: Buffer, rests: readonly Rest[] = ALONE): void {
    this.begins[this.count] = begin;
    this.rests[this.count] = rests;
    this.count += 1;
    for (const { text } of rests) this.bytes += begin.length + text.length;
  }

  /** The last call: it may be used for another write at once. */
  giveBack(): void {
    if (spare.length >= SPARE_MAX || this.begins.length > SPARE_PARTS_MAX) return;
    for (let index = 0; index < this.count; index += 1) {
      this.begins[index] = EMPTY;
      this.rests[index] = ALONE;
    }
    this.count = 0;
    this.bytes = 0;
    spare.push(this);
  }
}
