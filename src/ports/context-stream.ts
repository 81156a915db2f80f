/** Observations of one kind, as they were published. */
export interface ContextMessage {
  /** Where it stands, for the log. */
  readonly position: string;
  readonly payload: Uint8Array;
}
export type ContextKind = 'WEATHER' | 'INCIDENTS';

/** Takes messages in the order they came. Once it resolves they are acknowledged; when it throws they are given again. */
export type ContextTaker = (kind: ContextKind, messages: readonly ContextMessage[]) => Promise<void>;

/** Weather and incidents that others publish, each given at least once. */
export interface ContextStream {
  /** Begins to give; connects in the background. Once a process. */
  follow(take: ContextTaker): void;
  close(): Promise<void>;
}
