import { RollcallError } from '../../core/errors.ts';
import type { InvalidAttempt } from '../../core/swipe.ts';
import type { Committer, Effects } from '../../ports/committer.ts';
import { encodeAttempts } from './attempt-rows.ts';
import { type BatchRows, blockOf, createBatchPacker, type PartitionRows } from './batch-rows.ts';
import type { EmbeddedClaims } from './claims.ts';
import { putDeadLetter } from './dead-letters.ts';
import { BATCH_KEY, type Fold, type FoldCache } from './fold-cache.ts';
import type { EmbeddedLiveFeed } from './live-feed.ts';
import { attemptPartition, nameOf } from './partitions.ts';
import type { EmbeddedSimulations } from './simulations.ts';
import type { EmbeddedSwipeLog } from './swipe-log.ts';
import type { SwipeStoreParts } from './swipe-store.ts';
import type { WriteSet } from './writer.ts';

const HOUR_MS = 3_600_000;

/** What the swipe store reads, the committer writes; and what else a batch touches. */
export interface CommitterParts extends SwipeStoreParts {
  readonly feed: EmbeddedLiveFeed;
  readonly claims: EmbeddedClaims;
  readonly simulations: EmbeddedSimulations;
  readonly swipeLog: EmbeddedSwipeLog;
  /** Whether the day is past, or nearly past, the instant from which its totals may be stored. */
  readonly mayBeFinal: (day: number, decidedAt: number) => boolean;
  /** Told of each such day that a batch has rows of. */
  readonly onLate: (day: number) => void;
}

/** Each batch is one atomic write: rows, feed, outcomes and the log's position land together or not at all. */
export function createEmbeddedCommitter(parts: CommitterParts, lastBatch: number): Committer {
  const { database, simulations, swipeLog } = parts;
  const packBatch = createBatchPacker(parts.symbols);
  let sequence = lastBatch;
  let prepared: Promise<void> = Promise.resolve();
  /** The newest write: once it has landed, so have all before it. */
  let newest: Promise<void> = Promise.resolve();

  /** Without swipes that an earlier batch of another composition stored: rows are appended, so each may come once only. */
  const withoutStored = (effects: Effects): Effects => {
    if (!effects.swipes.some(({ again }) => again)) return effects;
    const swipes = effects.swipes.filter(({ swipe, again }) => !again || !swipeLog.areConsumed([swipe.logPosition]));
    return { ...effects, swipes };
  };
  const apply = (given: Effects): Promise<void> => {
    // Applied before, or by a write still under way.
    if (swipeLog.areConsumed(given.positions)) return newest;
    const effects = withoutStored(given);
    sequence += 1;
    const batch = sequence;
    const rows = packBatch(effects.swipes);
    let landing: (() => void)[] = [];
    const written = database.writer.write((set) => {
      landing = build(parts, set, effects, rows, batch);
    });
    newest = written.then(() => {
      for (const land of landing) land();
      rows.release();
    });
    return newest;
  };

  return {
    commit(effects) {
      const waiting = simulations.prepare(effects.simulationOutcomes);
      // Only the building is in order here; the writer keeps the writes in order.
      const built = prepared.then(() => waiting).then(() => ({ written: apply(effects) }));
      prepared = built.then(
        () => undefined,
        () => undefined,
      );
      return built.then(({ written }) => written).catch(wrap);
    },
  };
}

function wrap(cause: unknown): never {
  if (cause instanceof RollcallError) throw cause;
  throw new RollcallError('STORE_UNAVAILABLE', undefined, { cause });
}

/** Fills one write. @returns what to do, in order, once it has landed */
function build(parts: CommitterParts, set: WriteSet, effects: Effects, rows: BatchRows, batch: number): (() => void)[] {
  const { symbols, partitions, folds, sessionsSeen, gatesSeen, feed, claims } = parts;
  const landing: (() => void)[] = [];
  const late: PartitionRows[] = [];
  const { swipes, attempts, decidedAt } = effects;
  set.put(BATCH_KEY, Buffer.from(String(batch)));
  symbols.flush(set);
  for (const part of rows.sessions) {
    partitions.append(set, part.partition, batch, blockOf(part));
    sessionsSeen.note(set, part.symbol, part.day);
    if (parts.mayBeFinal(part.day, decidedAt)) {
      parts.totals.markStale(set, part.symbol, part.day);
      late.push(part);
    }
  }
  const lateDays = new Set(late.map(({ day }) => day));
  for (const day of lateDays) parts.onLate(day);
  for (const part of rows.students) {
    partitions.append(set, part.partition, batch, blockOf(part));
    if (lateDays.has(part.day)) parts.studentDays.markStale(set, part.symbol, part.day);
  }
  for (const part of rows.gates) {
    partitions.append(set, part.partition, batch, blockOf(part));
    gatesSeen.note(set, part.symbol, part.day);
  }
  for (const [hour, group] of byHour(attempts)) {
    const prefix = attemptPartition(hour);
    partitions.append(set, { prefix, name: nameOf(prefix) }, batch, encodeAttempts(group));
  }
  for (const letter of effects.deadLetters) putDeadLetter(set, letter);
  const simulated = parts.simulations.record(set, effects.simulationOutcomes);
  const acknowledged = parts.swipeLog.acknowledge(set, effects.positions);
  landing.push(() => {
    landFold(folds.sessions, rows.sessions, batch);
    landFold(folds.ids, rows.sessions, batch);
    landFold(folds.gates, rows.gates, batch);
    for (const part of late) parts.totals.land(part.symbol, part.day);
    sessionsSeen.land();
    gatesSeen.land();
    landRefusals(claims, effects);
    simulated();
    acknowledged();
  });
  if (swipes.length > 0) {
    landing.push(feed.swipes.append(set, rows.feed, swipes.length, (at) => swipes[at]?.swipe));
  }
  if (attempts.length > 0) {
    landing.push(feed.invalidAttempts.append(set, encodeAttempts(attempts), attempts.length, (at) => attempts[at]));
  }
  return landing;
}

/** That a swipe was accepted its claim tells, once the log is done with its message. */
function landRefusals(claims: EmbeddedClaims, { outcomes, decidedAt }: Effects): void {
  for (const { eventId, outcome } of outcomes) {
    if (outcome.state === 'INVALID') claims.rememberInvalid(eventId, outcome.reason, decidedAt);
  }
}

function byHour(attempts: readonly InvalidAttempt[]): Map<number, InvalidAttempt[]> {
  const hours = new Map<number, InvalidAttempt[]>();
  for (const attempt of attempts) {
    const hour = Math.floor(attempt.receivedAt / HOUR_MS);
    const group = hours.get(hour);
    if (group === undefined) hours.set(hour, [attempt]);
    else group.push(attempt);
  }
  return hours;
}

function landFold<F extends Fold>(cache: FoldCache<F>, parts: readonly PartitionRows[], batch: number): void {
  for (const { partition, rows, from, to } of parts) cache.landed(partition.name, batch, rows, from, to);
}
