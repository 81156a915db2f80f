import type { CampusClock, CampusDay } from '../../core/campus-day.ts';
import { createLru } from '../../core/lru.ts';
import type { SessionKey } from '../../core/swipe.ts';
import type { CqlSession } from './cql-session.ts';
import { chunksOf, IN_VALUES_MAX } from './page-query.ts';
import {
  COUNT_ATTENDANCE,
  COUNT_EVENTS,
  LATE_BATCHES,
  RECEIPTS,
  SESSION_TOTALS,
  SET_SESSION_TOTALS,
} from './swipe-statements.ts';
import { countIn, dayBytes, intBytes, longBytes } from './swipe-values.ts';
import { instantIn, instantOrNullIn, textIn } from './values.ts';

/** What a session's swipes come to. */
export interface SessionFigures {
  readonly swipes: number;
  readonly uniques: number;
  /** Received after the session's finality instant. */
  readonly lateSwipes: number;
}

export interface SessionTotalsReader {
  /** In the order asked. Cost: a read or two a day of final sessions; two counts of a partition for any other. */
  read(sessions: readonly SessionKey[]): Promise<SessionFigures[]>;
}

export interface TotalsOptions {
  readonly session: CqlSession;
  readonly campus: CampusClock;
  readonly allowedLatenessMs: number;
  /** Whether ingest has processed everything published before the day's end and the allowed lateness. */
  readonly isFinal: (day: CampusDay) => boolean;
}

type Found = (lectureId: string, figures: SessionFigures) => void;

/** Totals kept by this process, some 200 bytes each; they too are asked of late_batches each time. */
const SESSIONS_HELD = 50_000;

/** Totals of final sessions as stored, while no batch has come since they were derived; else derived again. */
export function createSessionTotals(options: TotalsOptions): SessionTotalsReader {
  const { session, campus, allowedLatenessMs, isFinal } = options;
  const held = createLru<string, { readonly figures: SessionFigures; readonly lateBatches: number }>(SESSIONS_HELD);

  const derive = async ({ lectureId, day }: SessionKey): Promise<SessionFigures> => {
    const params = [lectureId, dayBytes(day)];
    const [[events], [attendance]] = await Promise.all([
      session.rows(COUNT_EVENTS, params),
      session.rows(COUNT_ATTENDANCE, params),
    ]);
    const finalAt = campus.startOf(day + 1) + allowedLatenessMs;
    let lateSwipes = 0;
    const newest = events === undefined ? null : instantOrNullIn(events, 'newest');
    if (newest !== null && newest > finalAt) {
      for (const row of await session.rows(RECEIPTS, params))
        if (instantIn(row, 'received_at') > finalAt) lateSwipes += 1;
    }
    return { swipes: countIn(events, 'swipes'), uniques: countIn(attendance, 'uniques'), lateSwipes };
  };

  const store = (day: CampusDay, lectureId: string, figures: SessionFigures, lateBatches: number): Promise<void> =>
    session.write(SET_SESSION_TOTALS, [
      dayBytes(day),
      lectureId,
      intBytes(figures.swipes),
      intBytes(figures.uniques),
      intBytes(figures.lateSwipes),
      longBytes(lateBatches),
      // Those of more batches stay.
      longBytes(lateBatches + 1),
    ]);

  /** For each lecture, the sum of what late_batches say. */
  const lateBatchesOf = async (day: CampusDay, lectureIds: readonly string[]): Promise<Map<string, number>> => {
    const late = new Map(lectureIds.map((lectureId) => [lectureId, 0]));
    for (const row of await session.rows(LATE_BATCHES, [dayBytes(day), lectureIds])) {
      const lectureId = textIn(row, 'lecture_id');
      late.set(lectureId, (late.get(lectureId) ?? 0) + countIn(row, 'batch_no'));
    }
    return late;
  };

  /** Sessions of one final day. */
  const readDay = async (day: CampusDay, lectureIds: readonly string[], found: Found): Promise<void> => {
    // Before the rows: a batch that comes between is then missing from the number, never from the rows.
    const late = await lateBatchesOf(day, lectureIds);
    const missing = new Set<string>();
    for (const lectureId of lectureIds) {
      const known = held.get(`${day} ${lectureId}`);
      if (known !== undefined && known.lateBatches === late.get(lectureId)) found(lectureId, known.figures);
      else missing.add(lectureId);
    }
    const hold = (lectureId: string, figures: SessionFigures): void => {
      missing.delete(lectureId);
      held.set(`${day} ${lectureId}`, { figures, lateBatches: late.get(lectureId) ?? 0 }, 1);
      found(lectureId, figures);
    };
    if (missing.size === 0) return;
    for (const row of await session.rows(SESSION_TOTALS, [dayBytes(day), [...missing]])) {
      const lectureId = textIn(row, 'lecture_id');
      if (countIn(row, 'late_batches') !== late.get(lectureId)) continue;
      const [swipes, uniques] = [countIn(row, 'swipes'), countIn(row, 'uniques')];
      hold(lectureId, { swipes, uniques, lateSwipes: countIn(row, 'revision') });
    }
    await Promise.all(
      [...missing].map(async (lectureId) => {
        const figures = await derive({ lectureId, day });
        if (figures.swipes === 0) return;
        await store(day, lectureId, figures, late.get(lectureId) ?? 0);
        hold(lectureId, figures);
      }),
    );
  };

  return {
    async read(sessions) {
      const answers: SessionFigures[] = sessions.map(() => ({ swipes: 0, uniques: 0, lateSwipes: 0 }));
      const days = new Map<CampusDay, Map<string, number[]>>();
      for (const [index, { lectureId, day }] of sessions.entries()) {
        const lectures = days.get(day) ?? new Map<string, number[]>();
        days.set(day, lectures);
        lectures.set(lectureId, [...(lectures.get(lectureId) ?? []), index]);
      }
      await Promise.all(
        [...days].map(async ([day, lectures]) => {
          const found: Found = (lectureId, figures) => {
            for (const index of lectures.get(lectureId) ?? []) answers[index] = figures;
          };
          const ids = [...lectures.keys()];
          if (isFinal(day)) {
            await Promise.all(chunksOf(ids, IN_VALUES_MAX).map((chunk) => readDay(day, chunk, found)));
          } else {
            await Promise.all(ids.map(async (lectureId) => found(lectureId, await derive({ lectureId, day }))));
          }
        }),
      );
      return answers;
    },
  };
}
