import { createHyperLogLog, decodeSparse, type HyperLogLog } from '../../core/hyperloglog.ts';
import type { SessionKey } from '../../core/swipe.ts';
import type { Database } from './database.ts';
import type { Folds } from './folds.ts';
import { dayNumber, numberKey } from './keys.ts';
import { sessionPartition } from './partitions.ts';
import type { SessionFold } from './session-fold.ts';
import type { Symbols } from './symbols.ts';
import type { WriteSet } from './writer.ts';

/** What is stored of a final session: three counts, then the sketch, sparse. */
const COUNTS_BYTES = 16;

export interface StoredTotals {
  readonly swipes: number;
  readonly uniques: number;
  readonly lateSwipes: number;
  readonly estimate: number;
  sketch(): HyperLogLog;
}

/** Totals of final sessions without their swipes. A late batch deletes them in its own atomic write, so what is there is true. */
export interface Totals {
  /** Stored totals, or the session's fold: in the order asked; null where nobody swiped. */
  read(sessions: readonly SessionKey[]): Promise<(StoredTotals | null)[]>;
  /** Adds to a commit's write that a session's totals are stale. */
  markStale(set: WriteSet, lecture: number, day: number): void;
}

function totalsKey(lecture: number, day: number): Buffer {
  return numberKey('totals', dayNumber(day), lecture);
}

/** @param isFinal whether the day's totals may be stored: its end and the allowed lateness have passed, and ingest got that far */
export function createTotals(options: {
  database: Database;
  folds: Folds;
  symbols: Symbols;
  isFinal: (day: number) => boolean;
}): Totals {
  const { database, folds, symbols, isFinal } = options;

  const store = async (lecture: number, day: number, fold: SessionFold): Promise<void> => {
    const version = fold.version;
    const value = encode(fold);
    await database.writer.writeLast((set) => {
      if (fold.version !== version) return false;
      set.put(totalsKey(lecture, day), value);
      return true;
    });
  };

  return {
    async read(sessions) {
      const lectures = sessions.map(({ lectureId }) => symbols.find(lectureId));
      const none = Buffer.alloc(1);
      const stored = await database.getMany(
        sessions.map(({ day }, index) => {
          const lecture = lectures[index];
          return lecture === undefined ? none : totalsKey(lecture, day);
        }),
      );
      return Promise.all(
        sessions.map(async ({ day }, index) => {
          const lecture = lectures[index];
          const value = stored[index];
          if (lecture === undefined) return null;
          if (value !== undefined) return decode(value);
          const fold = await folds.sessions.get(sessionPartition(lecture, day));
          if (fold.swipes === 0) return null;
          if (isFinal(day)) await store(lecture, day, fold);
          return fromFold(fold);
        }),
      );
    },
    markStale(set, lecture, day) {
      set.del(totalsKey(lecture, day));
      set.del(numberKey('settledDay', dayNumber(day)));
    },
  };
}

function fromFold(fold: SessionFold): StoredTotals {
  const { swipes, uniques, lateSwipes } = fold;
  return { swipes, uniques, lateSwipes, estimate: fold.sketch().count(), sketch: () => fold.sketch() };
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
    swipes: value.readUInt32LE(0),
    uniques: value.readUInt32LE(4),
    lateSwipes: value.readUInt32LE(8),
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
