import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Database } from './database.ts';
import { dayFromNumber, dayNumber, numberKey, tableRange } from './keys.ts';
import type { EmbeddedLiveFeed } from './live-feed.ts';
import { gatePartition, type Partitions, STUDENT_BUCKETS, sessionPartition, studentPartition } from './partitions.ts';
import type { SeenIndex } from './seen-index.ts';
import type { StudentDays } from './student-days.ts';
import type { Symbols } from './symbols.ts';
import type { TaskQueue } from './task-queue.ts';
import type { Totals } from './totals.ts';

const EVERY_MS = 60_000;
const SESSIONS_A_READ = 64;
/** A final day that swipes still come in for is left until they have stopped for so long. */
const QUIET_MS = 5 * 60_000;

export interface Upkeep {
  /** Says that a batch wrote rows of a day that may be final. */
  touched(day: number): void;
  close(): void;
}

/** What is done now and then: days that have become final are merged whole and their totals stored; the feeds are trimmed. */
export function createUpkeep(options: {
  database: Database;
  symbols: Symbols;
  partitions: Partitions;
  totals: Totals;
  studentDays: StudentDays;
  sessionsSeen: SeenIndex;
  gatesSeen: SeenIndex;
  tasks: TaskQueue;
  clock: Clock;
  log: Log;
  feed: EmbeddedLiveFeed;
  isFinal: (day: number) => boolean;
  feedRetentionMs: number;
}): Upkeep {
  const { database, symbols, partitions, totals, studentDays, sessionsSeen, gatesSeen, tasks, clock, feed } = options;
  let settled: Set<number> | null = null;
  const touchedAt = new Map<number, number>();

  const settle = async (day: number): Promise<void> => {
    const lectures = [...sessionsSeen.on(day)];
    for (const lecture of lectures) await partitions.mergeWhole(sessionPartition(lecture, day));
    for (let bucket = 0; bucket < STUDENT_BUCKETS; bucket += 1)
      await partitions.mergeWhole(studentPartition(bucket, day));
    for (const gate of gatesSeen.on(day)) await partitions.mergeWhole(gatePartition(gate, day));
    for (let from = 0; from < lectures.length; from += SESSIONS_A_READ) {
      const part = lectures.slice(from, from + SESSIONS_A_READ);
      await totals.read(part.map((lecture) => ({ lectureId: symbols.text(lecture), day })));
    }
    const settledKey = numberKey('settledDay', dayNumber(day));
    // Swipes that came in meanwhile: another round begins where they have stopped.
    if (!(await studentDays.settle(day, (set) => set.put(settledKey, Buffer.alloc(0))))) return;
    settled?.add(day);
    options.log.info('store.day_settled', { day, sessions: lectures.length });
  };

  const round = async (): Promise<void> => {
    settled ??= new Set(
      (await database.keys(tableRange('settledDay'))).map((key) => dayFromNumber(key.readUInt32BE(1))),
    );
    const before = clock.now() - options.feedRetentionMs;
    await feed.swipes.trim(before);
    await feed.invalidAttempts.trim(before);
    for (const day of sessionsSeen.days({ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY })) {
      const isQuiet = clock.now() - (touchedAt.get(day) ?? Number.NEGATIVE_INFINITY) >= QUIET_MS;
      if (!settled.has(day) && isQuiet && options.isFinal(day)) tasks.request(`settle ${day}`, () => settle(day));
    }
  };

  let cancel: () => void = () => undefined;
  const schedule = (): void => {
    cancel = clock.setTimer(EVERY_MS, () => {
      tasks.request('upkeep', round);
      schedule();
    });
  };
  schedule();
  return {
    touched(day) {
      touchedAt.set(day, clock.now());
      settled?.delete(day);
    },
    close: () => cancel(),
  };
}
