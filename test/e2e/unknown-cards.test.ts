import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { createCampusClock } from '../../src/core/campus-day.ts';
import { createPipeline } from '../../src/ingest/pipeline.ts';
import type { Metrics } from '../../src/ports/metrics.ts';
import type { StudentFilter } from '../../src/ports/student-filter.ts';
import { openTemporaryStore, SILENT, START } from '../support/embedded.ts';
import { backlogEmptied } from '../support/pipeline.ts';

const CARDS = 1_000_000;
const CALL = 5_000;
const STUDENTS = 10_000;

function countingMetrics(): { metrics: Metrics; read: (name: string) => number } {
  const values = new Map<string, number>();
  return {
    metrics: {
      counter: (name) => ({ add: (value) => values.set(name, (values.get(name) ?? 0) + value) }),
      gauge() {},
      histogram: () => ({ observe() {} }),
    },
    read: (name) => values.get(name) ?? 0,
  };
}

async function swipeOfStrangers(count: number, bend: (filter: StudentFilter) => StudentFilter) {
  const temporary = await openTemporaryStore({ bloomCapacity: 11_200 });
  const { store, clock } = temporary;
  const ids = Array.from({ length: STUDENTS }, (_, index) => `S${index}`);
  await store.filter.add(ids);
  await store.roster.saveStudents(ids.map((studentId) => ({ studentId, displayName: null, cohort: null })));
  const { metrics, read } = countingMetrics();
  const pipeline = createPipeline({
    ...store,
    filter: bend(store.filter),
    clock,
    campus: createCampusClock('UTC'),
    log: SILENT,
    metrics,
    random: Math.random,
    limits: {
      batchMax: 2_000,
      lingerMs: 0,
      batchesInFlight: 2,
      allowedSkewMs: 300_000,
      rosterCacheMax: 100_000,
      backoffMaxMs: 1_000,
    },
  });
  await pipeline.start();
  const timestamp = new Date(START - 60_000).toISOString();
  for (let from = 0; from < count; from += CALL) {
    const messages = Array.from({ length: CALL }, () => ({
      key: 'L1',
      payload: Buffer.from(
        JSON.stringify({
          event_id: randomUUID(),
          student_id: `X${randomUUID()}`,
          lecture_id: 'L1',
          gate_id: 'G1',
          timestamp,
          action: 'enter',
        }),
      ),
    }));
    await store.swipeLog.publish(messages);
    await backlogEmptied(store.swipeLog, 50_000);
  }
  await backlogEmptied(store.swipeLog);
  await pipeline.stop();
  const [stored] = await store.swipeStore.totals([{ lectureId: 'L1', day: Math.floor(START / 86_400_000) }]);
  const { accepted, invalid } = pipeline.status();
  await temporary.dispose();
  return { accepted, invalid, stored: stored?.swipes, wrongMaybes: read('rollcall_filter_wrong_maybe_total') };
}

it('accepts none of a million cards that are on nobody’s roster, and the filter is wrong no more often than configured', async () => {
  const { accepted, invalid, stored, wrongMaybes } = await swipeOfStrangers(CARDS, (filter) => filter);
  expect({ accepted, invalid, stored }).toEqual({ accepted: 0, invalid: CARDS, stored: 0 });
  process.stdout.write(`wrong maybes: ${wrongMaybes} of ${CARDS}\n`);
  expect(wrongMaybes / CARDS).toBeLessThanOrEqual(0.01);
}, 300_000);

it('accepts none of them under a filter that says maybe to everybody', async () => {
  const { accepted, stored } = await swipeOfStrangers(50_000, (filter) => ({
    ...filter,
    check: async (ids) => ({ ...(await filter.check(ids)), maybe: ids.map(() => true) }),
  }));
  expect({ accepted, stored }).toEqual({ accepted: 0, stored: 0 });
}, 120_000);
