import type { CampusPlan } from './campus-plan.ts';
import type { DayMessages } from './day-messages.ts';
import { eventIds } from './event-ids.ts';
import { KIND } from './message-columns.ts';
import { FAULTS, type SwipeTexts, swipeJson } from './payload-faults.ts';

const MINUTE_MS = 60_000;
const SECONDS = Array.from({ length: 60 }, (_, value) => `${String(value).padStart(2, '0')}.`);
const MILLISECONDS = Array.from({ length: 1_000 }, (_, value) => `${String(value).padStart(3, '0')}Z`);

/** Writes a day's messages as bytes. Cost: about a microsecond a message. */
export function payloadWriter(plan: CampusPlan, day: DayMessages): (row: number) => Uint8Array {
  const { columns, sessions } = day;
  const eventId = eventIds(plan, day.dayIndex);
  const timestamp = instantWriter();
  const lectureIds = sessions.map((session) => plan.lectures[session.lecture]?.lectureId ?? '');
  const texts: SwipeTexts = { eventId: '', studentId: '', lectureId: '', gateId: '', timestamp: '', action: '' };
  return (row) => {
    const kind = columns.kind[row];
    const who = columns.who[row] ?? 0;
    texts.eventId = eventId(columns.event[row] ?? 0);
    texts.studentId = kind === KIND.stranger ? plan.strangerId(who) : plan.studentId(kind === KIND.malformed ? 0 : who);
    texts.lectureId = lectureIds[columns.session[row] ?? 0] ?? '';
    texts.gateId = plan.gates[columns.gate[row] ?? 0] ?? '';
    texts.timestamp = timestamp(day.start + (columns.ts[row] ?? 0));
    texts.action = columns.enter[row] === 1 ? 'enter' : 'exit';
    const fault = kind === KIND.malformed ? FAULTS[who] : undefined;
    return Buffer.from(fault === undefined ? swipeJson(texts) : fault(texts), 'latin1');
  };
}

/** Instants in RFC 3339, UTC, with milliseconds; each minute's text is made once. */
function instantWriter(): (at: number) => string {
  const minutes = new Map<number, string>();
  return (at) => {
    const minute = Math.floor(at / MINUTE_MS);
    let text = minutes.get(minute);
    if (text === undefined) {
      text = new Date(minute * MINUTE_MS).toISOString().slice(0, 17);
      minutes.set(minute, text);
    }
    const within = at - minute * MINUTE_MS;
    const second = Math.floor(within / 1_000);
    return text + (SECONDS[second] ?? '') + (MILLISECONDS[within - second * 1_000] ?? '');
  };
}
