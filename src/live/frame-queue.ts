import type { FeedGap } from './frames.ts';
import type { Rendered } from './outlet.ts';
import type { SharedFrame } from './shared-frame.ts';

export interface Queued<T> {
  readonly frame: SharedFrame<T>;
  /** null: to be rendered for this reader alone. */
  readonly rendered: Rendered | null;
  readonly gap: FeedGap | null;
  readonly bytes: number;
}

/** What waits for one reader, first in, first out. Cost: constant; an empty one holds nothing. */
export class FrameQueue<T> {
  /** Bytes of all that waits. */
  bytes = 0;
  #items: Queued<T>[] | null = null;
  /** Taken from the front; cut off now and then. */
  #head = 0;

  get length(): number {
    return this.#items === null ? 0 : this.#items.length - this.#head;
  }

  /** The newest. */
  get last(): SharedFrame<T> | undefined {
    return this.#items?.at(-1)?.frame;
  }

  push(item: Queued<T>): void {
    this.#items ??= [];
    this.#items.push(item);
    this.bytes += item.bytes;
  }

  shift(): Queued<T> | undefined {
    const item = this.#items?.[this.#head];
    if (this.#items === null || item === undefined) return undefined;
    this.#head += 1;
    this.bytes -= item.bytes;
    if (this.#head === this.#items.length) this.clear();
    else if (this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  /** What was rendered is to be rendered again, by another outlet. */
  forgetRendered(): void {
    this.#items = this.#items?.slice(this.#head).map((item) => ({ ...item, rendered: null })) ?? null;
    this.#head = 0;
  }

  clear(): void {
    this.#items = null;
    this.#head = 0;
    this.bytes = 0;
  }
}
