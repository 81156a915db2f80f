import { expect, test } from 'vitest';
import type { InvalidAttempt, Swipe } from '../../../src/core/swipe.ts';
import { matchesAttempt, matchesSwipe } from '../../../src/core/swipe-filter.ts';

const swipe: Swipe = {
  eventId: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  studentId: 'S-1',
  lectureId: 'CS101',
  gateId: 'G1',
  ts: 0,
  action: 'ENTER',
  day: 0,
  receivedAt: 0,
  logPosition: '1',
};
const attempt: InvalidAttempt = { ...swipe, id: swipe.eventId, studentId: null, reason: 'MALFORMED' };

test('matches when every given condition holds, and each is any of its list', () => {
  expect(matchesSwipe({}, swipe)).toBe(true);
  expect(matchesSwipe({ lectureIds: new Set(['CS102', 'CS101']), gateIds: new Set(['G1']) }, swipe)).toBe(true);
  expect(matchesSwipe({ lectureIds: new Set(['CS101']), gateIds: new Set(['G2']) }, swipe)).toBe(false);
  expect(matchesSwipe({ studentIds: new Set(['S-2']) }, swipe)).toBe(false);
  expect(matchesSwipe({ actions: new Set(['EXIT'] as const) }, swipe)).toBe(false);
});

test('matches nothing with an empty list', () => {
  expect(matchesSwipe({ lectureIds: new Set() }, swipe)).toBe(false);
  expect(matchesAttempt({ reasons: new Set() }, attempt)).toBe(false);
});

test('does not match a condition on a field that could not be read', () => {
  expect(matchesAttempt({}, attempt)).toBe(true);
  expect(matchesAttempt({ reasons: new Set(['MALFORMED'] as const), gateIds: new Set(['G1']) }, attempt)).toBe(true);
  expect(matchesAttempt({ studentIds: new Set(['S-1']) }, attempt)).toBe(false);
});
