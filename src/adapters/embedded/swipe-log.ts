import type { EpochMs } from '../../core/campus-day.ts';
import { RollcallError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OutgoingMessage, SwipeLog } from '../../ports/swipe-log.ts';
import type { Database } from './database.ts';
import { sequenceKey, tableRange, textKey } from './keys.ts';
import { decodeLogBlock, encodeLogBlock, messageCountOf, publishedAtOf } from './log-blocks.ts';
import { createLogConsumer } from './log-consumer.ts';
import { type ConsumedPositions, decodeConsumedPositions, sequenceOf } from './log-position.ts';
import type { WriteSet } from './writer.ts';

export const CONSUMED_KEY = textKey('meta', 'consumed');

interface BlockInfo {
  readonly first: number;
  readonly last: number;
  readonly publishedAt: EpochMs;
}

export interface EmbeddedSwipeLog extends SwipeLog {
  /** True when every message is acknowledged already: these effects were applied before. */
  areConsumed(positions: readonly string[]): boolean;
  /** True when the message of this sequence is acknowledged and that is durable. */
  isConsumed(sequence: number): boolean;
  /** Adds the acknowledgement to a commit's write. @returns to be called once it has landed */
  acknowledge(set: WriteSet, positions: readonly string[]): () => void;
  /** As the port's, without a promise. */
  processedThroughNow(): EpochMs;
  backlogNow(): number;
}

interface PendingPublish {
  readonly messages: readonly OutgoingMessage[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/** @param backlogMax unacknowledged messages above which `publish` answers BUSY */
export async function openEmbeddedSwipeLog(options: {
  database: Database;
  clock: Clock;
  backlogMax: number;
}): Promise<EmbeddedSwipeLog> {
  const { database, clock, backlogMax } = options;
  /** What is durable: moves when a commit has landed. `decided` also counts commits still being written. */
  let consumed = decodeConsumedPositions(await database.get(CONSUMED_KEY));
  let decided: ConsumedPositions = consumed;
  const blocks: BlockInfo[] = [];
  for (const [key, value] of await database.entries(tableRange('log'))) {
    const first = key.readUIntBE(1, 6);
    blocks.push({ first, last: first + messageCountOf(value) - 1, publishedAt: publishedAtOf(value) });
  }
  let lastSequence = Math.max(consumed.through, blocks.at(-1)?.last ?? 0);
  /** Messages up to here existed when this process began, or were read for an earlier consumer: they may have been handed out before. */
  let redeliveredThrough = lastSequence;
  let readThrough = 0;
  let lastPublishedAt = blocks.at(-1)?.publishedAt ?? 0;
  let processedThrough = 0;
  let pending: PendingPublish[] = [];
  let pendingMessages = 0;
  let publishing = false;
  let wake: (() => void) | null = null;

  const backlog = () => lastSequence - consumed.count;

  const drain = async (): Promise<void> => {
    publishing = true;
    while (pending.length > 0) {
      const calls = pending;
      pending = [];
      pendingMessages = 0;
      const messages = calls.length === 1 ? (calls[0]?.messages ?? []) : calls.flatMap((call) => call.messages);
      const publishedAt = Math.max(clock.now(), lastPublishedAt);
      const first = lastSequence + 1;
      const last = lastSequence + messages.length;
      lastSequence = last;
      lastPublishedAt = publishedAt;
      try {
        await database.logWriter.write((set) => {
          set.put(sequenceKey('log', first), encodeLogBlock(messages, publishedAt));
        });
        blocks.push({ first, last, publishedAt });
        wake?.();
        for (const call of calls) call.done();
      } catch (error) {
        const failure = new RollcallError('LOG_UNAVAILABLE', undefined, { cause: error });
        for (const call of calls) call.failed(failure);
      }
    }
    publishing = false;
  };

  const processedThroughNow = (): EpochMs => {
    const earliest = blocks.find((block) => block.last > consumed.through);
    const unwritten = publishing || pending.length > 0 ? lastPublishedAt : clock.now();
    processedThrough = Math.max(processedThrough, earliest?.publishedAt ?? unwritten);
    return processedThrough;
  };

  return {
    async publish(messages) {
      if (messages.length === 0) return;
      if (backlog() + pendingMessages + messages.length > backlogMax) throw new RollcallError('BUSY');
      pendingMessages += messages.length;
      await new Promise<void>((done, failed) => {
        pending.push({ messages, done, failed });
        if (!publishing) drain();
      });
    },
    async subscribe() {
      redeliveredThrough = Math.max(redeliveredThrough, readThrough);
      return createLogConsumer({
        clock,
        from: () => decided,
        next: async (after) => {
          const block = blocks.find((candidate) => candidate.last > after);
          if (block === undefined) return null;
          readThrough = Math.max(readThrough, block.last);
          const value = await database.get(sequenceKey('log', block.first));
          if (value === undefined) return { ...block, messages: () => [] };
          const { first, last } = block;
          return { ...block, messages: () => decodeLogBlock(value, first, last, (at) => at <= redeliveredThrough) };
        },
        hasMore: (after) => (blocks.at(-1)?.last ?? 0) > after,
        onPublished: (callback) => {
          wake = callback;
        },
      });
    },
    backlog: async () => backlog(),
    processedThrough: async () => processedThroughNow(),
    processedThroughNow,
    backlogNow: backlog,
    healthy: async () => database.healthy(),
    areConsumed: (positions) => positions.every((position) => decided.has(sequenceOf(position))),
    isConsumed: (sequence) => consumed.has(sequence),
    acknowledge(set, positions) {
      decided = decided.with(positions.map(sequenceOf));
      const landing = decided;
      set.put(CONSUMED_KEY, landing.encode());
      for (const block of blocks) {
        if (block.last > landing.through) break;
        set.del(sequenceKey('log', block.first));
      }
      return () => {
        consumed = landing;
        while ((blocks[0]?.last ?? Number.POSITIVE_INFINITY) <= landing.through) blocks.shift();
      };
    },
  };
}
