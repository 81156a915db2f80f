import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statementsOf } from '../../src/adapters/cassandra/migrations.ts';
import type { CassandraSession } from '../../src/adapters/cassandra/session.ts';
import { createCassandraSwipeWriter } from '../../src/adapters/cassandra/swipe-writer.ts';
import { createCampusClock, parseDay } from '../../src/core/campus-day.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import { accepted, makeAttempt, makeEffects, makeSwipe } from '../support/swipes.ts';
import { fileKeyspace } from './support/cassandra.ts';

const README = new URL('../../cql/README.md', import.meta.url);
const NINE = Date.UTC(2025, 2, 19, 9);
const MINUTE_MS = 60_000;

/** What stands in the README to be asked by hand, as it stands there. */
async function samples(): Promise<string[]> {
  const text = await readFile(README, 'utf8');
  return [...text.matchAll(/```sql\n(.*?)```/gs)].flatMap(([, block]) => statementsOf(block ?? ''));
}

describe('the queries of cql/README.md', () => {
  const keyspace = fileKeyspace();
  let session: CassandraSession;
  const student = (minute: number): string => (minute % 2 === 0 ? 'S123456' : `S${minute}`);
  const swipe = (minute: number, over: Partial<Swipe> = {}): Swipe =>
    makeSwipe({
      lectureId: 'CS101-L1',
      studentId: student(minute),
      gateId: 'GATE-02',
      ts: NINE + minute * MINUTE_MS,
      day: parseDay('2025-03-19') ?? 0,
      receivedAt: NINE + minute * MINUTE_MS + 500,
      action: minute >= 110 ? 'EXIT' : 'ENTER',
      ...over,
    });
  const minutes = Array.from({ length: 120 }, (_, minute) => minute);
  /** The statement whose text holds all of the words, on this keyspace. */
  const ask = async (...words: readonly string[]) => {
    const found = (await samples()).filter((statement) => words.every((word) => statement.includes(word)));
    expect(found).toHaveLength(1);
    return session.rows((found[0] ?? '').replaceAll('attendance.', `${keyspace().keyspace}.`));
  };

  beforeAll(async () => {
    session = await keyspace().open();
    const writer = createCassandraSwipeWriter({
      session,
      campus: createCampusClock('UTC'),
      allowedLatenessMs: 20 * MINUTE_MS,
    });
    const swipes = minutes.map((minute) => accepted(swipe(minute)));
    const other = accepted(swipe(3, { lectureId: 'MA201-L1', studentId: 'S123456' }));
    const attempts = [makeAttempt({ receivedAt: NINE + 1, reason: 'UNKNOWN_STUDENT' })];
    await writer.persist(makeEffects({ swipes: [...swipes.reverse(), other], attempts }));
  });

  afterAll(() => session.close());

  it('all are taken', async () => {
    const all = await samples();
    expect(all.length).toBeGreaterThanOrEqual(7);
    for (const statement of all) await session.rows(statement.replaceAll('attendance.', `${keyspace().keyspace}.`));
  });

  it('by lecture and day, ordered by time: every column of the seed, each swipe once', async () => {
    const rows = await ask('events_by_lecture_day');
    expect(rows.map(({ ts }) => Number(ts))).toEqual(minutes.map((minute) => NINE + minute * MINUTE_MS));
    const { lecture_id, day, ts, student_id, gate_id, action } = rows[0] ?? {};
    expect([lecture_id, String(day), ts, student_id, gate_id, action]).toEqual([
      'CS101-L1',
      '2025-03-19',
      new Date(NINE),
      'S123456',
      'GATE-02',
      'enter',
    ]);
    expect(rows.at(-1)?.action).toBe('exit');
    expect(new Set(rows.map(({ event_id }) => String(event_id))).size).toBe(minutes.length);
  });

  it('the last fifty of a student today, newest first, over all lectures', async () => {
    const rows = await ask('events_by_student_day');
    const own = minutes.filter((minute) => student(minute) === 'S123456');
    const all = [...own, 3].sort((a, b) => b - a).slice(0, 50);
    expect(rows.map(({ ts }) => Number(ts))).toEqual(all.map((minute) => NINE + minute * MINUTE_MS));
    expect(new Set(rows.map(({ student_id }) => student_id))).toEqual(new Set(['S123456']));
  });

  it('who was at a session', async () => {
    const rows = await ask('attendance_by_lecture_day');
    const own = rows.find(({ student_id }) => student_id === 'S123456');
    expect(rows).toHaveLength(61);
    expect([Number(own?.first_enter), Number(own?.last_swipe), own?.last_action]).toEqual([
      NINE,
      NINE + 118 * MINUTE_MS,
      'exit',
    ]);
  });

  it('what was swiped at on a day, a gate’s traffic, refused swipes of an hour', async () => {
    expect((await ask('sessions_by_day')).map(({ lecture_id }) => lecture_id)).toEqual(['CS101-L1', 'MA201-L1']);
    expect((await ask('gates_by_day')).map(({ gate_id }) => gate_id)).toEqual(['GATE-02']);
    expect(await ask('events_by_gate_day')).toHaveLength(121);
    expect((await ask('invalid_attempts_by_day')).map(({ reason }) => reason)).toEqual(['UNKNOWN_STUDENT']);
  });
});
