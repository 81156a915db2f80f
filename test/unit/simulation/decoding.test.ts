import { describe, expect, it } from 'vitest';
import { createCampusClock, parseDay } from '../../../src/core/campus-day.ts';
import { decodeMessage } from '../../../src/ingest/decode.ts';
import { createCampusPlan } from '../../../src/simulation/campus-plan.ts';
import { createMessageSource } from '../../../src/simulation/message-source.ts';
import { readSwipe } from '../../support/simulation-oracle.ts';

describe('a plan’s messages', () => {
  it('are read by ingest as they are by the oracle: malformed where they are meant to be, swipes everywhere else', () => {
    const plan = createCampusPlan({
      seed: 12,
      mode: 'PLAYBACK',
      students: 200,
      lectures: 6,
      day: parseDay('2025-03-03') ?? 0,
      days: 2,
      rate: null,
      limit: null,
      lateShare: 0.2,
      absentShare: 0.1,
      invalidShare: 0.1,
      duplicateShare: 0.1,
      outOfOrderShare: 0.1,
      malformedShare: 0.3,
      preload: true,
      startsAt: null,
      timeZone: 'Europe/Zurich',
    });
    const rules = { campus: createCampusClock('Europe/Zurich'), allowedSkewMs: 0 };
    const now = Date.parse('2025-04-01T00:00:00Z');
    const source = createMessageSource(plan, 'sim', 0, Number.POSITIVE_INFINITY);
    let malformed = 0;
    for (const { key, payload } of source.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)) {
      const message = { position: '1', key, payload, publishedAt: now, simulation: null, redelivered: false };
      const { swipe, refusal } = decodeMessage(message, now, rules);
      const read = readSwipe(payload);
      if (read === null) {
        malformed += 1;
        expect(refusal?.reason, Buffer.from(payload).toString('latin1')).toBe('MALFORMED');
      } else {
        const { enter, ...fields } = read;
        expect(swipe).toMatchObject({ ...fields, action: enter ? 'ENTER' : 'EXIT' });
      }
    }
    expect(malformed).toBeGreaterThan(300);
  });
});
