import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TABLE, type Table, textKey } from '../../src/adapters/embedded/keys.ts';
import { createSessionFold } from '../../src/adapters/embedded/session-fold.ts';
import { decodeSheet, encodeSheet, sheetOf } from '../../src/adapters/embedded/stored-sheet.ts';
import { packSwipe, ROW_WORDS } from '../../src/adapters/embedded/swipe-rows.ts';
import { DAY_MS } from '../../src/core/campus-day.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import { openCommits } from '../support/commits.ts';
import { openTemporaryStore } from '../support/embedded.ts';
import { pick } from '../support/pick.ts';
import { createSwipeOracle, entriesOf } from '../support/swipe-oracle.ts';
import { DAY, makeSwipe, NOON } from '../support/swipes.ts';

const LECTURES = ['CS101', 'MA201'];
const DAYS = [DAY - 2, DAY - 1, DAY];
const SESSIONS = LECTURES.flatMap((lectureId) => DAYS.map((day) => ({ lectureId, day })));
const TERM = { from: DAY - 10, to: DAY + 1 };

describe('a stored sheet', () => {
  const ids = ['S1', 'S2', 'S10', 's1'];
  const symbols = { intern: (id: string) => ids.indexOf(id), find: (id: string) => ids.indexOf(id) };
  const textOf = (symbol: number) => ids[symbol] ?? '';
  const swipe = fc.record({
    studentId: fc.constantFrom(...ids),
    ts: fc.integer({ min: NOON - DAY_MS, max: NOON + DAY_MS }),
    action: fc.constantFrom('ENTER', 'EXIT'),
    receivedAt: fc.integer({ min: NOON, max: NOON + 2 * DAY_MS }),
  });

  it('is the sheet of the fold it was made from, whatever memory it is read from', () => {
    fc.assert(
      fc.property(fc.array(swipe, { maxLength: 20 }), fc.nat(3), (fields, offset) => {
        const fold = createSessionFold({ base: NOON, finalAt: NOON + DAY_MS, textOf, codeOf: (symbol) => symbol });
        const rows = new Uint32Array(fields.length * ROW_WORDS);
        for (const [index, one] of fields.entries()) {
          packSwipe(rows, index * ROW_WORDS, makeSwipe(one), { ...symbols, text: textOf, flush: () => {} });
        }
        fold.apply(rows, 0, rows.length);
        const session = { lectureId: 'CS101', day: DAY };
        const stored = encodeSheet(fold.columns());
        const unaligned = Buffer.concat([Buffer.alloc(offset), stored]).subarray(offset);
        expect(sheetOf(decodeSheet(unaligned), session, textOf)).toEqual(fold.sheet(session));
      }),
    );
  });
});

describe('final sessions of the embedded store', () => {
  let temporary: Awaited<ReturnType<typeof openTemporaryStore>>;
  let all: Swipe[];
  beforeEach(async () => {
    temporary = await openTemporaryStore();
    const commits = await openCommits(temporary.store);
    const made = SESSIONS.flatMap(({ lectureId, day }, index) =>
      Array.from({ length: 30 }, (_, n) =>
        makeSwipe({
          lectureId,
          studentId: `S${(n * (index + 3)) % 11}`,
          ts: NOON + (day - DAY) * DAY_MS + n * 60_000,
          action: n % 3 === 1 ? 'EXIT' : 'ENTER',
        }),
      ),
    );
    all = [...(await commits.commit({ swipes: made }))];
    temporary.clock.advance(2 * DAY_MS);
    // The days are quiet now: their blocks are merged by a task, which reads them too.
    await temporary.store.compact();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await temporary.dispose();
  });

  /** How often a range of the table was read while something was done. */
  const readsOf = async (table: Table, work: () => Promise<unknown>): Promise<number> => {
    const spy = vi.spyOn(ClassicLevel.prototype, 'iterator');
    await work();
    const starts = spy.mock.calls.map(([options]) => pick(options, 'gte'));
    spy.mockRestore();
    return starts.filter((key) => Buffer.isBuffer(key) && key.toString('latin1').startsWith(TABLE[table])).length;
  };
  const expectAll = async () => {
    const sheets = await temporary.store.swipeStore.attendance(SESSIONS);
    expect(sheets.map(entriesOf)).toEqual(SESSIONS.map(createSwipeOracle(all).attendance));
  };
  /** Everything that reports over a term ask of the stores. */
  const termReads = async () => {
    const { swipeStore, counter } = temporary.store;
    const keys = await swipeStore.sessionKeys(TERM);
    await swipeStore.totals(keys);
    await swipeStore.attendance(keys);
    await counter.count(keys);
    await counter.union([keys]);
    await swipeStore.studentSessions('S1', TERM);
  };
  /** The rows on disk, changed while nobody has the store open. */
  const change = async (edit: (level: ClassicLevel<Buffer, Buffer>) => Promise<void>) => {
    await temporary.store.close();
    const encoding = { keyEncoding: 'buffer', valueEncoding: 'buffer' } as const;
    const level = new ClassicLevel<Buffer, Buffer>(join(temporary.dir, 'store'), encoding);
    await level.open();
    await edit(level);
    await level.close();
    await temporary.reopen();
  };

  it('answer term reports without reading one block of swipes', async () => {
    await termReads();
    await temporary.reopen();
    for (const table of ['sessionBlock', 'studentBlock', 'gateBlock'] as const) {
      expect(await readsOf(table, termReads)).toBe(0);
    }
    await expectAll();
  });

  it("answer one student's term by one read, and by the rows of the days on which a late swipe came in", async () => {
    const { swipeStore } = temporary.store;
    const ask = async () => {
      expect(await swipeStore.studentSessions('S1', TERM)).toEqual(createSwipeOracle(all).studentSessions('S1'));
    };
    expect(await readsOf('studentDay', ask)).toBe(1);
    expect(await readsOf('studentBlock', ask)).toBe(0);
    const decidedAt = temporary.clock.now();
    const late = makeSwipe({ studentId: 'S1', ts: NOON - DAY_MS, receivedAt: decidedAt });
    all.push(...(await (await openCommits(temporary.store)).commit({ swipes: [late], decidedAt })));
    expect(await readsOf('studentBlock', ask)).toBe(1);
    temporary.clock.advance(DAY_MS);
    await temporary.store.compact();
    expect(await readsOf('studentBlock', ask)).toBe(0);
    expect(await readsOf('sessionBlock', ask)).toBe(0);
  });

  it('are read from their swipes again after a late batch, those it touched alone', async () => {
    await termReads();
    await temporary.reopen();
    const decidedAt = temporary.clock.now();
    const late = makeSwipe({ studentId: 'S77', ts: NOON - DAY_MS, receivedAt: decidedAt });
    all.push(...(await (await openCommits(temporary.store)).commit({ swipes: [late], decidedAt })));
    await temporary.reopen();
    expect(await readsOf('sessionBlock', expectAll)).toBe(1);
    await temporary.reopen();
    expect(await readsOf('sessionBlock', expectAll)).toBe(0);
  });

  it('of a store that an earlier version wrote are folded once, then stored', async () => {
    await termReads();
    const sheets = { gte: Buffer.from(TABLE.sheet), lt: Buffer.from(`${TABLE.sheet}\xff`, 'latin1') };
    await change(async (level) => {
      expect(await level.keys(sheets).all()).toHaveLength(SESSIONS.length);
      await level.clear(sheets);
      await level.put(textKey('meta', 'version'), Buffer.from('1'));
    });
    expect(await readsOf('sessionBlock', expectAll)).toBe(SESSIONS.length);
    await change(async (level) => {
      expect(String(await level.get(textKey('meta', 'version')))).toBe('3');
      expect(await level.keys(sheets).all()).toHaveLength(SESSIONS.length);
    });
  });
});
