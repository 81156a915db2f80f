import type { CampusClock } from '../../src/core/campus-day.ts';
import { createRandom } from '../../src/core/random.ts';
import type { Enrolment, SessionChange } from '../../src/core/roster.ts';
import type { InvalidAttempt, Swipe } from '../../src/core/swipe.ts';

const HOUR = 3_600_000;
export const ZONES = ['UTC', 'Europe/Zurich', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns'] as const;
export const LECTURES = ['L1', 'L2', 'l3'] as const;
export const STUDENTS = ['A', 'B', 'C', 'D', 'E', 'a'] as const;
const GATES = ['G1', 'G2', 'G3'];
const DAYS = 12;

export interface RandomCampus {
  readonly from: number;
  readonly to: number;
  readonly lectures: readonly {
    readonly lectureId: string;
    readonly gracePeriodMs: number;
    readonly timetable: readonly {
      readonly weekday: number;
      readonly startSecond: number;
      readonly durationMs: number;
      readonly from: number;
      readonly until: number | null;
    }[];
  }[];
  readonly changes: readonly SessionChange[];
  readonly enrolments: readonly Enrolment[];
  readonly swipes: readonly Swipe[];
  readonly attempts: readonly InvalidAttempt[];
}

/** A campus of a dozen days around the zone's change of clocks, up to `now`. */
export function randomCampus(seed: number, campus: CampusClock, now: number): RandomCampus {
  const random = createRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
  const to = campus.dayOf(now) + 1;
  const from = to - DAYS;
  const someDay = (): number => from + random.below(DAYS);
  const uuid = (n: number) => `00000000-0000-4000-8000-${(seed * 1_000 + n).toString(16).padStart(12, '0')}`;
  const lectures = LECTURES.map((lectureId) => ({
    lectureId,
    gracePeriodMs: random.below(3) * 300_000,
    timetable: [0, 1, 2, 3, 4, 5, 6]
      .filter(() => random.chance(0.4))
      .map((weekday) => ({
        weekday,
        startSecond: 7 * 3_600 + random.below(20) * 1_800,
        durationMs: HOUR,
        from: random.chance(0.7) ? from - 5 : someDay(),
        until: random.chance(0.7) ? null : to + random.below(5) - 2,
      }))
      .filter((slot) => slot.until === null || slot.from <= slot.until),
  }));
  const changes = Array.from({ length: random.below(6) }, (): SessionChange => {
    const moved = random.chance(0.5);
    return {
      lectureId: pick(LECTURES),
      day: someDay(),
      cancelled: !moved,
      startSecond: moved ? 6 * 3_600 + random.below(10) * 3_600 : null,
      durationMs: moved ? HOUR : null,
    };
  });
  const enrolments = LECTURES.flatMap((lectureId) =>
    STUDENTS.filter(() => random.chance(0.6)).map((studentId) => ({
      lectureId,
      studentId,
      from: random.chance(0.6) ? null : someDay(),
      until: random.chance(0.6) ? null : to + 3,
    })),
  );
  const start = campus.startOf(from);
  const swipes = Array.from({ length: 70 }, (_, index): Swipe => {
    const ts = start + Math.floor((random.below(now - start) / 60_000) * (random.chance(0.9) ? 1 : 0.5)) * 60_000;
    const delay = random.chance(0.8) ? random.below(60_000) : random.below(40 * HOUR);
    return {
      eventId: uuid(index),
      studentId: pick(STUDENTS),
      lectureId: pick(LECTURES),
      gateId: pick(GATES),
      ts,
      action: random.chance(0.6) ? 'ENTER' : 'EXIT',
      day: campus.dayOf(ts),
      receivedAt: Math.min(now, ts + delay),
      logPosition: '',
    };
  });
  const attempts = Array.from({ length: 15 }, (_, index): InvalidAttempt => {
    const receivedAt = start + random.below(now - start);
    return {
      id: uuid(500 + index),
      eventId: null,
      studentId: null,
      lectureId: null,
      gateId: random.chance(0.8) ? pick(GATES) : null,
      ts: null,
      action: null,
      receivedAt,
      reason: 'MALFORMED',
    };
  });
  return { from, to, lectures, changes, enrolments, swipes, attempts };
}

export interface SlowSession {
  readonly lectureId: string;
  readonly day: number;
  readonly startsAt: number | null;
  readonly graceMs: number;
  readonly swipes: readonly Swipe[];
  readonly enrolled: readonly string[];
}

/** Sessions that reports count, each by a search of everything. */
export function slowSessions(world: RandomCampus, campus: CampusClock, now: number): SlowSession[] {
  const sessions: SlowSession[] = [];
  for (let day = world.from; day < world.to; day += 1) {
    for (const { lectureId, gracePeriodMs, timetable } of world.lectures) {
      const weekday = new Date(day * 86_400_000).getUTCDay();
      const slot = timetable.find(
        (one) => (one.weekday + 1) % 7 === weekday && one.from <= day && (one.until === null || one.until >= day),
      );
      const change = world.changes.findLast((one) => one.lectureId === lectureId && one.day === day);
      const second = change?.startSecond ?? slot?.startSecond;
      const startsAt = second === undefined ? null : campus.instantOf(day, second);
      const swipes = world.swipes.filter((one) => one.lectureId === lectureId && one.day === day);
      const isCancelled = startsAt !== null && change?.cancelled === true;
      if (isCancelled || (startsAt === null ? swipes.length === 0 : startsAt > now)) continue;
      const enrolled = STUDENTS.filter((studentId) =>
        world.enrolments.some(
          (one) =>
            one.lectureId === lectureId &&
            one.studentId === studentId &&
            (one.from === null || one.from <= day) &&
            (one.until === null || one.until >= day),
        ),
      );
      sessions.push({ lectureId, day, startsAt, graceMs: gracePeriodMs, swipes, enrolled });
    }
  }
  return sessions;
}
