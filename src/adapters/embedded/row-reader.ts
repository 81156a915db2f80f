import type { CampusDay } from '../../core/campus-day.ts';
import { compareText } from '../../core/paging.ts';
import type { Swipe, SwipeKey } from '../../core/swipe.ts';
import { uuidToWords } from '../../core/uuid.ts';
import type { GateSwipeKey, SessionSwipeKey, StudentSwipeKey } from '../../ports/swipe-store.ts';
import type { Folds } from './folds.ts';
import { type Partitions, sessionPartition } from './partitions.ts';
import { ROW_WORDS, type Rows, rowsOf, tsAt, unpackSwipe } from './swipe-rows.ts';
import type { Symbols } from './symbols.ts';

export function compareSessionRow(a: SessionSwipeKey, b: SessionSwipeKey): number {
  return a.ts - b.ts || compareText(a.studentId, b.studentId) || compareText(a.eventId, b.eventId);
}
export function compareStudentRow(a: StudentSwipeKey, b: StudentSwipeKey): number {
  return a.ts - b.ts || compareText(a.lectureId, b.lectureId) || compareText(a.eventId, b.eventId);
}
export function compareGateRow(a: GateSwipeKey, b: GateSwipeKey): number {
  return a.ts - b.ts || compareText(a.eventId, b.eventId);
}

/** Whole partitions as sorted swipes, and full-key look-ups. */
export interface RowReader {
  read(
    prefix: Buffer,
    day: CampusDay,
    compare: (a: Swipe, b: Swipe) => number,
    wanted?: (rows: Rows, at: number) => boolean,
  ): Promise<Swipe[]>;
  /** In the order asked. A partition's ids are read once and kept, so that asking for what is not there costs no read. */
  find(keys: readonly SwipeKey[]): Promise<(Swipe | null)[]>;
}

export function createRowReader(parts: { symbols: Symbols; partitions: Partitions; folds: Folds }): RowReader {
  const { symbols, partitions, folds } = parts;
  const read: RowReader['read'] = async (prefix, day, compare, wanted) => {
    const swipes: Swipe[] = [];
    for (const block of await partitions.read(prefix)) {
      const rows = rowsOf(block);
      for (let at = 0; at < rows.length; at += ROW_WORDS) {
        if (wanted === undefined || wanted(rows, at)) swipes.push(unpackSwipe(rows, at, day, symbols));
      }
    }
    return swipes.sort(compare);
  };

  return {
    read,
    async find(keys) {
      const found: (Swipe | null)[] = keys.map(() => null);
      const words = new Uint32Array(4);
      /** Of each partition with a likely hit, the indexes asked for. */
      const hits = new Map<string, { prefix: Buffer; day: CampusDay; indexes: number[] }>();
      const asked = keys.map(({ lectureId, day }) => {
        const lecture = symbols.find(lectureId);
        return lecture === undefined ? null : sessionPartition(lecture, day);
      });
      const held = await Promise.all(asked.map((prefix) => (prefix === null ? null : folds.ids.get(prefix))));
      for (const [index, key] of keys.entries()) {
        const prefix = asked[index];
        if (prefix === null || prefix === undefined) continue;
        uuidToWords(key.eventId, words, 0);
        if (held[index]?.mayHave(words, 0, key.ts) !== true) continue;
        const name = prefix.toString('latin1');
        const hit = hits.get(name) ?? { prefix, day: key.day, indexes: [] };
        hit.indexes.push(index);
        hits.set(name, hit);
      }
      await Promise.all(
        [...hits.values()].map(async ({ prefix, day, indexes }) => {
          const wanted = new Map<number, number[]>();
          for (const index of indexes) {
            const ts = keys[index]?.ts ?? 0;
            wanted.set(ts, [...(wanted.get(ts) ?? []), index]);
          }
          const rows = await read(prefix, day, compareSessionRow, (row, at) => wanted.has(tsAt(row, at)));
          for (const swipe of rows) {
            for (const index of wanted.get(swipe.ts) ?? []) {
              const key = keys[index];
              if (key?.studentId === swipe.studentId && key.eventId === swipe.eventId) found[index] = swipe;
            }
          }
        }),
      );
      return found;
    },
  };
}
