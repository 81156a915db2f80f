import { DAY_MS } from '../../src/core/campus-day.ts';
import { compareText, type PageRequest } from '../../src/core/paging.ts';
import type { DeadLetter, InvalidAttempt, Swipe } from '../../src/core/swipe.ts';
import type { AcceptedSwipe, Effects } from '../../src/ports/committer.ts';
import type { OutgoingMessage } from '../../src/ports/swipe-log.ts';

/** Noon of an ordinary day, UTC. */
export const NOON = Date.UTC(2026, 2, 18, 12);
export const DAY = Math.floor(NOON / DAY_MS);

/** The UUID of a small number; they sort as their numbers do. */
export function numberedUuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

let made = 0;

/** An accepted swipe with an event id of its own. `day` follows `ts`, on UTC, `receivedAt` is a second later. */
export function makeSwipe(over: Partial<Swipe> = {}): Swipe {
  made += 1;
  const ts = over.ts ?? NOON;
  return {
    eventId: numberedUuid(made),
    studentId: 'S1',
    lectureId: 'CS101',
    gateId: 'G1',
    ts,
    action: 'ENTER',
    day: Math.floor(ts / DAY_MS),
    receivedAt: ts + 1_000,
    logPosition: String(made),
    ...over,
  };
}

/** A refused swipe with an id of its own. */
export function makeAttempt(over: Partial<InvalidAttempt> = {}): InvalidAttempt {
  made += 1;
  return {
    id: numberedUuid(made),
    eventId: numberedUuid(made),
    studentId: 'NOBODY',
    lectureId: 'CS101',
    gateId: 'G1',
    ts: NOON,
    action: 'ENTER',
    receivedAt: NOON + 1_000,
    reason: 'UNKNOWN_STUDENT',
    ...over,
  };
}

export function makeDeadLetter(over: Partial<DeadLetter> = {}): DeadLetter {
  made += 1;
  return {
    id: numberedUuid(made),
    receivedAt: NOON + 1_000,
    reason: 'MALFORMED',
    message: 'The message is not JSON.',
    payload: new Uint8Array([0, 255, 10, made % 256]),
    attempts: 1,
    ...over,
  };
}

export function accepted(swipe: Swipe, over: Partial<AcceptedSwipe> = {}): AcceptedSwipe {
  return { swipe, again: false, floor: '', contentHash: 7, ...over };
}

/** Effects of nothing at all but what is given. */
export function makeEffects(over: Partial<Effects> = {}): Effects {
  return {
    swipes: [],
    attempts: [],
    deadLetters: [],
    outcomes: [],
    simulationOutcomes: [],
    positions: [],
    decidedAt: NOON,
    ...over,
  };
}

export function makeMessage(text: string, key = 'CS101'): OutgoingMessage {
  return { key, payload: new TextEncoder().encode(text) };
}

export function textOf(message: { readonly payload: Uint8Array }): string {
  return new TextDecoder().decode(message.payload);
}

/** The order of a session's swipes. */
export function bySessionKey(a: Swipe, b: Swipe): number {
  return a.ts - b.ts || compareText(a.studentId, b.studentId) || compareText(a.eventId, b.eventId);
}

/** A whole list read page by page in one direction; a limit per page. */
export async function readPages<R, K>(
  read: (page: PageRequest<K>) => Promise<readonly R[]>,
  keyOf: (row: R) => K,
  limit: number,
  reverse: boolean,
): Promise<R[]> {
  const rows: R[] = [];
  for (let bound: K | undefined; ; ) {
    const page = await read({ limit, reverse, ...(reverse ? { before: bound } : { after: bound }) });
    if (page.length > limit) throw new Error(`a page of ${page.length} rows, ${limit} were asked for`);
    rows.push(...page);
    const last = page.at(-1);
    if (last === undefined) return rows;
    bound = keyOf(last);
  }
}
