import type { Random } from '../../../src/core/random.ts';
import { outcomesOf, readSwipe } from '../simulation-oracle.ts';
import { numberedUuid } from '../swipes.ts';

const STUDENTS = 40;
const LECTURES = 12;
const GATES = 4;
const COPY_SHARE = 0.05;
const STRANGER_SHARE = 0.05;
const OUT_OF_ORDER_MS = 600_000;

/** What a subscriber asks for, as `SwipeFilter` of the schema; null: everything. */
export type Asked = {
  readonly lectureIds?: readonly string[];
  readonly studentIds?: readonly string[];
  readonly gateIds?: readonly string[];
} | null;

/** Everything, some lectures, one gate, one student. */
export const ASKED: readonly Asked[] = [
  null,
  { lectureIds: ['L1', 'L4', 'L9'] },
  { gateIds: ['G2'] },
  { studentIds: ['S7'] },
];

/** Swipes to hand in, copies and strangers among them, and what must be shown of them. */
export interface Load {
  readonly students: readonly string[];
  readonly day: string;
  /** The next messages, as `submitSwipeEvents` takes them. */
  next(count: number): readonly object[];
  /** Event ids by lecture, in the order in which they were first handed in: those that are accepted and match. */
  expected(asked: Asked): ReadonlyMap<string, readonly string[]>;
}

export function createLoad(random: Random, now: number): Load {
  const noonYesterday = Math.floor(now / 86_400_000) * 86_400_000 - 43_200_000;
  const students = Array.from({ length: STUDENTS }, (_, index) => `S${index}`);
  const events: { readonly event_id: string }[] = [];
  const make = (index: number) => ({
    event_id: numberedUuid(index),
    student_id: random.chance(STRANGER_SHARE) ? `X${random.below(STUDENTS)}` : `S${random.below(STUDENTS)}`,
    lecture_id: `L${random.below(LECTURES)}`,
    gate_id: `G${random.below(GATES)}`,
    timestamp: new Date(noonYesterday + index * 100 + random.below(OUT_OF_ORDER_MS)).toISOString(),
    action: random.chance(0.5) ? 'enter' : 'exit',
  });
  const acceptedSwipes = () => {
    const messages = events.map((event) => ({ key: '', payload: new TextEncoder().encode(JSON.stringify(event)) }));
    const outcomes = outcomesOf(messages, { students: new Set(students), lectures: new Map() });
    return messages.flatMap(({ payload }, index) => {
      const swipe = outcomes[index] === 'ACCEPTED' ? readSwipe(payload) : null;
      return swipe === null ? [] : [swipe];
    });
  };
  return {
    students,
    day: new Date(noonYesterday).toISOString().slice(0, 10),
    next(count) {
      const from = events.length;
      for (let index = from; index < from + count; index += 1) {
        const copied = index > 0 && random.chance(COPY_SHARE) ? events[random.below(index)] : undefined;
        events.push(copied ?? make(index));
      }
      return events.slice(from);
    },
    expected(asked) {
      const byLecture = new Map<string, string[]>();
      for (const { eventId, lectureId, studentId, gateId } of acceptedSwipes()) {
        const { lectureIds, studentIds, gateIds } = asked ?? {};
        if (lectureIds?.includes(lectureId) === false || studentIds?.includes(studentId) === false) continue;
        if (gateIds?.includes(gateId) === false) continue;
        byLecture.set(lectureId, [...(byLecture.get(lectureId) ?? []), eventId]);
      }
      return byLecture;
    },
  };
}
