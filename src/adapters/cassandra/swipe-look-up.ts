import type { Swipe, SwipeKey } from '../../core/swipe.ts';
import type { CqlSession } from './cql-session.ts';
import { chunksOf, IN_VALUES_MAX } from './page-query.ts';
import { LECTURE_EVENTS_BY_KEY } from './swipe-statements.ts';
import { dayBytes, longBytes, swipeIn, textBytes, tupleListBytes, uuidBytes } from './swipe-values.ts';

/** Canonical rows by full key, in the order asked. Cost: a read for each session, and for each hundred keys of one. */
export async function readSwipes(session: CqlSession, keys: readonly SwipeKey[]): Promise<(Swipe | null)[]> {
  const sessions = new Map<string, SwipeKey[]>();
  for (const key of keys) {
    const name = `${key.day} ${key.lectureId}`;
    const same = sessions.get(name);
    if (same === undefined) sessions.set(name, [key]);
    else same.push(key);
  }
  const found = new Map<string, Swipe>();
  await Promise.all(
    [...sessions.values()].flatMap((all) =>
      chunksOf(all, IN_VALUES_MAX).map(async (chunk) => {
        const [first] = chunk;
        if (first === undefined) return;
        const tuples = chunk.map(({ ts, studentId, eventId }) => [
          longBytes(ts),
          textBytes(studentId),
          uuidBytes(eventId),
        ]);
        const params = [first.lectureId, dayBytes(first.day), tupleListBytes(tuples)];
        for (const row of await session.rows(LECTURE_EVENTS_BY_KEY, params)) {
          const swipe = swipeIn(row);
          found.set(nameOf(swipe), swipe);
        }
      }),
    ),
  );
  return keys.map((key) => found.get(nameOf(key)) ?? null);
}

function nameOf({ lectureId, day, ts, studentId, eventId }: SwipeKey): string {
  return `${eventId} ${ts} ${day} ${lectureId} ${studentId}`;
}
