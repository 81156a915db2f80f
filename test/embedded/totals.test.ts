import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/embedded/database.ts';
import { createFolds } from '../../src/adapters/embedded/folds.ts';
import { nameOf, sessionPartition } from '../../src/adapters/embedded/partitions.ts';
import { packSwipe, ROW_WORDS } from '../../src/adapters/embedded/swipe-rows.ts';
import { createTotals } from '../../src/adapters/embedded/totals.ts';
import { createCampusClock } from '../../src/core/campus-day.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../support/embedded.ts';
import { DAY, makeSwipe, NOON } from '../support/swipes.ts';

const SESSION = { lectureId: 'CS101', day: DAY };

describe('totals and sheets of final sessions', () => {
  let temporary: TemporaryDatabase;
  /** What a read waits for once it has its values. */
  let held: Promise<void>;
  beforeEach(async () => {
    temporary = await openTemporaryDatabase();
    held = Promise.resolve();
  });
  afterEach(() => temporary.dispose());

  const open = () => {
    const { database, symbols, partitions } = temporary;
    const campus = createCampusClock('UTC');
    const folds = createFolds({ database, partitions, symbols, campus, allowedLatenessMs: 0 });
    const slow: Database = {
      ...database,
      async getMany(keys, snapshot) {
        const values = await database.getMany(keys, snapshot);
        await held;
        return values;
      },
    };
    const totals = createTotals({ database: slow, folds, symbols, isFinal: () => true });
    let sequence = 0;
    /** One batch of one swipe, as the committer makes it. */
    const commit = async (studentId: string, amid: () => void = () => undefined): Promise<void> => {
      const rows = new Uint32Array(ROW_WORDS);
      packSwipe(rows, 0, makeSwipe({ studentId, lectureId: SESSION.lectureId, ts: NOON }), symbols);
      const lecture = symbols.intern(SESSION.lectureId);
      const prefix = sessionPartition(lecture, DAY);
      const partition = { prefix, name: nameOf(prefix) };
      sequence += 1;
      const batch = sequence;
      const written = database.writer.write((set) => {
        partitions.append(set, partition, batch, Buffer.from(rows.buffer));
        totals.markStale(set, lecture, DAY);
      });
      amid();
      await written;
      folds.sessions.landed(partition.name, batch, rows, 0, rows.length);
      totals.land(lecture, DAY);
    };
    return { totals, commit };
  };

  it.each([
    ['before the batch', false],
    ['while the batch is being written', true],
  ])('are not kept when they were read %s and told after it', async (_, amid) => {
    const { totals, commit } = open();
    await commit('S1');
    await totals.sheets([SESSION]);
    await temporary.database.writer.writeLast(() => false);
    let release = () => {};
    held = new Promise((resolve) => {
      release = resolve;
    });
    const reads: Promise<unknown>[] = [];
    const read = () => void reads.push(totals.sheets([SESSION]), totals.counts([SESSION]));
    if (!amid) read();
    await commit('S2', amid ? read : undefined);
    release();
    await Promise.all(reads);
    const [sheet] = await totals.sheets([SESSION]);
    expect(sheet?.swipes).toBe(2);
    expect(await totals.counts([SESSION])).toMatchObject([{ sums: { swipes: 2, uniques: 2 }, estimate: 2 }]);
  });
});
