import { compareText } from '../../core/paging.ts';
import type { DeadLetter } from '../../core/swipe.ts';
import type { DeadLetterKey, DeadLetters } from '../../ports/dead-letters.ts';
import { bucketOf, DEAD_LETTER_BUCKETS } from './buckets.ts';
import type { CqlRow, CqlSession } from './cql-session.ts';
import { readBuckets } from './page-query.ts';
import {
  DEAD_LETTERS,
  DEAD_LETTERS_BY_TIME,
  REMOVE_DEAD_LETTER,
  REMOVE_DEAD_LETTER_BY_TIME,
  REMOVED_AT,
} from './statements.ts';
import { bytesIn, instantIn, numberIn, textIn } from './values.ts';

const BY_TIME = {
  select: DEAD_LETTERS_BY_TIME,
  order: ['received_at', 'id'],
  valuesOf: ({ receivedAt, id }: DeadLetterKey) => [receivedAt, id],
  buckets: DEAD_LETTER_BUCKETS,
  decode: decodeDeadLetterKey,
};

/** Dead letters in Cassandra. Cost of a page: a read a bucket, then one a letter, side by side. */
export function createCassandraDeadLetters(session: CqlSession): DeadLetters {
  const get = (ids: readonly string[]): Promise<(DeadLetter | null)[]> =>
    Promise.all(
      ids.map(async (id) => {
        const [row] = await session.rows(DEAD_LETTERS, [id]);
        return row === undefined ? null : decodeDeadLetter(row);
      }),
    );
  return {
    async list(page) {
      const found: DeadLetter[] = [];
      for (let rest = page; ; ) {
        const keys = await readBuckets(session, BY_TIME, rest, compareKeys);
        const letters = await get(keys.map(({ id }) => id));
        for (const [index, letter] of letters.entries()) {
          // A row that lost its letter, or that a later receipt of the same message left, counts for nothing.
          if (letter !== null && letter.receivedAt === keys[index]?.receivedAt) found.push(letter);
        }
        const last = keys.at(-1);
        if (found.length >= page.limit || keys.length < page.limit || last === undefined) {
          return found.slice(0, page.limit);
        }
        rest = page.reverse ? { ...page, before: last } : { ...page, after: last };
      }
    },
    get,
    async remove(ids) {
      const letters = await get(ids);
      await Promise.all(
        letters.map(async (letter) => {
          if (letter === null) return;
          const bucket = bucketOf(letter.id, DEAD_LETTER_BUCKETS);
          // The letter last: as long as it is there, doing it again finds what leads to it.
          await session.write(REMOVE_DEAD_LETTER_BY_TIME, [REMOVED_AT, bucket, letter.receivedAt, letter.id]);
          await session.write(REMOVE_DEAD_LETTER, [REMOVED_AT, letter.id]);
        }),
      );
    },
  };
}

function compareKeys(a: DeadLetterKey, b: DeadLetterKey): number {
  return a.receivedAt - b.receivedAt || compareText(a.id, b.id);
}

function decodeDeadLetter(row: CqlRow): DeadLetter {
  return {
    id: textIn(row, 'id'),
    receivedAt: instantIn(row, 'received_at'),
    reason: textIn(row, 'reason'),
    message: textIn(row, 'message'),
    payload: bytesIn(row, 'payload'),
    attempts: numberIn(row, 'attempts'),
  };
}

function decodeDeadLetterKey(row: CqlRow): DeadLetterKey {
  return { receivedAt: instantIn(row, 'received_at'), id: textIn(row, 'id') };
}
