import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUuid } from '../../../src/core/uuid.ts';
import { createRosterCheck } from '../../../src/ingest/check-roster.ts';
import { decodeMessage } from '../../../src/ingest/decode.ts';
import { announcedAgain, bury, decide, type Verdict } from '../../../src/ingest/effects.ts';
import { judge } from '../../../src/ingest/judge.ts';
import type { LogMessage } from '../../../src/ports/swipe-log.ts';
import {
  campus,
  createEagerClock,
  createFakeClaims,
  createFakeFilter,
  createFakeRoster,
  createFakeStores,
  createMeters,
  eventJson,
  message,
  NOW,
  tag,
} from './fakes.ts';

const rules = { campus, allowedSkewMs: 300_000 };
const decode = (one: LogMessage) => decodeMessage(one, NOW, rules);

/** Messages over few ids, so that copies, reused ids, unknown cards, futures and rubbish all meet. */
const logs = fc
  .array(
    fc.record({
      event: fc.nat(12),
      student: fc.constantFrom('S1', 'S2', 'S3', 'nobody'),
      lecture: fc.constantFrom('L1', 'L2'),
      minute: fc.integer({ min: -3, max: 8 }),
      rubbish: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      copyOf: fc.option(fc.nat(30), { nil: undefined }),
    }),
    { maxLength: 40 },
  )
  .map((specs) => {
    const messages: LogMessage[] = [];
    for (const [index, { event, student, lecture, minute, rubbish, copyOf }] of specs.entries()) {
      const original = copyOf === undefined ? undefined : messages[copyOf];
      const swipe = eventJson(event, {
        student_id: student,
        lecture_id: lecture,
        timestamp: new Date(NOW + minute * 60_000).toISOString(),
      });
      const payload = original?.payload ?? (rubbish ? { ...swipe, action: 'jump' } : swipe);
      messages.push(message(index, payload, { key: lecture, simulation: tag(index) }));
    }
    return messages;
  });
const sizes = fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 10 });

function createIngest() {
  const stores = createFakeStores();
  const claims = createFakeClaims();
  const students = ['S1', 'S2', 'S3'];
  const checkRoster = createRosterCheck({
    filter: createFakeFilter(students),
    roster: createFakeRoster(students),
    metrics: createMeters(),
    cacheMax: 100,
  });
  const deps = {
    claims,
    checkRoster,
    clock: createEagerClock(),
    allowedSkewMs: 300_000,
    swipeStore: { swipes: async () => [] },
  };
  const verdicts = new Map<string, Verdict>();
  return {
    stores,
    verdicts,
    async batch(messages: readonly LogMessage[]) {
      const batch = messages.map(decode);
      const answers = await judge(deps, batch, () => []);
      for (const [index, { position }] of messages.entries()) {
        const verdict = answers.verdicts[index];
        if (verdict !== undefined && !verdicts.has(position)) verdicts.set(position, verdict);
      }
      const { effects, counts } = decide(batch, answers, NOW);
      expect(counts.accepted + counts.invalid + counts.duplicates).toBe(messages.length);
      stores.apply(effects);
    },
    state() {
      const { swipes, attempts, deadLetters, outcomes, simulation, acknowledged } = stores;
      return structuredClone({ swipes, attempts, deadLetters, outcomes, simulation, acknowledged });
    },
  };
}

async function ingest(messages: readonly LogMessage[], cuts: readonly number[]) {
  const run = createIngest();
  let from = 0;
  for (let turn = 0; from < messages.length; turn += 1) {
    const to = from + (cuts[turn % cuts.length] ?? 1);
    await run.batch(messages.slice(from, to));
    from = to;
  }
  return run;
}

/** Of an id that was refused for two reasons the later one is told, and a redelivery may be the later. */
function withoutReasons({ outcomes, ...rest }: ReturnType<Awaited<ReturnType<typeof ingest>>['state']>) {
  return { ...rest, outcomes: new Map([...outcomes].map(([id, { state }]) => [id, state])) };
}

const judged = (verdict: Verdict) => ({ verdicts: [verdict], floors: [''] });

describe('the effects of a batch', () => {
  it('are the same however the log is cut into batches', async () => {
    await fc.assert(
      fc.asyncProperty(logs, sizes, async (messages, cuts) => {
        const whole = await ingest(messages, [Math.max(1, messages.length)]);
        const parts = await ingest(messages, cuts);
        expect(parts.verdicts).toEqual(whole.verdicts);
        expect(parts.state()).toEqual(whole.state());
        expect(parts.stores.announced).toEqual(whole.stores.announced);
      }),
    );
  });

  it('do not change when any part of the log is delivered again', async () => {
    await fc.assert(
      fc.asyncProperty(logs, sizes, fc.nat(40), fc.nat(40), async (messages, cuts, start, length) => {
        const run = await ingest(messages, cuts);
        const before = withoutReasons(run.state());
        const first = run.stores.announced.length;
        await run.batch(messages.slice(start, start + length));
        expect(withoutReasons(run.state())).toEqual(before);
        for (const { again } of run.stores.announced.slice(first)) expect(again).toBe(true);
      }),
    );
  });

  it('announce the swipes of a lecture in log order, each once unless it is marked', async () => {
    await fc.assert(
      fc.asyncProperty(logs, sizes, async (messages, cuts) => {
        const { stores } = await ingest(messages, cuts);
        const positions = stores.announced.map(({ swipe }) => Number(swipe.logPosition));
        expect(positions).toEqual([...positions].sort((a, b) => a - b));
        expect(new Set(stores.announced.map(({ swipe }) => swipe.eventId)).size).toBe(positions.length);
      }),
    );
  });

  it('acknowledge every message, and give each of a simulation one outcome', async () => {
    await fc.assert(
      fc.asyncProperty(logs, sizes, async (messages, cuts) => {
        const { stores } = await ingest(messages, cuts);
        expect(stores.acknowledged.size).toBe(messages.length);
        expect(stores.simulation.size).toBe(messages.length);
      }),
    );
  });

  it('keep a malformed message twice: as an attempt, and with its bytes as a dead letter of the same id', () => {
    const decoded = decode(message(5, eventJson(1, { action: 'jump' })));
    const { effects } = decide([decoded], judged('MALFORMED'), NOW);
    const [attempt] = effects.attempts;
    const [letter] = effects.deadLetters;
    expect(attempt).toMatchObject({ reason: 'MALFORMED', studentId: 'S1', action: null, receivedAt: NOW });
    expect(letter).toMatchObject({ id: attempt?.id, reason: 'MALFORMED', attempts: 1 });
    expect(letter?.payload).toBe(decoded.message.payload);
    expect(isUuid(attempt?.id ?? '')).toBe(true);
  });

  it('name attempts by log position: equal for a redelivery, different for a copy', () => {
    const idAt = (position: number) => {
      const decoded = decode(message(position, eventJson(1)));
      return decide([decoded], judged('UNKNOWN_STUDENT'), NOW).effects.attempts[0]?.id;
    };
    expect(idAt(5)).toBe(idAt(5));
    expect(idAt(5)).not.toBe(idAt(6));
  });

  it('tell of an attempt whose message may have been handed out before that its announcement may be a second one', () => {
    const event = eventJson(1, { student_id: 'nobody' });
    const [fresh, repeat] = [decode(message(1, event)), decode(message(2, event, { redelivered: true }))];
    const { effects } = decide(
      [fresh, repeat],
      { verdicts: ['UNKNOWN_STUDENT', 'UNKNOWN_STUDENT'], floors: ['', ''] },
      NOW,
    );
    expect([...(effects.attemptsAgain ?? [])]).toEqual([effects.attempts[1]?.id]);
  });

  it('of a second try mark every announcement, and change nothing else', () => {
    const decoded = decode(message(5, eventJson(1)));
    const { effects } = decide([decoded], judged('ACCEPTED'), NOW);
    const again = announcedAgain(effects);
    expect(effects.swipes[0]?.again).toBe(false);
    expect(again).toEqual({ ...effects, swipes: [{ ...effects.swipes[0], again: true }] });
  });

  it('of burying a message are its bytes, its acknowledgement and no attempt', () => {
    const decoded = decode(message(5, eventJson(1), { simulation: tag(3) }));
    const { effects, counts } = bury(decoded, { reason: 'MESSAGE_REJECTED', message: 'no', attempts: 3 }, NOW);
    expect(effects).toMatchObject({ swipes: [], attempts: [], outcomes: [], positions: ['5'] });
    expect(effects.deadLetters).toMatchObject([{ reason: 'MESSAGE_REJECTED', attempts: 3, receivedAt: NOW }]);
    expect(effects.simulationOutcomes).toEqual([{ ...tag(3), outcome: 'MALFORMED' }]);
    expect(counts.deadLettered).toBe(1);
  });
});
