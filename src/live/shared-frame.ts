import type { FeedEntry, FeedPosition } from '../core/feed.ts';
import type { FeedFrame, FeedGap, FeedProgress } from './frames.ts';

/** A frame before it is sent; its cursor is written only then, and once for all who share it. */
export class SharedFrame<T> {
  readonly entry: FeedEntry<T> | null;
  readonly progress: FeedProgress | null;
  /** Where the feed stands after it. */
  readonly position: FeedPosition;
  readonly #write: (position: FeedPosition) => string;
  #cursor: string | null = null;

  constructor(
    write: (position: FeedPosition) => string,
    position: FeedPosition,
    entry: FeedEntry<T> | null,
    progress: FeedProgress | null,
  ) {
    this.#write = write;
    this.position = position;
    this.entry = entry;
    this.progress = progress;
  }

  get cursor(): string {
    this.#cursor ??= this.#write(this.position);
    return this.#cursor;
  }

  /** The same at another position. */
  at(position: FeedPosition): SharedFrame<T> {
    return new SharedFrame(this.#write, position, this.entry, this.progress);
  }

  shown(gap: FeedGap | null): FeedFrame<T> {
    return { kind: 'FRAME', cursor: this.cursor, value: this.entry?.value ?? null, gap, progress: this.progress };
  }
}
