import type { EpochMs } from '../../core/campus-day.ts';
import type { SimulationOutcome, SimulationOutcomeRow } from '../../core/simulation.ts';
import type { DeadLetter, InvalidAttempt, InvalidReason } from '../../core/swipe.ts';
import { bucketOf, DEAD_LETTER_BUCKETS, OUTCOMES_PER_BUCKET } from './buckets.ts';
import type { CqlRow, RowWrite } from './cql-session.ts';
import {
  ADD_ATTEMPT,
  ADD_DEAD_LETTER,
  ADD_DEAD_LETTER_TIME,
  ADD_STUDENT_ATTEMPT,
  SET_OUTCOME,
} from './swipe-statements.ts';
import {
  actionBytes,
  actionIn,
  dayBytes,
  intBytes,
  longBytes,
  receiptWriteTime,
  tinyBytes,
  uuidBytes,
} from './swipe-values.ts';
import { instantIn, instantOrNullIn, partitionOf, textIn, textOrNullIn, utcDayOf } from './values.ts';

export const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;

/** Where the attempts of an hour are: day and hour are UTC's. */
export function hourOf(receivedAt: EpochMs): { readonly day: number; readonly hour: number; readonly start: EpochMs } {
  const hours = Math.floor(receivedAt / HOUR_MS);
  const day = utcDayOf(receivedAt);
  return { day, hour: hours - day * HOURS_A_DAY, start: hours * HOUR_MS };
}

export function rowsOfAttempts(attempts: readonly InvalidAttempt[]): RowWrite[] {
  const rows: RowWrite[] = [];
  for (const attempt of attempts) {
    const { id, eventId, studentId, lectureId, gateId, ts, action, receivedAt, reason } = attempt;
    const { day, hour } = hourOf(receivedAt);
    const received = longBytes(receivedAt);
    const writeTime = longBytes(receiptWriteTime(receivedAt));
    rows.push({
      query: ADD_ATTEMPT,
      params: [
        dayBytes(day),
        hour,
        received,
        id,
        // What could not be read is left out: a null would be stored as a deletion.
        eventId === null ? undefined : uuidBytes(eventId),
        studentId ?? undefined,
        lectureId ?? undefined,
        gateId ?? undefined,
        ts === null ? undefined : longBytes(ts),
        action === null ? undefined : actionBytes(action),
        reason,
        writeTime,
      ],
      partition: partitionOf({ day }, { int: hour }),
    });
    if (studentId === null) continue;
    const params = [studentId, received, id, writeTime];
    rows.push({ query: ADD_STUDENT_ATTEMPT, params, partition: partitionOf(studentId) });
  }
  return rows;
}

const REASONS: ReadonlyMap<string, InvalidReason> = new Map<string, InvalidReason>([
  ['UNKNOWN_STUDENT', 'UNKNOWN_STUDENT'],
  ['EVENT_ID_REUSED', 'EVENT_ID_REUSED'],
  ['TIMESTAMP_IN_FUTURE', 'TIMESTAMP_IN_FUTURE'],
]);

export function attemptIn(row: CqlRow): InvalidAttempt {
  return {
    id: textIn(row, 'id'),
    eventId: textOrNullIn(row, 'event_id'),
    studentId: textOrNullIn(row, 'student_id'),
    lectureId: textOrNullIn(row, 'lecture_id'),
    gateId: textOrNullIn(row, 'gate_id'),
    ts: instantOrNullIn(row, 'ts'),
    action: textOrNullIn(row, 'action') === null ? null : actionIn(row, 'action'),
    receivedAt: instantIn(row, 'received_at'),
    reason: REASONS.get(textIn(row, 'reason')) ?? 'MALFORMED',
  };
}

/** The letter, and its place in the list; written so that a removal, which comes later, outlives a repeat. */
export function rowsOfDeadLetters(letters: readonly DeadLetter[]): RowWrite[] {
  return letters.flatMap(({ id, receivedAt, reason, message, payload, attempts }) => {
    const received = longBytes(receivedAt);
    const writeTime = longBytes(receiptWriteTime(receivedAt));
    const bucket = bucketOf(id, DEAD_LETTER_BUCKETS);
    return [
      {
        query: ADD_DEAD_LETTER,
        params: [id, received, reason, message, Buffer.from(payload), attempts, writeTime],
        partition: partitionOf(id),
      },
      {
        query: ADD_DEAD_LETTER_TIME,
        params: [bucket, received, id, writeTime],
        partition: partitionOf({ int: bucket }),
      },
    ];
  });
}

/** A larger one outranks a smaller; it is the write timestamp as well. */
export const OUTCOME_RANKS: Readonly<Record<SimulationOutcome, number>> = {
  DUPLICATE: 1,
  MALFORMED: 2,
  INVALID: 3,
  ACCEPTED: 4,
};

export function rowsOfOutcomes(outcomes: readonly SimulationOutcomeRow[]): RowWrite[] {
  const partitions = new Map<string, Buffer>();
  return outcomes.map(({ simulation, index, outcome }) => {
    const bucket = Math.floor(index / OUTCOMES_PER_BUCKET);
    const name = `${bucket} ${simulation}`;
    const partition = partitions.get(name) ?? partitionOf(simulation, { int: bucket });
    partitions.set(name, partition);
    const rank = OUTCOME_RANKS[outcome];
    const params = [simulation, intBytes(bucket), intBytes(index), tinyBytes(rank), longBytes(rank)];
    return { query: SET_OUTCOME, params, partition };
  });
}
