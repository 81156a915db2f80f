import { it } from 'vitest';
import { createCampusClock } from '../../src/core/campus-day.ts';
import { createContextImports } from '../../src/ingest/context-imports.ts';
import { createRosterImports } from '../../src/ingest/roster-imports.ts';
import { randomCampus, STUDENTS } from '../api/random-campus.ts';
import { expectReports } from '../api/random-campus-reports.ts';
import { eachTest, type Ports } from '../contract/harness.ts';
import { aboutTest, NO_SIMULATIONS, runOn } from '../support/api-world.ts';
import { openCommits } from '../support/commits.ts';
import { SILENT } from '../support/embedded.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { createSilentHub } from '../support/silent-hub.ts';
import { servicesHarness } from './support/services-harness.ts';

const harness = eachTest(servicesHarness());
const campus = createCampusClock('UTC');

/** The reports over these ports, at an hour that stands still. */
function openReports(ports: Ports, now: number) {
  const clock = createManualClock(now);
  const { roster, filter, campusContext } = ports;
  return runOn({
    ...ports,
    clock,
    campus,
    log: SILENT,
    imports: createRosterImports({ roster, filter, clock, campus, log: SILENT }),
    contextImports: createContextImports({ campusContext, clock, log: SILENT, allowedSkewMs: 300_000 }),
    simulator: NO_SIMULATIONS,
    live: createSilentHub(),
    about: aboutTest(now),
  });
}

/** Until ingest's first beat nothing is final; who follows the feed hears it. */
async function firstBeat({ feed }: Ports): Promise<number> {
  await feed.swipes.tail(() => undefined);
  for (;;) {
    const beat = feed.beat();
    if (beat !== null) return beat.processedThrough;
    await feed.swipes.head();
  }
}

it.each([3, 14, 15, 92])(
  'on random campus %i every report equals its oracle, before and after late swipes',
  async (seed) => {
    const { ports, start: now } = harness();
    const plan = randomCampus(seed, campus, now);
    const { imports } = ports;
    await imports.students(STUDENTS.map((studentId) => ({ studentId })));
    await imports.lectures(plan.lectures);
    await imports.sessionChanges(plan.changes);
    await imports.enrolments(plan.enrolments);
    const commits = await openCommits(ports);
    const run = openReports(ports, now);
    const processedThrough = await firstBeat(ports);
    const half = plan.swipes.length / 2;
    await commits.commit({ attempts: plan.attempts, swipes: plan.swipes.slice(0, half), decidedAt: now });
    const asked = { run, campus, now, processedThrough };
    await expectReports(asked, { ...plan, swipes: plan.swipes.slice(0, half) });
    await commits.commit({ swipes: plan.swipes.slice(half), decidedAt: now });
    await expectReports(asked, plan);
  },
);
