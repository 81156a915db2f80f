import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Rollcall, startRollcall } from '../../src/app.ts';
import { loadSettings } from '../../src/config/load.ts';
import { formatDay, parseDay } from '../../src/core/campus-day.ts';
import type { ExpectedSession } from '../../src/core/simulation.ts';
import type { Services } from '../../src/resolvers/services.ts';
import { SILENT } from '../support/embedded.ts';
import { play } from '../support/playback.ts';

const MONDAY = '2025-03-03';
const DAYS = 12;
const range = { from: MONDAY, to: formatDay((parseDay(MONDAY) ?? 0) + DAYS) };
const WEEKDAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];
const PATTERN = 'weekday sessions total mean median max';

let folder: string;
let rollcall: Rollcall;
let services: Services;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
  const settings = loadSettings({
    ROLLCALL_DATA_DIR: folder,
    ROLLCALL_PORT: '0',
    ROLLCALL_TIMEZONE: 'Europe/Zurich',
  });
  rollcall = await startRollcall(settings, { log: SILENT });
  if (rollcall.services === null) throw new Error('a gateway answers questions');
  services = rollcall.services;
}, 60_000);

afterAll(async () => {
  await rollcall.close();
  await rm(folder, { recursive: true, force: true });
});

async function ask<T>(query: string, variables: object = {}): Promise<T> {
  const response = await fetch(`${rollcall.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  expect(errors).toBeUndefined();
  return data;
}

function patternsOf(sessions: readonly ExpectedSession[], measure: (session: ExpectedSession) => number) {
  return [...WEEKDAYS.slice(1), 'SUNDAY'].flatMap((weekday) => {
    const values = sessions
      .filter(({ day }) => WEEKDAYS[new Date(day * 86_400_000).getUTCDay()] === weekday)
      .map(measure)
      .sort((a, b) => a - b);
    if (values.length === 0) return [];
    const total = values.reduce((sum, value) => sum + value, 0);
    const median = ((values[(values.length - 1) >> 1] ?? 0) + (values[values.length >> 1] ?? 0)) / 2;
    return { weekday, sessions: values.length, total, mean: total / values.length, median, max: values.at(-1) };
  });
}

function rankingOf(sessions: readonly ExpectedSession[], measure: (session: ExpectedSession) => number) {
  const scores = new Map<string, number>();
  for (const one of sessions) scores.set(one.lectureId, (scores.get(one.lectureId) ?? 0) + measure(one));
  return [...scores]
    .map(([lectureId, score]) => ({ lectureId, score }))
    .sort((a, b) => b.score - a.score || (a.lectureId < b.lectureId ? -1 : 1));
}

async function expectReports(sessions: readonly ExpectedSession[]): Promise<void> {
  const { reports } = await ask<{ reports: unknown }>(
    `query ($range: DayRange!) { reports {
      uniques: weekdayPatterns(range: $range) { ${PATTERN} }
      swipes: weekdayPatterns(range: $range, measure: SWIPES) { ${PATTERN} }
      busiest: topLectures(range: $range, by: SWIPES, first: 50) { lectureId score }
      daily: topLectures(range: $range, first: 50) { lectureId score }
    } }`,
    { range },
  );
  expect(reports).toEqual({
    uniques: patternsOf(sessions, ({ uniqueStudents }) => uniqueStudents),
    swipes: patternsOf(sessions, ({ swipes }) => swipes),
    busiest: rankingOf(sessions, ({ swipes }) => swipes),
    daily: rankingOf(sessions, ({ uniqueStudents }) => uniqueStudents),
  });
  for (const { lectureId, day, uniqueStudents, latecomers } of sessions) {
    const { lecture, reports: late } = await ask<Record<string, unknown>>(
      `query ($lectureId: String!, $day: LocalDate!) {
        lecture(lectureId: $lectureId) { session(day: $day) { uniqueAttendees { exact } lateCount } }
        reports { latecomers(lectureId: $lectureId, day: $day) { totalCount } }
      }`,
      { lectureId, day: formatDay(day) },
    );
    expect(lecture).toEqual({ session: { uniqueAttendees: { exact: uniqueStudents }, lateCount: latecomers } });
    expect(late).toEqual({ latecomers: { totalCount: latecomers } });
  }
}

it('is reported as the simulation expects, a fifth of it out of order, and after late swipes of final sessions too', async () => {
  // Few enough that the sketches' estimates are the exact counts.
  const record = await play(services, 21, { students: 60, lectures: 6, days: DAYS });
  const { sessions } = services.simulator.expected(record);
  expect(sessions.length).toBeGreaterThan(20);
  await expectReports(sessions);

  // One more swipe of somebody who was there, months after the session was final.
  const changed = sessions.filter((_, index) => index % 3 === 0);
  const sheets = await services.swipeStore.attendance(changed);
  const swipes = sheets.map(({ session, studentIds, lastSwipe }) => ({
    eventId: randomUUID(),
    studentId: studentIds[0],
    lectureId: session.lectureId,
    gateId: 'LATE',
    timestamp: new Date((lastSwipe[0] ?? 0) + 60_000).toISOString(),
    action: 'EXIT',
  }));
  const eventIds = swipes.map(({ eventId }) => eventId);
  await ask('mutation ($swipes: [SwipeInput!]!) { submitSwipes(swipes: $swipes) { queued problems { code } } }', {
    swipes,
  });
  for (let states = ['QUEUED']; states.some((state) => state !== 'ACCEPTED'); ) {
    const { swipeOutcomes } = await ask<{ swipeOutcomes: { state: string }[] }>(
      'query ($eventIds: [UUID!]!) { swipeOutcomes(eventIds: $eventIds) { state } }',
      { eventIds },
    );
    states = swipeOutcomes.map(({ state }) => state);
    expect(states).not.toContain('INVALID');
  }
  await expectReports(sessions.map((one) => (changed.includes(one) ? { ...one, swipes: one.swipes + 1 } : one)));
}, 60_000);
