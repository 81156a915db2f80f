import { RollcallError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CqlSession } from './cql-session.ts';
import { ADD_FACT, earliestFirst, FACT } from './statements.ts';
import { textIn } from './values.ts';

const TIME_ZONE = 'time_zone';

/**
 * Stores the time zone whose days the keyspace is of, the first time; of several at once the earliest stays.
 * @throws TIME_ZONE_CHANGED when it is of another; STORE_UNAVAILABLE (retriable)
 */
export async function keepTimeZone(session: CqlSession, timeZone: string, clock: Pick<Clock, 'now'>): Promise<void> {
  const stored = async (): Promise<string | null> => {
    const [row] = await session.rows(FACT, [TIME_ZONE]);
    return row === undefined ? null : textIn(row, 'value');
  };
  if ((await stored()) === null) await session.write(ADD_FACT, [TIME_ZONE, timeZone, earliestFirst(clock.now())]);
  const kept = await stored();
  if (kept !== null && kept !== timeZone) {
    throw new RollcallError('TIME_ZONE_CHANGED', `The stores were written for the time zone ${kept}, not ${timeZone}.`);
  }
}
