import type { CampusDay, EpochMs } from '../../core/campus-day.ts';
import { compareText, type PageRequest, pageOfSorted } from '../../core/paging.ts';
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

/** Pages of partitions as sorted swipes, and full-key look-ups. */
export interface RowReader {
  /** Of the partition's wanted rows, the page by `compare`, which compares `ts` first. Only about a page of rows is unpacked. */
  page<K extends { readonly ts: EpochMs }>(
    prefix: Buffer,
    day: CampusDay,
    page: PageRequest<K>,
    compare: (a: Swipe | K, b: Swipe | K) => number,
    wanted?: (rows: Rows, at: number) => boolean,
  ): Promise<Swipe[]>;
  /** In the order asked. A partition's ids are read once and kept, so that asking for what is not there costs no read. */
  find(keys: readonly SwipeKey[]): Promise<(Swipe | null)[]>;
}

export function createRowReader(parts: { symbols: Symbols; partitions: Partitions; folds: Folds }): RowReader {
  const { symbols, partitions, folds } = parts;
  /** The wanted rows of a partition with `ts` within the bounds, both included. */
  const select = async (prefix: Buffer, from: EpochMs, to: EpochMs, wanted?: (rows: Rows, at: number) => boolean) => {
    const selected: { rows: Rows; at: number; ts: EpochMs }[] = [];
    for (const block of await partitions.read(prefix)) {
      const rows = rowsOf(block);
      for (let at = 0; at < rows.length; at += ROW_WORDS) {
        const ts = tsAt(rows, at);
        if (ts >= from && ts <= to && (wanted === undefined || wanted(rows, at))) selected.push({ rows, at, ts });
      }
    }
    return selected;
  };

  return {
    async page(prefix, day, page, compare, wanted) {
      const from = page.after?.ts ?? Number.NEGATIVE_INFINITY;
      const to = page.before?.ts ?? Number.POSITIVE_INFINITY;
      const selected = await select(prefix, from, to, wanted);
      // Only rows of a bound's own instant can fall out of the page yet: so many more are kept than the page holds.
      const spare = selected.reduce((count, { ts }) => (ts === from || ts === to ? count + 1 : count), 0);
      const keep = page.limit + spare;
      let kept = selected;
      if (keep < selected.length) {
        const order = Float64Array.from(selected, ({ ts }) => ts).sort();
        const edge = (page.reverse ? order[order.length - keep] : order[keep - 1]) ?? 0;
        kept = selected.filter(({ ts }) => (page.reverse ? ts >= edge : ts <= edge));
      }
      const swipes = kept.map(({ rows, at }) => unpackSwipe(rows, at, day, symbols)).sort(compare);
      return pageOfSorted(swipes, page, compare);
    },
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
          const all = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
          for (const { rows, at } of await select(prefix, ...all, (row, word) => wanted.has(tsAt(row, word)))) {
            const swipe = unpackSwipe(rows, at, day, symbols);
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
