import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, codes, openApiWorld } from '../support/api-world.ts';
import { pick } from '../support/pick.ts';
import { attemptAt } from '../support/small-campus.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld({ timeZone: 'Asia/Kolkata' });
  await world.refuse([
    attemptAt('2026-03-17T09:59:00Z'),
    attemptAt('2026-03-17T10:31:00Z', { reason: 'TIMESTAMP_IN_FUTURE' }),
    attemptAt('2026-03-17T19:00:00Z', { gateId: 'G2', studentId: 'S9' }),
    attemptAt('2026-03-17T19:29:59Z', { gateId: null, studentId: null, lectureId: null, reason: 'MALFORMED' }),
    attemptAt('2026-03-18T00:00:00Z', { gateId: 'G7' }),
  ]);
});
afterAll(() => world.dispose());

async function ask(args: string, fields: string): Promise<unknown> {
  const range = 'range: {from: "2026-03-17T00:00:00Z", to: "2026-03-18T00:00:00Z"}';
  const { data, errors } = await world.run(`{ reports { invalidAttempts(${range}${args}) ${fields} } }`);
  expect(errors).toEqual([]);
  return pick(data, 'reports', 'invalidAttempts');
}

it('counts by gate unless asked otherwise, a gate that could not be read last', async () => {
  const fields = '{ total truncated groups { gateId count firstAt lastAt hour day reason studentId lectureId } }';
  const none = { hour: null, day: null, reason: null, studentId: null, lectureId: null };
  const [first, last] = ['2026-03-17T09:59:00.000Z', '2026-03-17T10:31:00.000Z'];
  const once = (at: string) => ({ ...none, count: 1, firstAt: at, lastAt: at });
  expect(await ask('', fields)).toEqual({
    total: 4,
    truncated: false,
    groups: [
      { ...none, gateId: 'G1', count: 2, firstAt: first, lastAt: last },
      { ...once('2026-03-17T19:00:00.000Z'), gateId: 'G2' },
      { ...once('2026-03-17T19:29:59.000Z'), gateId: null },
    ],
  });
});

it('counts by hours and days of the campus clock', async () => {
  expect(await ask(', groupBy: [DAY, HOUR]', '{ groups { day hour count } }')).toEqual({
    groups: [
      { day: '2026-03-17', hour: '2026-03-17T09:30:00.000Z', count: 1 },
      { day: '2026-03-17', hour: '2026-03-17T10:30:00.000Z', count: 1 },
      { day: '2026-03-18', hour: '2026-03-17T18:30:00.000Z', count: 2 },
    ],
  });
});

it('counts all that the filter matches, and says when there were more groups than asked for', async () => {
  expect(
    await ask(', groupBy: [REASON, STUDENT], first: 2', '{ total truncated groups { reason studentId } }'),
  ).toEqual({
    total: 4,
    truncated: true,
    groups: [
      { reason: 'MALFORMED', studentId: null },
      { reason: 'TIMESTAMP_IN_FUTURE', studentId: 'NOBODY' },
    ],
  });
  expect(await ask(', filter: {gateIds: ["G1", "G2"]}, groupBy: []', '{ total groups { count gateId } }')).toEqual({
    total: 3,
    groups: [{ count: 3, gateId: null }],
  });
  expect(await ask(', filter: {gateIds: ["G9"]}, groupBy: []', '{ total truncated groups { count } }')).toEqual({
    total: 0,
    truncated: false,
    groups: [],
  });
});

it('reads more attempts than are held at once', async () => {
  const many = Array.from({ length: 5_001 }, () => attemptAt('2026-03-10T10:00:00Z', { gateId: 'G5' }));
  await world.refuse(many);
  const { data } = await world.run(
    '{ reports { invalidAttempts(range: {from: "2026-03-10T00:00:00Z", to: "2026-03-11T00:00:00Z"}) { total groups { count } } } }',
  );
  expect(data).toEqual({ reports: { invalidAttempts: { total: 5_001, groups: [{ count: 5_001 }] } } });
});

it('takes any month of the campus clock, whose days may have 25 hours', async () => {
  const zurich = await openApiWorld({ timeZone: 'Europe/Zurich' });
  const ask = (to: string) =>
    zurich.run(`{
      reports { invalidAttempts(range: {from: "2025-10-01T00:00:00+02:00", to: "${to}"}) { total } }
      invalidAttempts(range: {from: "2025-10-01T00:00:00+02:00", to: "${to}"}) { nodes { id } }
    }`);
  expect(await ask('2025-11-01T00:00:00+01:00')).toEqual({
    data: { reports: { invalidAttempts: { total: 0 } }, invalidAttempts: { nodes: [] } },
    errors: [],
  });
  expect(codes(await ask('2025-11-01T00:00:00.001+01:00'))).toEqual(Array(2).fill(['LIMIT_EXCEEDED', 'range']));
  await zurich.dispose();
});
