import { types } from 'cassandra-driver';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourOf } from '../../../src/adapters/cassandra/attempt-rows.ts';
import { createSeenRows } from '../../../src/adapters/cassandra/seen-rows.ts';
import { rowsOfSwipes } from '../../../src/adapters/cassandra/swipe-rows.ts';
import {
  dayBytes,
  firstWriteTime,
  lastWriteTime,
  longBytes,
  receiptWriteTime,
  textBytes,
  textDayPartition,
  uuidBytes,
} from '../../../src/adapters/cassandra/swipe-values.ts';
import { partitionOf } from '../../../src/adapters/cassandra/values.ts';
import { accepted, DAY, makeSwipe, NOON } from '../../support/swipes.ts';

/** Above every write timestamp of a swipe: what an erasure deletes with. */
const REMOVED_AT = 2 ** 44 - 1;
const instant = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2240, 0) });

describe('values of swipes', () => {
  it('are the bytes that the driver would send', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.uuid(), fc.string(), (number, id, text) => {
        expect(longBytes(number).readBigInt64BE()).toBe(BigInt(number));
        expect(uuidBytes(id)).toEqual(types.Uuid.fromString(id).getBuffer());
        expect(textDayPartition(textBytes(text), dayBytes(DAY))).toEqual(partitionOf(text, { day: DAY }));
      }),
    );
  });

  it('have write timestamps by which the right one of two stays, and none outlives a removal', () => {
    fc.assert(
      fc.property(instant, instant, fc.boolean(), fc.boolean(), (a, b, aIsExit, bIsExit) => {
        const isLater = a > b || (a === b && aIsExit && !bIsExit);
        expect(lastWriteTime(a, aIsExit) > lastWriteTime(b, bIsExit)).toBe(isLater);
        expect(firstWriteTime(a) > firstWriteTime(b)).toBe(a < b);
        expect(receiptWriteTime(a) > receiptWriteTime(b)).toBe(a < b);
        for (const time of [lastWriteTime(a, aIsExit), firstWriteTime(a), receiptWriteTime(a)]) {
          expect(time > 0 && time < REMOVED_AT).toBe(true);
        }
      }),
    );
  });
});

describe('rows of swipes', () => {
  it('are three an event, and for a student at a session no more than one first and one last', () => {
    const swipes = [
      makeSwipe({ ts: NOON + 5 }),
      makeSwipe({ ts: NOON, gateId: 'G2' }),
      makeSwipe({ ts: NOON + 9, action: 'EXIT' }),
      makeSwipe({ ts: NOON + 9 }),
    ].map((swipe) => accepted(swipe));
    const { rows, sessions, gates } = rowsOfSwipes(swipes);
    const tables = rows.map(({ query }) => /(?:INTO|UPDATE) (\w+)/.exec(query)?.[1]);
    const times = (table: string) => tables.filter((name) => name === table).length;
    expect(['events_by_lecture_day', 'events_by_student_day', 'events_by_gate_day'].map(times)).toEqual([4, 4, 4]);
    expect(times('attendance_by_lecture_day')).toBe(2);
    expect(rows).toHaveLength(14);
    const first = rows.find(({ query }) => query.includes('attendance') && query.includes('first_enter'));
    const last = rows.find(({ query }) => query.includes('attendance') && query.includes('last_swipe'));
    expect(first?.params.slice(0, 2)).toEqual([longBytes(firstWriteTime(NOON)), longBytes(NOON)]);
    const exit = [longBytes(lastWriteTime(NOON + 9, true)), longBytes(NOON + 9), textBytes('exit')];
    expect(last?.params.slice(0, 3)).toEqual(exit);
    expect(sessions).toEqual([{ lectureId: 'CS101', day: DAY }]);
    expect(gates.map(({ gateId }) => gateId)).toEqual(['G1', 'G2']);
  });

  it('name no first enter for one who only left', () => {
    const { rows } = rowsOfSwipes([accepted(makeSwipe({ action: 'EXIT' }))]);
    expect(rows.filter(({ query }) => query.includes('first_enter'))).toEqual([]);
  });
});

describe('rows of what was seen', () => {
  const seen = { sessions: [{ lectureId: 'CS101', day: DAY }], gates: [{ gateId: 'G1', day: DAY }], hours: [NOON] };

  it('are written until they are known to be stored, and then not again', () => {
    const rows = createSeenRows();
    const first = rows.missing(seen);
    expect(first.rows).toHaveLength(7);
    expect(rows.missing(seen).rows).toEqual(first.rows);
    first.stored();
    expect(rows.missing(seen).rows).toEqual([]);
    const other = rows.missing({ ...seen, sessions: [{ lectureId: 'CS101', day: DAY + 1 }] });
    expect(other.rows.map(({ query }) => /INTO (\w+)/.exec(query)?.[1])).toEqual([
      'days_seen',
      'sessions_by_day',
      'sessions_by_lecture',
    ]);
  });
});

describe('hours of attempts', () => {
  it('are UTC hours, whenever', () => {
    fc.assert(
      fc.property(instant, (at) => {
        const { day, hour, start } = hourOf(at);
        expect([day, hour]).toEqual([Math.floor(at / 86_400_000), new Date(at).getUTCHours()]);
        expect(at - start).toBe(at % 3_600_000);
      }),
    );
  });
});
