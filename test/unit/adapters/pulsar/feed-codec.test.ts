import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTEMPT_LINES, SWIPE_LINES } from '../../../../src/adapters/pulsar/feed-codec.ts';
import { DAY_MS } from '../../../../src/core/campus-day.ts';
import type { InvalidAttempt, InvalidReason, Swipe, SwipeAction } from '../../../../src/core/swipe.ts';
import { makeAttempt, makeSwipe, NOON } from '../../../support/swipes.ts';

const id = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/);
const action = fc.constantFrom<SwipeAction>('ENTER', 'EXIT');
const receivedAt = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) });
// With an offset, what a reader sends lies a day before the year 0 or after 9999 at most.
const anyInstant = fc.integer({ min: Date.UTC(0, 0, 1) - 1_900 * 366 * DAY_MS, max: Date.UTC(10_000, 0, 2) });
const floor = fc.option(fc.constantFrom('', '12.3', '12.3.4'), { nil: null });

const swipes: fc.Arbitrary<Swipe> = fc.record({
  eventId: fc.uuid(),
  studentId: id,
  lectureId: id,
  gateId: id,
  ts: receivedAt,
  action,
  day: fc.integer({ min: 10_000, max: 40_000 }),
  receivedAt,
  logPosition: fc.string({ maxLength: 40 }),
});
const attempts: fc.Arbitrary<InvalidAttempt> = fc.record({
  id: fc.uuid(),
  eventId: fc.option(fc.uuid()),
  studentId: fc.option(id),
  lectureId: fc.option(id),
  gateId: fc.option(id),
  ts: fc.option(anyInstant),
  action: fc.option(action),
  receivedAt,
  reason: fc.constantFrom<InvalidReason>('UNKNOWN_STUDENT', 'EVENT_ID_REUSED', 'TIMESTAMP_IN_FUTURE', 'MALFORMED'),
});

describe('lines of the feeds', () => {
  it('give back exactly the swipe that was written', () => {
    fc.assert(
      fc.property(swipes, floor, (value, floor) => {
        expect(SWIPE_LINES.decode(SWIPE_LINES.encode({ value, floor }))).toEqual({ value, floor });
      }),
    );
  });

  it('give back exactly the attempt that was written', () => {
    fc.assert(
      fc.property(attempts, floor, (value, floor) => {
        expect(ATTEMPT_LINES.decode(ATTEMPT_LINES.encode({ value, floor }))).toEqual({ value, floor });
      }),
    );
  });

  it('are the events that readers send, and what became known of them', () => {
    const value = makeSwipe({ eventId: 'd82e3a4e-2c21-4a5a-a6bb-70e8c12f66c5', action: 'EXIT', logPosition: '0:7:1' });
    expect(JSON.parse(SWIPE_LINES.encode({ value, floor: null }))).toEqual({
      event_id: 'd82e3a4e-2c21-4a5a-a6bb-70e8c12f66c5',
      student_id: 'S1',
      lecture_id: 'CS101',
      gate_id: 'G1',
      timestamp: '2026-03-18T12:00:00.000Z',
      action: 'exit',
      day: '2026-03-18',
      received_at: '2026-03-18T12:00:01.000Z',
      log_position: '0:7:1',
    });
    const attempt = makeAttempt({ id: 'a', ts: NOON, eventId: null });
    expect(JSON.parse(ATTEMPT_LINES.encode({ value: attempt, floor: '5.6' }))).toEqual({
      id: 'a',
      event_id: null,
      student_id: 'NOBODY',
      lecture_id: 'CS101',
      gate_id: 'G1',
      timestamp: '2026-03-18T12:00:00.000Z',
      action: 'enter',
      received_at: '2026-03-18T12:00:01.000Z',
      reason: 'UNKNOWN_STUDENT',
      again: true,
      floor: '5.6',
    });
  });

  it('never have a line break in them', () => {
    const value = makeSwipe({ logPosition: 'a\nb\r\u2028' });
    expect(SWIPE_LINES.encode({ value, floor: null })).not.toMatch(/[\n\r]/);
  });

  it.each([['', '{', '[]', 'null', '1', '{}', '{"event_id":1}', '{"id":"a"}']])(
    'are nothing where they are not whole: %s',
    (...texts) => {
      for (const text of texts) {
        expect(SWIPE_LINES.decode(text)).toBeNull();
        expect(ATTEMPT_LINES.decode(text)).toBeNull();
      }
    },
  );

  it('ignore fields they do not know', () => {
    const value = makeSwipe();
    const text = JSON.stringify({ ...JSON.parse(SWIPE_LINES.encode({ value, floor: null })), schema_version: 9 });
    expect(SWIPE_LINES.decode(text)).toEqual({ value, floor: null });
  });
});
