import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFoldCache, type FoldCache } from '../../src/adapters/embedded/fold-cache.ts';
import { numberKey, TABLE } from '../../src/adapters/embedded/keys.ts';
import { nameOf, sessionPartition } from '../../src/adapters/embedded/partitions.ts';
import { createSessionFold, type SessionFold } from '../../src/adapters/embedded/session-fold.ts';
import { packSwipe, ROW_WORDS } from '../../src/adapters/embedded/swipe-rows.ts';
import { createTotals } from '../../src/adapters/embedded/totals.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../support/embedded.ts';
import { DAY, makeSwipe, NOON } from '../support/swipes.ts';

describe('folds kept within a bound', () => {
  let temporary: TemporaryDatabase;
  beforeEach(async () => {
    temporary = await openTemporaryDatabase();
  });
  afterEach(() => temporary.dispose());

  const open = () => {
    const { database, symbols, partitions } = temporary;
    const create = () =>
      createSessionFold({ base: NOON, finalAt: NOON, textOf: symbols.text, codeOf: (symbol) => symbol });
    return createFoldCache<SessionFold>({ database, partitions, bytesMax: 1, create });
  };

  it('are not held any more once there was no room: later batches do not reach them', async () => {
    const cache = open();
    const [a, b] = [sessionPartition(1, DAY), sessionPartition(2, DAY)];
    const fold = await cache.get(a);
    expect(cache.holds(a, fold)).toBe(true);
    expect(cache.holds(b, fold)).toBe(false);
    await cache.get(b);
    expect(cache.holds(a, fold)).toBe(false);
    expect(cache.holds(a, await cache.get(a))).toBe(true);
  });

  it('are not stored as totals of a final session once they are not held: a batch may have passed them by', async () => {
    const { database, symbols, partitions } = temporary;
    const lecture = symbols.intern('CS101');
    const rows = new Uint32Array(ROW_WORDS);
    packSwipe(rows, 0, makeSwipe(), symbols);
    const partition = sessionPartition(lecture, DAY);
    const bytes = Buffer.from(rows.buffer);
    await database.writer.write((set) =>
      partitions.append(set, { prefix: partition, name: nameOf(partition) }, 1, bytes),
    );
    const storedAfter = async (sessions: FoldCache<SessionFold>) => {
      const folds = { sessions };
      const totals = createTotals({ database, folds, symbols, isFinal: () => true });
      expect(await totals.read([{ lectureId: 'CS101', day: DAY }])).toMatchObject([{ sums: { swipes: 1 } }]);
      await database.writer.writeLast(() => false);
      return (await database.keys({ gte: numberKey('totals'), lt: Buffer.from([TABLE.totals.charCodeAt(0) + 1]) }))
        .length;
    };
    expect(await storedAfter({ ...open(), holds: () => false })).toBe(0);
    expect(await storedAfter(open())).toBe(1);
  });
});
