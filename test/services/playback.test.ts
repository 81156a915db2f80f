import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Rollcall, startRollcall } from '../../src/app.ts';
import { loadSettings } from '../../src/config/load.ts';
import type { Settings } from '../../src/config/settings.ts';
import { createCampusClock } from '../../src/core/campus-day.ts';
import type { Services } from '../../src/resolvers/services.ts';
import { SILENT } from '../support/embedded.ts';
import { expectTruth, play } from '../support/playback.ts';
import { makePlace, type Place } from './support/place.ts';
import { openTestRedis } from './support/redis.ts';

const ZONE = 'Europe/Zurich';
const SEEDS = Array.from({ length: 5 }, () => Math.floor(Math.random() * 2 ** 31));
const CAMPUS = { students: 200, lectures: 6, days: 2 };
const DAYS = ['2025-03-03', '2025-03-04'];

/** Reports that carry no receipt time, over both days. */
const RANKINGS = `query ($range: DayRange!) {
  daily: reports { topLectures(range: $range, first: 50) { rank lectureId score sessions } }
  swipes: reports { topLectures(range: $range, first: 50, by: SWIPES) { rank lectureId score sessions } }
}`;
const OVERALL = `query ($range: DayRange!) {
  reports { topLectures(range: $range, first: 50, by: OVERALL_UNIQUES) { lectureId score } }
}`;
const SESSION = `query ($lectureId: String!, $day: LocalDate!) {
  lecture(lectureId: $lectureId) {
    title
    session(day: $day) {
      id day status startsAt endsAt swipeCount lateCount absentCount enrolledAttended attendanceRate
      uniqueAttendees { exact estimate low high }
      attendees(first: 200) { nodes { studentId enrolled firstEnter lastSwipe late lateBy student { displayName } } }
      absentees(first: 200) { nodes { studentId } }
    }
  }
  reports { latecomers(lectureId: $lectureId, day: $day, first: 200) { totalCount nodes { studentId firstEnter lateBy } } }
}`;

interface Stage {
  readonly rollcall: Rollcall;
  readonly services: Services;
}

async function start(settings: Settings): Promise<Stage> {
  const rollcall = await startRollcall(settings, { log: SILENT });
  if (rollcall.services === null) throw new Error('a gateway answers questions');
  return { rollcall, services: rollcall.services };
}

async function ask({ rollcall }: Stage, query: string, variables: object): Promise<string> {
  const response = await fetch(`${rollcall.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return response.text();
}

describe('a PLAYBACK through Pulsar, Redis and Cassandra', () => {
  const campus = createCampusClock(ZONE);
  let place: Place;
  let folder: string;
  let real: Stage;
  let embedded: Stage;

  beforeAll(async () => {
    place = await makePlace({ ROLLCALL_TIMEZONE: ZONE });
    folder = await mkdtemp(join(tmpdir(), 'rollcall-test-'));
    const own = { ROLLCALL_DATA_DIR: folder, ROLLCALL_PORT: '0', ROLLCALL_TIMEZONE: ZONE };
    [real, embedded] = await Promise.all([start(place.settings), start(loadSettings(own))]);
  }, 120_000);

  afterAll(async () => {
    await Promise.all([real?.rollcall.close(), embedded?.rollcall.close()]);
    await rm(folder, { recursive: true, force: true });
    await place.drop();
  }, 120_000);

  it.each(SEEDS)(
    'with seed %i is observed as it is expected',
    async (seed) => {
      const record = await play(real.services, seed, CAMPUS);
      await expectTruth(real.services, campus, record, 0.05);
      await play(embedded.services, seed, CAMPUS);
    },
    120_000,
  );

  it('gives the same bytes as the embedded store in reports without a receipt time', async () => {
    const both = async (query: string, variables: object): Promise<string> => {
      const expected = await ask(embedded, query, variables);
      expect(await ask(real, query, variables)).toBe(expected);
      return expected;
    };
    const rankings = await both(RANKINGS, { range: { from: DAYS[0], to: '2025-03-05' } });
    const lectures = new Set([...rankings.matchAll(/"lectureId":"([^"]+)"/g)].map(([, id]) => id));
    expect(lectures.size).toBeGreaterThan(SEEDS.length);
    let held = 0;
    for (const lectureId of lectures) {
      // A lecture is not held on every day, and then says so.
      for (const day of DAYS) if ((await both(SESSION, { lectureId, day })).includes('"lateBy":"PT')) held += 1;
    }
    expect(held).toBeGreaterThan(SEEDS.length);
  });

  it("ranks lectures in the order of Redis's own PFCOUNT", async () => {
    const range = { from: DAYS[0], to: '2025-03-05' };
    const answer = await ask(real, OVERALL, { range });
    const { topLectures } = JSON.parse(answer).data.reports;
    const ids: string[] = topLectures.map(({ lectureId }: { lectureId: string }) => lectureId);
    expect(ids.length).toBeGreaterThan(SEEDS.length);
    const redis = await openTestRedis(place.settings.redisUrl ?? '', false);
    try {
      const counted = await redis.pipeline(
        ids.map((id) => ['PFCOUNT', ...DAYS.map((day) => `hll:unique:${id}:${day}`)]),
      );
      const ranking = ids
        .map((lectureId, index) => ({ lectureId, score: Number(counted[index]) }))
        .sort((a, b) => b.score - a.score || (a.lectureId < b.lectureId ? -1 : 1));
      expect(topLectures).toEqual(ranking);
    } finally {
      await redis.close();
    }
  });
});
