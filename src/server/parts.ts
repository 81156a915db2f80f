const EMPTY = Buffer.alloc(0);
/** Those kept to be used again, and how many parts the largest of them has had. */
const SPARE_MAX = 256;
const SPARE_PARTS_MAX = 256;

const spare: Parts[] = [];

/**
 * What is gathered for one write: of each part a beginning of its own and a rest that others share. Used again and again:
 * lists made for each write of each socket would now and then be promoted, keep what comes after them alive, and have all
 * of it collected while sockets wait.
 */
export class Parts {
  count = 0;
  bytes = 0;
  readonly begins: Buffer[] = [];
  readonly rests: Buffer[] = [];

  static take(): Parts {
    return spare.pop() ?? new Parts();
  }

  add(begin: Buffer, rest: Buffer = EMPTY): void {
    this.begins[this.count] = begin;
    this.rests[this.count] = rest;
    this.count += 1;
    this.bytes += begin.length + rest.length;
  }

  /** The last call: it may be used for another write at once. */
  giveBack(): void {
    if (spare.length >= SPARE_MAX || this.begins.length > SPARE_PARTS_MAX) return;
    this.begins.fill(EMPTY, 0, this.count);
    this.rests.fill(EMPTY, 0, this.count);
    this.count = 0;
    this.bytes = 0;
    spare.push(this);
  }
}
