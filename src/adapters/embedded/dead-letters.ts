import type { DeadLetter } from '../../core/swipe.ts';
import type { DeadLetterKey, DeadLetters } from '../../ports/dead-letters.ts';
import type { Database } from './database.ts';
import { sequenceKey, tableRange, textKey } from './keys.ts';
import type { WriteSet } from './writer.ts';

/** Ordered by receivedAt then id; a second row leads from the id there. */
function rowKey({ receivedAt, id }: DeadLetterKey): Buffer {
  return Buffer.concat([sequenceKey('deadLetter', receivedAt), Buffer.from(id, 'latin1')]);
}

export function putDeadLetter(set: WriteSet, letter: DeadLetter): void {
  const { payload, ...fields } = letter;
  const key = rowKey(letter);
  const row = { ...fields, payload: Buffer.from(payload).toString('base64') };
  set.put(key, Buffer.from(JSON.stringify(row), 'utf8'));
  set.put(textKey('deadLetterId', letter.id), key);
}

function decode(value: Buffer): DeadLetter {
  const row: Omit<DeadLetter, 'payload'> & { payload: string } = JSON.parse(value.toString('utf8'));
  return { ...row, payload: Buffer.from(row.payload, 'base64') };
}

export function createEmbeddedDeadLetters(database: Database): DeadLetters {
  const keysOf = (ids: readonly string[]) => database.getMany(ids.map((id) => textKey('deadLetterId', id)));
  return {
    async list(page) {
      const range = tableRange('deadLetter');
      const entries = await database.entries(
        {
          gte: page.after === undefined ? range.gte : Buffer.concat([rowKey(page.after), Buffer.from([0])]),
          lt: page.before === undefined ? range.lt : rowKey(page.before),
        },
        { limit: page.limit, reverse: page.reverse },
      );
      return entries.map(([, value]) => decode(value));
    },
    async get(ids) {
      const none = Buffer.alloc(1);
      const values = await database.getMany((await keysOf(ids)).map((key) => key ?? none));
      return values.map((value) => (value === undefined ? null : decode(value)));
    },
    async remove(ids) {
      const keys = await keysOf(ids);
      await database.writer.write((set) => {
        for (const [index, id] of ids.entries()) {
          const key = keys[index];
          if (key !== undefined) set.del(key);
          set.del(textKey('deadLetterId', id));
        }
      });
    },
  };
}
