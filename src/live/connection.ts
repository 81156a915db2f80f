/** The connection behind one subscription, as its beginning needs it; the server makes it. */
export interface Connection {
  /** The hub has decided to end the stream; see FeedRequest.onEnding. May be called more than once. */
  ending(code: string): void;
  /**
   * SSE's Last-Event-ID: the cursor of the last frame the client took. Where it is set a durable feed begins after it
   * and not after the operation's own `after`, because an EventSource sends its old URL again. Snapshots ignore it.
   */
  readonly lastEventId?: string | undefined;
}
