import { RollcallError } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { OutgoingMessage, SwipeLog } from '../ports/swipe-log.ts';
import { HALT, type Halt, type HaltLevel } from './halt.ts';
import type { MessageSource } from './message-source.ts';
import { createPace } from './pace.ts';

/** Messages published in one call; also how far the log may be ahead of a record after a crash. */
export const BATCH_MESSAGES = 2_000;
/** Messages of a LIVE plan that fall due within so long go together. */
const GATHER_MS = 25;

export interface PublisherOptions {
  readonly source: MessageSource;
  readonly swipeLog: SwipeLog;
  readonly clock: Clock;
  readonly halt: Halt;
  /** Messages a second; null: unbounded. */
  readonly rate: number | null;
  /** True when messages are published as they fall due by the clock, false when in order and at once. */
  readonly live: boolean;
  /**
   * Messages below this index may be in the log already, put there by a process that died: they are published again
   * at once, and no stop is heeded before, so that the record never says less than the log holds.
   */
  readonly settledFrom: number;
  /** Called after each batch with the index that follows it. */
  readonly published: (next: number) => Promise<void>;
}

/** Publishes a source to its end. @throws Halted; any error that trying again cannot mend */
export async function publishAll(options: PublisherOptions): Promise<void> {
  const { source, clock, halt, live, settledFrom } = options;
  const pace = createPace(options.rate, clock.now());
  for (let due = source.nextDue(); due !== null; due = source.nextDue()) {
    const now = clock.now();
    // What was in the log before the process died was due then, so it is due now.
    const unsettled = source.index < settledFrom && !(live && due > now);
    halt.check(unsettled ? HALT.close : HALT.stop);
    if (live && due > now) {
      await halt.pause(Math.max(due - now, GATHER_MS), HALT.stop);
      continue;
    }
    const allowed = unsettled ? settledFrom - source.index : pace.allowance(now);
    if (allowed === 0) {
      await halt.pause(pace.waitMs(now), HALT.stop);
      continue;
    }
    const batch = source.take(Math.min(allowed, BATCH_MESSAGES), live ? now : Number.POSITIVE_INFINITY);
    await publishBatch(options, batch, unsettled ? HALT.close : HALT.stop);
    if (!unsettled) pace.spend(batch.length);
    await options.published(source.index);
  }
}

/** A stop is heeded only while it is certain that nothing of the batch is in the log. */
async function publishBatch(
  { swipeLog, halt }: PublisherOptions,
  batch: readonly OutgoingMessage[],
  least: HaltLevel,
): Promise<void> {
  let level = least;
  await halt.insist(
    () => swipeLog.publish(batch),
    () => level,
    (error) => {
      if (!(error instanceof RollcallError && error.code === 'BUSY')) level = HALT.close;
    },
  );
}
