import type { Ending } from './frames.ts';

/** A frame in the form in which its outlet sends it. */
export interface Rendered {
  /** What it weighs in a queue. */
  readonly bytes: number;
}

/**
 * Where the frames of one subscription go: a socket, as the hub knows it. The hub executes nothing: what a frame looks
 * like is the outlet's to say, and is asked once for all subscriptions of one `share`.
 */
export interface Outlet<F, R extends Rendered = Rendered> {
  /** Equal for subscriptions to the same feed by the same filter whose frames are all the same bytes. */
  readonly share: string;
  /** False while too much of what was sent has not left; who makes it true again calls `Attached.resume`. */
  readonly isReady: boolean;
  /** Bytes that were sent and have not left. */
  readonly unsent: number;
  /** Never throws, never rejects. */
  render(frame: F): R | Promise<R>;
  send(rendered: R): void;
  /**
   * One or more in order, which many outlets are given: it is not to be changed. Asked of one that is ready, which may then be
   * given some kilobytes more than it would have taken one by one. Absent: they are sent one by one.
   */
  sendRun?(run: readonly R[]): void;
  /** The last call. */
  end(ending: Ending): void;
}

/** A subscription, as its outlet drives it. */
export interface Attached {
  /** The outlet is ready again. */
  resume(): void;
  /** Leaves the hub at once and frees everything held for it; the outlet is not called again. */
  leave(): void;
}
