import { isIdentifier } from '../core/identifier.ts';
import { parseInstant } from '../core/instant.ts';
import { EARLIEST_SWIPE, type SwipeEventReading } from '../core/swipe-event.ts';
import { isUuid } from '../core/uuid.ts';

/** The text between the values of an event as most writers spell it: the seed's fields in their order, without or with blanks. */
type Layout = readonly [string, string, string, string, string, string];
const COMPACT: Layout = [
  '{"event_id":"',
  '","student_id":"',
  '","lecture_id":"',
  '","gate_id":"',
  '","timestamp":"',
  '","action":"',
];
const SPACED: Layout = [
  '{"event_id": "',
  '", "student_id": "',
  '", "lecture_id": "',
  '", "gate_id": "',
  '", "timestamp": "',
  '", "action": "',
];
const ENDINGS: ReadonlySet<string> = new Set(['"}', '","schema_version":1}', '", "schema_version": 1}']);

/**
 * Reads an event that is spelled plainly and well-formed throughout, about three times as fast as JSON.parse; null for
 * every other text, which says nothing about it. What it reads is what JSON.parse and `readSwipeEvent` would.
 */
export function readPlainEvent(text: string): SwipeEventReading | null {
  const layout = text.charCodeAt(12) === 34 ? COMPACT : SPACED;
  let at = 0;
  let next = 0;
  /** The value behind a part of the layout; null when the text goes another way. */
  const value = (part: string): string | null => {
    if (!text.startsWith(part, at)) return null;
    const from = at + part.length;
    next = text.indexOf('"', from);
    if (next === -1) return null;
    at = next;
    return text.slice(from, next);
  };
  const eventId = value(layout[0]);
  if (eventId === null || !isUuid(eventId)) return null;
  const studentId = value(layout[1]);
  if (studentId === null || !isIdentifier(studentId)) return null;
  const lectureId = value(layout[2]);
  if (lectureId === null || !isIdentifier(lectureId)) return null;
  const gateId = value(layout[3]);
  if (gateId === null || !isIdentifier(gateId)) return null;
  const timestamp = value(layout[4]);
  const ts = timestamp === null ? null : parseInstant(timestamp);
  if (ts === null || ts < EARLIEST_SWIPE) return null;
  const word = value(layout[5]);
  const action = word === 'enter' ? 'ENTER' : word === 'exit' ? 'EXIT' : null;
  if (action === null || !ENDINGS.has(text.slice(at))) return null;
  return { eventId: eventId.toLowerCase(), studentId, lectureId, gateId, ts, action, problem: null };
}
