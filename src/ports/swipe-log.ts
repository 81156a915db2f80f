import type { EpochMs } from '../core/campus-day.ts';

/** Set only by our own simulation publisher, as message properties, never in the payload. */
export interface SimulationTag {
  readonly simulation: string;
  readonly index: number;
}

export interface OutgoingMessage {
  /** The lecture id: order is kept among messages of one key. Empty: unkeyed, no order is promised. */
  readonly key: string;
  readonly payload: Uint8Array;
  readonly simulation?: SimulationTag | undefined;
}

/** Bytes `from` to `to` of an array that holds others beside them. */
export interface ByteRange {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

export interface LogMessage {
  /** Opaque, unique in the log, the same on every redelivery. */
  readonly position: string;
  readonly key: string;
  readonly payload: Uint8Array;
  /** Where the payload stands among others, from a log that reads many messages at once: spares whoever only reads it a view of it. */
  readonly payloadIn?: ByteRange | undefined;
  /** Publish time as the producer stamped it. */
  readonly publishedAt: EpochMs;
  readonly simulation: SimulationTag | null;
  /** True when it may have been handed out before. */
  readonly redelivered: boolean;
}

/**
 * The ingest log: durable, ordered per key, consumed at least once by one subscription shared by all ingest processes.
 */
export interface SwipeLog {
  /**
   * Resolves when all the messages are durable; they are handed out in this order within a key.
   * @throws BUSY (retriable) when the backlog is above its limit: nothing was taken; LOG_UNAVAILABLE (retriable): some may have been taken
   * Cost: one write for the call; concurrent calls may share one.
   */
  publish(messages: readonly OutgoingMessage[]): Promise<void>;
  /** Joins the subscription; everything unacknowledged by any earlier consumer comes again, from the earliest message ever. */
  subscribe(): Promise<SwipeLogConsumer>;
  /** Published and not yet acknowledged; null where the log cannot tell. */
  backlog(): Promise<number | null>;
  /**
   * The publish time of the earliest unacknowledged message, or the time of asking when nothing is left. Never goes back.
   * @throws LOG_UNAVAILABLE (retriable)
   */
  processedThrough(): Promise<EpochMs>;
  healthy(): Promise<boolean>;
}

/** How a committer that works in steps acknowledges. */
export interface LogAcknowledger {
  /**
   * Resolves when none of the messages will be handed out again. Unknown and repeated positions are harmless.
   * @throws LOG_UNAVAILABLE (retriable): some may come again
   */
  acknowledge(positions: readonly string[]): Promise<void>;
  /**
   * Whether another consumer may have been handed any of the messages since they were handed out here, and so have
   * announced it already. No I/O.
   */
  mayComeAgain(positions: readonly string[]): boolean;
}

export interface SwipeLogConsumer {
  /**
   * The next messages, 1..max: waits for the first, then up to `lingerMs` for more. Empty only once `close` was called.
   * One call at a time. Messages are handed out whether or not earlier ones were acknowledged.
   * @throws LOG_UNAVAILABLE (retriable): call again
   */
  receive(max: number, lingerMs: number): Promise<readonly LogMessage[]>;
  /** Ends a waiting `receive`; unacknowledged messages go to the next consumer. */
  close(): Promise<void>;
}
