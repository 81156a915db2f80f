import { RollcallError } from '../../core/errors.ts';
import type { Beat } from '../../core/status.ts';
import { beatOf } from './beats.ts';
import type { FeedCodec, FeedLine } from './feed-codec.ts';
import type { EntryId, Place } from './feed-place.ts';
import { partitionTopic } from './topics.ts';
import type { PulsarTransport, ReceivedMessage } from './transport.ts';

/** Messages a reader holds ready: each may be half a megabyte. */
const PREFETCH = 32;

export interface PlacedLine<T> extends FeedLine<T> {
  readonly at: Place;
}

/** One message of a partition. */
export interface FeedMessage<T> {
  readonly entry: EntryId;
  readonly lines: readonly PlacedLine<T>[];
  /** Set on a message that is no more than a sign of life. */
  readonly beat: Beat | null;
}

/** The messages of one partition from a place on, in order, none missed or twice, as long as its connection lasts. */
export interface FeedSource<T> {
  /**
   * The next message; null when none came in time. One call at a time.
   * @throws FEED_UNAVAILABLE: the connection is lost, and the source with it
   */
  next(waitMs: number): Promise<FeedMessage<T> | null>;
  close(): void;
}

/**
 * @param from what lies at or before it may still come first
 * @throws FEED_UNAVAILABLE
 */
export type OpenSource<T> = (partition: number, from: Place) => Promise<FeedSource<T>>;

const DECODER = new TextDecoder();

/** What reading the feeds needs of a transport. */
export type ReadingTransport = Pick<PulsarTransport, 'openReader'>;

/** Sources of a feed. Lines that are not of this feed are passed over. */
export function sourcesOf<T>(topic: string, codec: FeedCodec<T>, transport: ReadingTransport): OpenSource<T> {
  return async (partition, [ledger, entry = 0]) => {
    // The entry at the place itself comes again: there may be more in it.
    const after = ledger === undefined ? 'earliest' : { partition: 0, ledger, entry: entry - 1, batchIndex: -1 };
    const opening = transport.openReader({ topic: partitionTopic(topic, partition), after, prefetch: PREFETCH });
    const reader = await opening.catch(refuse);
    return {
      async next(waitMs) {
        const message = await reader.next(waitMs).catch(refuse);
        return message === null ? null : decode(message, codec);
      },
      close() {
        reader.close().catch(() => undefined);
      },
    };
  };
}

function refuse(cause: unknown): never {
  throw cause instanceof RollcallError ? cause : new RollcallError('FEED_UNAVAILABLE', undefined, { cause });
}

function decode<T>({ place, payload, properties }: ReceivedMessage, codec: FeedCodec<T>): FeedMessage<T> {
  const { ledger, entry } = place;
  if (payload.length === 0) return { entry: place, lines: [], beat: beatOf(properties) };
  const lines: PlacedLine<T>[] = [];
  for (const [index, text] of DECODER.decode(payload).split('\n').entries()) {
    const line = codec.decode(text);
    if (line !== null) lines.push({ value: line.value, floor: line.floor, at: [ledger, entry, index] });
  }
  return { entry: place, lines, beat: null };
}
