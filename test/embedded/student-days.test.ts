import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nameOf, studentPartition } from '../../src/adapters/embedded/partitions.ts';
import { createStudentDays } from '../../src/adapters/embedded/student-days.ts';
import { packSwipe, ROW_WORDS } from '../../src/adapters/embedded/swipe-rows.ts';
import { openTemporaryDatabase, type TemporaryDatabase } from '../support/embedded.ts';
import { DAY, makeSwipe, NOON } from '../support/swipes.ts';

const RANGE = { from: DAY, to: DAY + 1 };

describe('student days', () => {
  let temporary: TemporaryDatabase;
  let sequence: number;
  beforeEach(async () => {
    temporary = await openTemporaryDatabase();
    sequence = 0;
  });
  afterEach(() => temporary.dispose());

  /** One write of a swipe's row, as the committer makes it. */
  const store = (ts: number, mark?: Pick<ReturnType<typeof createStudentDays>, 'markStale'>): Promise<void> => {
    const swipe = makeSwipe({ studentId: 'S1', ts, action: 'ENTER' });
    const { database, symbols, partitions } = temporary;
    const student = symbols.intern('S1');
    const rows = new Uint32Array(ROW_WORDS);
    packSwipe(rows, 0, swipe, symbols);
    const prefix = studentPartition(student, DAY);
    sequence += 1;
    return database.writer.write((set) => {
      partitions.append(set, { prefix, name: nameOf(prefix) }, sequence, Buffer.from(rows.buffer));
      mark?.markStale(set, student, DAY);
    });
  };
  const firstEnter = async (days: ReturnType<typeof createStudentDays>) =>
    (await days.read(temporary.symbols.intern('S1'), RANGE)).get(DAY)?.[0]?.firstEnter;

  it('hold every row whose write was under way when settling began', async () => {
    await store(NOON);
    const days = createStudentDays(temporary.database, temporary.partitions);
    const late = store(NOON - 60_000, days);
    expect(await days.settle(DAY, () => undefined)).toBe(true);
    await late;
    expect(await firstEnter(days)).toBe(NOON - 60_000);
  });

  it('are not stored when a swipe comes in while they are being read', async () => {
    await store(NOON);
    const amid: Promise<void>[] = [];
    const days = createStudentDays(temporary.database, {
      ...temporary.partitions,
      async read(prefix) {
        const blocks = await temporary.partitions.read(prefix);
        if (amid.length === 0 && blocks.length > 0) amid.push(store(NOON - 60_000, days));
        return blocks;
      },
    });
    const also: string[] = [];
    expect(await days.settle(DAY, () => also.push('settled'))).toBe(false);
    expect(amid).toHaveLength(1);
    expect(also).toEqual([]);
    expect(await firstEnter(days)).toBeUndefined();
    expect(await days.settle(DAY, () => also.push('settled'))).toBe(true);
    expect(also).toEqual(['settled']);
    expect(await firstEnter(days)).toBe(NOON - 60_000);
  });

  it('are gone with the write of a late swipe', async () => {
    await store(NOON);
    const days = createStudentDays(temporary.database, temporary.partitions);
    await days.settle(DAY, () => undefined);
    expect(await firstEnter(days)).toBe(NOON);
    await store(NOON - 60_000, days);
    expect(await firstEnter(days)).toBeUndefined();
  });
});
