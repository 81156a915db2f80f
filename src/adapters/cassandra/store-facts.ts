import { randomInt } from 'node:crypto';
import { ORIGIN_MAX } from '../../core/cursor.ts';
import { RollcallError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CqlSession } from './cql-session.ts';
import { ADD_FACT, ADD_FACT_ONCE, earliestFirst, FACT } from './statements.ts';
import { textIn } from './values.ts';

const TIME_ZONE = 'time_zone';
const ORIGIN = 'origin';

const factOf = async (session: CqlSession, name: string): Promise<string | null> => {
  const [row] = await session.rows(FACT, [name]);
  return row === undefined ? null : textIn(row, 'value');
};

/**
 * The number that tells this keyspace's feeds from another's, drawn the first time; of several at once one is everybody's.
 * To be asked before the time zone is kept: a keyspace that has one and no number is of before there was a number, 0.
 * Cost: one read, the first time a transaction. @throws STORE_UNAVAILABLE (retriable)
 */
export async function keepOrigin(session: CqlSession): Promise<number> {
  const stored = await factOf(session, ORIGIN);
  if (stored !== null) return Number(stored);
  const drawn = (await factOf(session, TIME_ZONE)) === null ? String(randomInt(ORIGIN_MAX)) : '0';
  const answer = await session.transact(ADD_FACT_ONCE, [ORIGIN, drawn]);
  return Number(answer['[applied]'] === true ? drawn : textIn(answer, 'value'));
}

/**
 * Stores the time zone whose days the keyspace is of, the first time; of several at once the earliest stays.
 * @throws TIME_ZONE_CHANGED when it is of another; STORE_UNAVAILABLE (retriable)
 */
export async function keepTimeZone(session: CqlSession, timeZone: string, clock: Pick<Clock, 'now'>): Promise<void> {
  if ((await factOf(session, TIME_ZONE)) === null)
    await session.write(ADD_FACT, [TIME_ZONE, timeZone, earliestFirst(clock.now())]);
  const kept = await factOf(session, TIME_ZONE);
  if (kept !== null && kept !== timeZone) {
    throw new RollcallError('TIME_ZONE_CHANGED', `The stores were written for the time zone ${kept}, not ${timeZone}.`);
  }
}
