import { describe, it } from 'vitest';
import { createCampusClock } from '../../src/core/campus-day.ts';
import { openApiWorld } from '../support/api-world.ts';
import { randomCampus, STUDENTS, ZONES } from './random-campus.ts';
import { expectReports } from './random-campus-reports.ts';

const CAMPUSES = 200;
const SHARDS = 10;
/** Noon, UTC, a few days after the clocks of Europe (29 March) and of Lord Howe (5 April) changed. */
const NOW = Date.UTC(2026, 3, 8, 12);

describe('on random small campuses every report equals its oracle', () => {
  it.each(Array.from({ length: SHARDS }, (_, shard) => shard))(
    `of ${CAMPUSES}, part ${'%i'}`,
    async (shard) => {
      for (let seed = shard; seed < CAMPUSES; seed += SHARDS) {
        const timeZone = ZONES[seed % ZONES.length] ?? 'UTC';
        const campus = createCampusClock(timeZone);
        const plan = randomCampus(seed, campus, NOW);
        const world = await openApiWorld({ timeZone, start: NOW });
        try {
          const { imports } = world.services;
          await imports.students(STUDENTS.map((studentId) => ({ studentId })));
          await imports.lectures(plan.lectures);
          await imports.sessionChanges(plan.changes);
          await imports.enrolments(plan.enrolments);
          await world.refuse(plan.attempts);
          const half = plan.swipes.length / 2;
          await world.accept(plan.swipes.slice(0, half));
          // Asked twice, so that whatever was remembered of final days is made wrong by what comes late.
          const asked = { run: world.run, campus, now: NOW };
          const processed = () => world.store.feed.beat()?.processedThrough ?? null;
          await expectReports(
            { ...asked, processedThrough: processed() },
            { ...plan, swipes: plan.swipes.slice(0, half) },
          );
          await world.accept(plan.swipes.slice(half));
          await expectReports({ ...asked, processedThrough: processed() }, plan);
        } finally {
          await world.dispose();
        }
      }
    },
    60_000,
  );
});
