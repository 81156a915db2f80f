import type { AttendanceSheet } from '../../core/attendance-sheet.ts';
import type { CampusDay } from '../../core/campus-day.ts';
import { createLru } from '../../core/lru.ts';
import { compareText, pageOfSorted } from '../../core/paging.ts';
import type { SessionKey, Swipe } from '../../core/swipe.ts';
import type { SwipeStore } from '../../ports/swipe-store.ts';
import { createAttemptReader } from './attempt-reader.ts';
import type { Database } from './database.ts';
import type { Folds } from './folds.ts';
import { gatePartition, type Partitions, sessionPartition, studentPartition } from './partitions.ts';
import { compareGateRow, compareSessionRow, compareStudentRow, createRowReader } from './row-reader.ts';
import type { SeenIndex } from './seen-index.ts';
import { createSessionFold } from './session-fold.ts';
import type { StudentDays } from './student-days.ts';
import { readStudentSessions } from './student-sessions.ts';
import { type Rows, studentAt } from './swipe-rows.ts';
import type { Symbols } from './symbols.ts';
import type { Totals } from './totals.ts';

export interface SwipeStoreParts {
  readonly database: Database;
  readonly symbols: Symbols;
  readonly partitions: Partitions;
  readonly folds: Folds;
  readonly totals: Totals;
  readonly studentDays: StudentDays;
  readonly sessionsSeen: SeenIndex;
  readonly gatesSeen: SeenIndex;
}

/** Days whose list of sessions is kept. */
const DAYS_ORDERED = 1_000;

export function createEmbeddedSwipeStore(parts: SwipeStoreParts): SwipeStore {
  const { database, symbols, partitions, folds, totals, sessionsSeen, gatesSeen } = parts;
  const rows = createRowReader(parts);
  const attempts = createAttemptReader(database, partitions);

  const wasSwipedAt = ({ lectureId, day }: SessionKey): boolean => {
    const lecture = symbols.find(lectureId);
    return lecture !== undefined && sessionsSeen.daysOf(lecture)?.has(day) === true;
  };
  const textsOf = (from: Iterable<number>): string[] => [...from].map(symbols.text).sort(compareText);
  /** A day's sessions by lecture; a day only gains some. */
  const ordered = createLru<CampusDay, readonly SessionKey[]>(DAYS_ORDERED);
  const sessionsOn = (day: CampusDay): readonly SessionKey[] => {
    const seen = sessionsSeen.on(day);
    const known = ordered.get(day);
    if (known?.length === seen.size) return known;
    const keys = textsOf(seen).map((lectureId) => ({ lectureId, day }));
    ordered.set(day, keys, 1);
    return keys;
  };

  return {
    async sessionSwipes({ lectureId, day }, page) {
      const lecture = symbols.find(lectureId);
      return lecture === undefined ? [] : rows.page(sessionPartition(lecture, day), day, page, compareSessionRow);
    },
    async studentSwipes(studentId, day, page) {
      const student = symbols.find(studentId);
      if (student === undefined) return [];
      const isMine = (words: Rows, at: number) => studentAt(words, at) === student;
      return rows.page(studentPartition(student, day), day, page, compareStudentRow, isMine);
    },
    async gateSwipes(gateId, day, page) {
      const gate = symbols.find(gateId);
      return gate === undefined ? [] : rows.page(gatePartition(gate, day), day, page, compareGateRow);
    },
    swipes: (keys): Promise<readonly (Swipe | null)[]> => rows.find(keys),
    async attendance(sessions) {
      const seen = sessions.map(wasSwipedAt);
      const sheets = (await totals.sheets(sessions.filter((_, index) => seen[index]))).values();
      return sessions.map((session, index) => (seen[index] ? sheets.next().value : null) ?? emptySheet(session));
    },
    async studentSessions(studentId, days) {
      const student = symbols.find(studentId);
      return student === undefined ? [] : readStudentSessions(parts, student, days);
    },
    async sessionKeys(range, lectureIds) {
      if (lectureIds !== undefined) return keysOfLectures(parts, range, lectureIds);
      const none: readonly SessionKey[] = [];
      // Copies whole days at once, which flatMap does not.
      return none.concat(...sessionsSeen.days(range).map(sessionsOn));
    },
    totals: async (sessions) => (await totals.counts(sessions)).map(({ sums }) => sums),
    async lecturesSeen(page) {
      return pageOfSorted(textsOf(sessionsSeen.symbols()), page, compareText);
    },
    areLecturesSeen: async (lectureIds) => lectureIds.map((id) => isSeen(symbols, sessionsSeen, id)),
    areGatesSeen: async (gateIds) => gateIds.map((id) => isSeen(symbols, gatesSeen, id)),
    gatesOn: async (day, page) => pageOfSorted(textsOf(gatesSeen.on(day)), page, compareText),
    gateTotals: (keys) =>
      Promise.all(
        keys.map(async ({ gateId, day }) => {
          const gate = symbols.find(gateId);
          if (gate === undefined || gatesSeen.daysOf(gate)?.has(day) !== true) return null;
          return (await folds.gates.get(gatePartition(gate, day))).totals();
        }),
      ),
    invalidAttempts: attempts.list,
    invalidAttemptsByKey: attempts.find,
    healthy: async () => database.healthy(),
  };
}

function isSeen(symbols: Symbols, seen: SeenIndex, id: string): boolean {
  const symbol = symbols.find(id);
  return symbol !== undefined && seen.daysOf(symbol) !== undefined;
}

function keysOfLectures(
  { symbols, sessionsSeen }: SwipeStoreParts,
  { from, to }: { from: number; to: number },
  lectureIds: readonly string[],
): SessionKey[] {
  const keys = [...new Set(lectureIds)].flatMap((lectureId) => {
    const symbol = symbols.find(lectureId);
    const days = symbol === undefined ? [] : [...(sessionsSeen.daysOf(symbol) ?? [])];
    return days.filter((day) => day >= from && day < to).map((day) => ({ lectureId, day }));
  });
  return keys.sort((a, b) => a.day - b.day || compareText(a.lectureId, b.lectureId));
}

function emptySheet(session: SessionKey): AttendanceSheet {
  return createSessionFold({ base: 0, finalAt: 0, textOf: () => '', codeOf: () => 0 }).sheet(session);
}
