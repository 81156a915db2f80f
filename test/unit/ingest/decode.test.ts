import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, receivedAtOf } from '../../../src/ingest/decode.ts';
import { campus, eventJson, message, NOW } from './fakes.ts';

const rules = { campus, allowedSkewMs: 300_000 };
const at = (ms: number) => new Date(ms).toISOString();
const decode = (payload: unknown, over = {}) => decodeMessage(message(7, payload, over), NOW, rules);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('decoding a message', () => {
  it('reads the six fields, the campus day, the time of receipt and the log position', () => {
    const { swipe, refusal } = decode({
      event_id: 'D82E3A4E-2C21-4A5A-A6BB-70E8C12F66C5',
      student_id: 'S123456',
      lecture_id: 'CS101-L1',
      gate_id: 'GATE-02',
      timestamp: '2025-03-19T09:05:12Z',
      action: 'enter',
    });
    expect(refusal).toBeNull();
    expect(swipe).toEqual({
      eventId: 'd82e3a4e-2c21-4a5a-a6bb-70e8c12f66c5',
      studentId: 'S123456',
      lectureId: 'CS101-L1',
      gateId: 'GATE-02',
      ts: Date.UTC(2025, 2, 19, 9, 5, 12),
      action: 'ENTER',
      day: campus.dayOf(Date.UTC(2025, 2, 19)),
      receivedAt: NOW,
      logPosition: '7',
    });
  });

  it.each([
    ['a higher schema version', { schema_version: 99 }],
    ['unknown fields, non-ASCII text in them included', { reader: 'Tür 3 – 中', nested: { student_id: 'other' } }],
    ['an offset', { timestamp: '2026-03-02T11:00:00.5+01:00' }],
    ['the first instant of 2000', { timestamp: '2000-01-01T00:00:00Z' }],
    ['exactly the allowed skew ahead', { timestamp: at(NOW + 300_000) }],
    ['an id of 64 characters', { student_id: 'x'.repeat(64) }],
  ])('takes %s', (_, over) => {
    expect(decode(eventJson(1, over)).refusal).toBeNull();
  });

  it.each([
    ['an event id that is no UUID', { event_id: '12' }],
    ['a number for an event id', { event_id: 12 }],
    ['no student', { student_id: undefined }],
    ['an empty student', { student_id: '' }],
    ['an id of 65 characters', { lecture_id: 'x'.repeat(65) }],
    ['a blank in an id', { gate_id: 'G 1' }],
    ['a letter beyond ASCII in an id', { student_id: 'Sé' }],
    ['a time without zone', { timestamp: '2026-03-02T11:00:00' }],
    ['a number for a time', { timestamp: NOW }],
    ['a time before 2000', { timestamp: '1999-12-31T23:59:59.999Z' }],
    ['a day that does not exist', { timestamp: '2026-02-30T11:00:00Z' }],
    ['an unknown action', { action: 'leave' }],
    ['an action in capitals', { action: 'ENTER' }],
  ])('calls %s malformed', (_, over) => {
    const { swipe, refusal } = decode(eventJson(1, over));
    expect(swipe).toBeNull();
    expect(refusal?.reason).toBe('MALFORMED');
    expect(refusal?.message).not.toBe('');
  });

  it.each([
    'null',
    '[]',
    '7',
    '"text"',
    'true',
    '',
    '{',
    '{"event_id":}',
    'enter',
    '{"__proto__":{"event_id":"00000000-0000-4000-8000-000000000001"}}',
  ])('calls the payload %s malformed', (text) => {
    expect(decode(bytes(text)).refusal?.reason).toBe('MALFORMED');
  });

  it('keeps for the attempt whatever could be read', () => {
    const { refusal } = decode(eventJson(3, { gate_id: 5, action: 'jump' }));
    expect(refusal?.fields).toMatchObject({ studentId: 'S3', lectureId: 'L3', gateId: null, action: null });
    expect(refusal?.fields.ts).toBe(NOW - 1_000_000 + 3);
    expect(decode(eventJson(3, { timestamp: '1970-01-01T00:00:05Z' })).refusal?.fields.ts).toBe(5000);
  });

  it('judges the future by the time of receipt, never by when it is decoded', () => {
    const early = eventJson(1, { timestamp: at(NOW + 300_001) });
    expect(decode(early).refusal?.reason).toBe('TIMESTAMP_IN_FUTURE');
    const hourLater = decodeMessage(message(7, early), NOW + 3_600_000, rules);
    expect(hourLater.refusal?.reason).toBe('TIMESTAMP_IN_FUTURE');
    expect(receivedAtOf(hourLater)).toBe(NOW);
  });

  it('takes the ingest clock for the time of receipt where the producer runs ahead of it', () => {
    expect(receivedAtOf(decode(eventJson(1), { publishedAt: NOW + 5000 }))).toBe(NOW);
    expect(receivedAtOf(decode(eventJson(1), { publishedAt: NOW - 5000 }))).toBe(NOW - 5000);
  });

  it('is malformed rather than in the future where both are true', () => {
    expect(decode(eventJson(1, { timestamp: at(NOW + 9e6), action: '' })).refusal?.reason).toBe('MALFORMED');
  });

  it('reads a payload that is a view into a larger buffer', () => {
    const inner = bytes(JSON.stringify(eventJson(1)));
    const outer = new Uint8Array(inner.length + 20).fill(0x7b);
    outer.set(inner, 10);
    expect(decode(outer.subarray(10, 10 + inner.length)).swipe).toEqual(decode(inner).swipe);
  });

  it('never throws, whatever the bytes', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.json().map(bytes),
      fc
        .record({ event_id: fc.jsonValue(), student_id: fc.jsonValue(), timestamp: fc.jsonValue() })
        .map((value) => bytes(JSON.stringify(eventJson(1, value)))),
      fc.tuple(fc.nat(400), fc.nat(255)).map(([index, byte]) => {
        const valid = bytes(JSON.stringify(eventJson(1)));
        valid[index % valid.length] = byte;
        return valid;
      }),
    );
    fc.assert(
      fc.property(anything, (payload) => {
        const { swipe, refusal } = decode(payload);
        expect((swipe === null) !== (refusal === null)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
