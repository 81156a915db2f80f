import { randomUUID } from 'node:crypto';
import type { CampusClock, EpochMs } from '../../core/campus-day.ts';
import type { SessionKey } from '../../core/swipe.ts';
import type { StoredEffects, SwipeWriter } from '../../ports/swipe-writer.ts';
import { hourOf, rowsOfAttempts, rowsOfDeadLetters, rowsOfOutcomes } from './attempt-rows.ts';
import { type BatchOptions, createBatchWriter } from './batches.ts';
import type { CqlSession, RowWrite } from './cql-session.ts';
import { createSeenRows } from './seen-rows.ts';
import { rowsOfSwipes } from './swipe-rows.ts';
import { SET_LATE_BATCH } from './swipe-statements.ts';
import { dayBytes, longBytes } from './swipe-values.ts';
import { partitionOf } from './values.ts';

/** How long before a session is final its batches already count as late: clocks of processes differ. */
const LATE_MARGIN_MS = 300_000;

export interface SwipeWriterOptions extends BatchOptions {
  readonly session: CqlSession;
  readonly campus: CampusClock;
  readonly allowedLatenessMs: number;
}

/** Cost of a batch: one round trip of as many unlogged batches as its rows fill, one more when any session is about final. */
export function createCassandraSwipeWriter(options: SwipeWriterOptions): SwipeWriter {
  const { session, campus, allowedLatenessMs } = options;
  const batches = createBatchWriter(session, options);
  const seen = createSeenRows();
  /** This process's name in late_batches, and the number of its newest late batch. */
  const writer = randomUUID();
  let lateBatches = 0;

  const mayBeFinal = (day: number, decidedAt: EpochMs): boolean =>
    decidedAt > campus.startOf(day + 1) + allowedLatenessMs - LATE_MARGIN_MS;

  /** Only once the sessions' rows are durable: whoever sees the number sees them. */
  const markLate = async (sessions: readonly SessionKey[], decidedAt: EpochMs): Promise<void> => {
    const late = sessions.filter(({ day }) => mayBeFinal(day, decidedAt));
    if (late.length === 0) return;
    lateBatches += 1;
    const number = longBytes(lateBatches);
    await batches.write(
      late.map(({ day, lectureId }): RowWrite => {
        const params = [dayBytes(day), lectureId, writer, number, number];
        return { query: SET_LATE_BATCH, params, partition: partitionOf({ day }) };
      }),
    );
  };

  return {
    async persist({ swipes, attempts, deadLetters, simulationOutcomes, decidedAt }: StoredEffects) {
      const { rows, sessions, gates } = rowsOfSwipes(swipes);
      const hours = attempts.map(({ receivedAt }) => hourOf(receivedAt).start);
      const missing = seen.missing({ sessions, gates, hours });
      await batches.write([...rows, ...missing.rows, ...rowsOfAttempts(attempts), ...rowsOfDeadLetters(deadLetters)]);
      missing.stored();
      await markLate(sessions, decidedAt);
      // Last: a simulation is over once its outcomes are there, and its swipes must be there then.
      await batches.write(rowsOfOutcomes(simulationOutcomes));
    },
  };
}
