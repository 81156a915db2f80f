import type { AttendanceSheet } from '../../core/attendance-sheet.ts';
import type { CampusDay } from '../../core/campus-day.ts';
import { createHyperLogLog, decodeSparse, type HyperLogLog } from '../../core/hyperloglog.ts';
import { createLimiter } from '../../core/limiter.ts';
import { createLru } from '../../core/lru.ts';
import type { SessionKey } from '../../core/swipe.ts';
import type { SessionTotals } from '../../ports/swipe-store.ts';
import type { Database } from './database.ts';
import type { Folds } from './folds.ts';
import { dayNumber, numberKey } from './keys.ts';
import { sessionPartition } from './partitions.ts';
import type { SessionFold } from './session-fold.ts';
import { decodeSheet, encodeSheet, sheetOf } from './stored-sheet.ts';
import type { Symbols } from './symbols.ts';
import type { WriteSet } from './writer.ts';

/** What is stored of a final session: three counts, then the sketch, sparse. */
const COUNTS_BYTES = 16;

export interface StoredCounts {
  readonly sums: SessionTotals;
  readonly estimate: number;
}

export interface StoredTotals extends StoredCounts {
  sketch(): HyperLogLog;
}

/**
 * Totals and sheets of final sessions without their swipes. A late batch deletes both in its own atomic write, so what is
 * there is true.
 */
export interface Totals {
  /** Stored totals, or the session's fold: in the order asked; null where nobody swiped. */
  read(sessions: readonly SessionKey[]): Promise<(StoredTotals | null)[]>;
  /** Of each session, in the order asked; zeros where nobody swiped. Cost: none for final sessions asked about before. */
  counts(sessions: readonly SessionKey[]): Promise<StoredCounts[]>;
  /** Stored sheets, or the sessions' folds: in the order asked; null where no swipe can be. */
  sheets(sessions: readonly SessionKey[]): Promise<(AttendanceSheet | null)[]>;
  /** Adds to a commit's write that a session's totals and sheet are stale. */
  markStale(set: WriteSet, lecture: number, day: number): void;
  /** What was marked by the writes up to now has landed, or never will. */
  land(lecture: number, day: number): void;
}

/** The counts of so many final sessions are kept in memory, 100 bytes each: reports over a term ask for all of them. */
const HELD_MAX = 200_000;
/** Of sheets so many students are kept, 25 bytes each. */
const SHEETS_HELD_MAX = 1_000_000;
/** Sessions folded at once where nothing is stored of them yet. */
const FOLDED_AT_ONCE = 32;

const NOTHING: StoredCounts = { sums: { swipes: 0, uniques: 0 }, estimate: 0 };

function totalsKey(lecture: number, day: number): Buffer {
  return numberKey('totals', dayNumber(day), lecture);
}

function sheetKey(lecture: number, day: number): Buffer {
  return numberKey('sheet', dayNumber(day), lecture);
}

/** @param isFinal whether the day's totals may be stored: its end and the allowed lateness have passed, and ingest got that far */
export function createTotals(options: {
  database: Database;
  folds: Pick<Folds, 'sessions'>;
  symbols: Symbols;
  isFinal: (day: number) => boolean;
}): Totals {
  const { database, folds, symbols, isFinal } = options;
  /** By day, then lecture: sessions are asked for by ten thousands, and a look-up makes no key. */
  const held = createLru<CampusDay, Map<string, StoredCounts>>(HELD_MAX);
  const heldOf = ({ lectureId, day }: SessionKey) => held.peek(day)?.get(lectureId);
  const hold = ({ lectureId, day }: SessionKey, counts: StoredCounts): void => {
    const ofDay = held.peek(day) ?? new Map<string, StoredCounts>();
    ofDay.set(lectureId, counts);
    held.set(day, ofDay, ofDay.size);
  };
  /** By session: how many marks are in writes under way, and how many came or landed at all. */
  const marks = new Map<string, { pending: number; all: number }>();
  const marksOf = (name: string): number => marks.get(name)?.all ?? 0;
  /** Stored sheets asked for lately, by session. */
  const sheetsHeld = createLru<string, AttendanceSheet>(SHEETS_HELD_MAX);
  /** Whether what was read since there were so many may be held: a mark or a landing since, or one to come, may be later. */
  const isSure = (name: string, before: number | undefined): boolean =>
    marksOf(name) === before && (marks.get(name)?.pending ?? 0) === 0;
  const letGo = (lecture: number, day: number): void => {
    held.peek(day)?.delete(symbols.text(lecture));
    sheetsHeld.delete(`${day} ${lecture}`);
  };
  const limiter = createLimiter(FOLDED_AT_ONCE);

  const store = async (lecture: number, day: number, fold: SessionFold): Promise<void> => {
    const version = fold.version;
    const totals = encode(fold);
    const sheet = encodeSheet(fold.columns());
    await database.writer.writeLast((set) => {
      if (fold.version !== version || !folds.sessions.holds(sessionPartition(lecture, day), fold)) return false;
      set.put(totalsKey(lecture, day), totals);
      set.put(sheetKey(lecture, day), sheet);
      return true;
    });
  };
  /** What the rows of one table hold of the sessions, and the sessions' lectures. */
  const readRows = async (sessions: readonly SessionKey[], keyOf: (lecture: number, day: number) => Buffer | null) => {
    const lectures = sessions.map(({ lectureId }) => symbols.find(lectureId));
    const keys = sessions.flatMap(({ day }, index) => {
      const lecture = lectures[index];
      const key = lecture === undefined ? null : keyOf(lecture, day);
      return key === null ? [] : [{ index, key }];
    });
    const values = await database.getMany(keys.map(({ key }) => key));
    const stored = new Map(keys.map(({ index }, at) => [index, values[at]]));
    return { lectures, stored };
  };
  const foldOf = async (lecture: number, day: number): Promise<SessionFold> => {
    const fold = await folds.sessions.get(sessionPartition(lecture, day));
    // Not waited for: an answer is ready, and a write that fails is tried again until it lands.
    if (fold.swipes > 0 && isFinal(day)) store(lecture, day, fold).catch(() => undefined);
    return fold;
  };

  const read: Totals['read'] = async (sessions) => {
    const { lectures, stored } = await readRows(sessions, totalsKey);
    return Promise.all(
      sessions.map(async ({ day }, index) => {
        const lecture = lectures[index];
        const value = stored.get(index);
        if (lecture === undefined) return null;
        if (value !== undefined) return decode(value);
        return limiter.run(async () => {
          const fold = await foldOf(lecture, day);
          return fold.swipes === 0 ? null : fromFold(fold);
        });
      }),
    );
  };

  return {
    read,
    async counts(sessions) {
      const found = sessions.map(heldOf);
      const missing = sessions.filter((_, index) => found[index] === undefined);
      if (missing.length === 0) return found.map((counts) => counts ?? NOTHING);
      const names = missing.map(({ lectureId, day }) => `${day} ${symbols.find(lectureId)}`);
      const before = names.map(marksOf);
      const totals = await read(missing);
      const counted = totals.map((one, index): StoredCounts => {
        if (one === null) return NOTHING;
        const [session, name = ''] = [missing[index], names[index]];
        const counts = { sums: one.sums, estimate: one.estimate };
        if (session !== undefined && isSure(name, before[index]) && isFinal(session.day)) hold(session, counts);
        return counts;
      });
      let next = 0;
      return found.map((counts) => counts ?? counted[next++] ?? NOTHING);
    },
    async sheets(sessions) {
      const names = sessions.map(({ lectureId, day }) => `${day} ${symbols.find(lectureId)}`);
      const known = names.map(sheetsHeld.get);
      const before = names.map(marksOf);
      const { lectures, stored } = await readRows(
        sessions.filter((_, index) => known[index] === undefined),
        (lecture, day) => (isFinal(day) ? sheetKey(lecture, day) : null),
      );
      let next = 0;
      return Promise.all(
        sessions.map(async (session, index) => {
          const sheet = known[index];
          if (sheet !== undefined) return sheet;
          const lecture = lectures[next];
          const value = stored.get(next);
          next += 1;
          if (lecture === undefined) return null;
          if (value === undefined) return limiter.run(async () => (await foldOf(lecture, session.day)).sheet(session));
          const read = sheetOf(decodeSheet(value), session, symbols.text);
          const name = names[index] ?? '';
          if (isSure(name, before[index])) sheetsHeld.set(name, read, read.studentIds.length + 1);
          return read;
        }),
      );
    },
    markStale(set, lecture, day) {
      set.del(totalsKey(lecture, day));
      set.del(sheetKey(lecture, day));
      set.del(numberKey('settledDay', dayNumber(day)));
      const name = `${day} ${lecture}`;
      const { pending, all } = marks.get(name) ?? { pending: 0, all: 0 };
      marks.set(name, { pending: pending + 1, all: all + 1 });
      letGo(lecture, day);
    },
    land(lecture, day) {
      const mark = marks.get(`${day} ${lecture}`);
      if (mark === undefined) return;
      // Counted as well: what was read between the mark and this may be what stood there before.
      mark.pending -= 1;
      mark.all += 1;
      letGo(lecture, day);
    },
  };
}

function fromFold(fold: SessionFold): StoredTotals {
  const { swipes, uniques } = fold;
  return { sums: { swipes, uniques }, estimate: fold.sketch().count(), sketch: () => fold.sketch() };
}

function encode(fold: SessionFold): Buffer {
  const counts = Buffer.alloc(COUNTS_BYTES);
  counts.writeUInt32LE(fold.swipes, 0);
  counts.writeUInt32LE(fold.uniques, 4);
  counts.writeUInt32LE(fold.lateSwipes, 8);
  counts.writeUInt32LE(fold.sketch().count(), 12);
  return Buffer.concat([counts, fold.sketch().encodeSparse()]);
}

function decode(value: Buffer): StoredTotals {
  return {
    sums: { swipes: value.readUInt32LE(0), uniques: value.readUInt32LE(4) },
    estimate: value.readUInt32LE(12),
    sketch: () => decodeSparse(value.subarray(COUNTS_BYTES)),
  };
}

/** The union of sketches. */
export function unionOf(sketches: readonly HyperLogLog[]): HyperLogLog {
  const union = createHyperLogLog();
  for (const sketch of sketches) union.merge(sketch);
  return union;
}
