import { type CampusClock, formatDay, weekdayOf } from '../../src/core/campus-day.ts';
import type { LecturePatch } from '../../src/core/roster.ts';
import type { ExpectedSession, SimulationOutcome, SimulationTruth } from '../../src/core/simulation.ts';
import type { OutgoingMessage } from '../../src/ports/swipe-log.ts';

export interface OracleRoster {
  readonly students: ReadonlySet<string>;
  readonly lectures: ReadonlyMap<string, LecturePatch>;
}

export interface OracleSwipe {
  readonly eventId: string;
  readonly studentId: string;
  readonly lectureId: string;
  readonly gateId: string;
  readonly ts: number;
  readonly enter: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const ID = /^[A-Za-z0-9._:-]{1,64}$/;
const INSTANT = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** The slow, obvious reading of one message; null where it is no swipe. */
export function readSwipe(payload: Uint8Array): OracleSwipe | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const fields = new Map<string, unknown>(Object.entries(value));
  const text = (name: string): string => {
    const field = fields.get(name);
    return typeof field === 'string' ? field : '';
  };
  const [eventId, studentId, lectureId, gateId] = ['event_id', 'student_id', 'lecture_id', 'gate_id'].map(text);
  const date = INSTANT.exec(text('timestamp'))?.[1];
  const action = text('action');
  if (eventId === undefined || studentId === undefined || lectureId === undefined || gateId === undefined) return null;
  if (!UUID.test(eventId) || ![studentId, lectureId, gateId].every((id) => ID.test(id))) return null;
  if (date === undefined || new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date) return null;
  if (action !== 'enter' && action !== 'exit') return null;
  return { eventId, studentId, lectureId, gateId, ts: Date.parse(text('timestamp')), enter: action === 'enter' };
}

/** What becomes of each message, in order. */
export function outcomesOf(messages: readonly OutgoingMessage[], roster: OracleRoster): readonly SimulationOutcome[] {
  const accepted = new Set<string>();
  return messages.map(({ payload }) => {
    const swipe = readSwipe(payload);
    if (swipe === null) return 'MALFORMED';
    if (!roster.students.has(swipe.studentId)) return 'INVALID';
    if (accepted.has(swipe.eventId)) return 'DUPLICATE';
    accepted.add(swipe.eventId);
    return 'ACCEPTED';
  });
}

/** What the reports must say of these messages, by the rules and nothing else. */
export function oracleTruth(
  messages: readonly OutgoingMessage[],
  roster: OracleRoster,
  campus: CampusClock,
): SimulationTruth {
  const outcomes = outcomesOf(messages, roster);
  const count = (outcome: SimulationOutcome) => outcomes.filter((each) => each === outcome).length;
  const bySession = new Map<string, OracleSwipe[]>();
  for (const [index, { payload }] of messages.entries()) {
    const swipe = outcomes[index] === 'ACCEPTED' ? readSwipe(payload) : null;
    if (swipe === null) continue;
    const key = `${formatDay(campus.dayOf(swipe.ts))} ${swipe.lectureId}`;
    bySession.set(key, [...(bySession.get(key) ?? []), swipe]);
  }
  const sessions = [...bySession.keys()].sort().map((key): ExpectedSession => {
    const swipes = bySession.get(key) ?? [];
    const lectureId = key.slice(11);
    const day = campus.dayOf(swipes[0]?.ts ?? 0);
    const lecture = roster.lectures.get(lectureId);
    const slot = lecture?.timetable?.find(({ weekday }) => weekday === weekdayOf(day));
    const cutoff = campus.instantOf(day, slot?.startSecond ?? 0) + (lecture?.gracePeriodMs ?? 0);
    const students = new Set(swipes.map(({ studentId }) => studentId));
    const late = [...students].filter((student) => {
      const enters = swipes.filter(({ studentId, enter }) => enter && studentId === student).map(({ ts }) => ts);
      return enters.length > 0 && Math.min(...enters) > cutoff;
    });
    return { lectureId, day, swipes: swipes.length, uniqueStudents: students.size, latecomers: late.length };
  });
  return {
    accepted: count('ACCEPTED'),
    invalid: count('INVALID'),
    duplicates: count('DUPLICATE'),
    malformed: count('MALFORMED'),
    latecomers: sessions.reduce((sum, { latecomers }) => sum + latecomers, 0),
    sessions,
  };
}
