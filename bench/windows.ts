import { createFlow } from '../src/analytics/windows/flow.ts';
import type { FlowRow } from '../src/analytics/windows/window.ts';
import { windows } from '../src/analytics/windows.ts';
import { createRandom } from '../src/core/random.ts';
import { median, tableOf } from './support/harness.ts';
import { numberedId, studentId } from './support/swipes.ts';

/** A large lecture's day: as many swipes between eight and eight, one in twenty received late. */
const SWIPES = Number(process.env.BENCH_SWIPES ?? 20_000);
const ROUNDS = 30;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A subscriber's frame. */
const LOOK_EVERY = 200;

const dayStart = Date.UTC(2026, 2, 18);
const SHAPE = {
  dayStart,
  dayEnd: dayStart + 24 * HOUR_MS,
  sizeMs: 30 * MINUTE_MS,
  slideMs: 5 * MINUTE_MS,
  allowedLatenessMs: 20 * MINUTE_MS,
};
const PROGRESS = { now: SHAPE.dayEnd, processedThrough: SHAPE.dayEnd + HOUR_MS };
const CONTEXT = {
  segments: Array.from({ length: 12 }, (_, index) => ({
    segmentId: `W${index}`,
    fromGateId: `GATE-${index % 4}`,
    toGateId: `GATE-${(index + 1 + (index % 3)) % 4}`,
    lengthMetres: 50,
  })),
  weather: Array.from({ length: 144 }, (_, index) => ({
    at: dayStart + index * 10 * MINUTE_MS,
    precipitation: index % 5,
    wind: 3,
    temperature: 11,
  })),
  incidents: [],
};

function rowsOfDay(): FlowRow[] {
  const random = createRandom(3);
  return Array.from({ length: SWIPES }, (_, index): FlowRow => {
    const ts = dayStart + 8 * HOUR_MS + Math.floor((index / SWIPES) * 12 * HOUR_MS) + random.below(1_000);
    const receivedAt = ts + (random.chance(0.05) ? random.below(40 * MINUTE_MS) : random.below(2_000));
    return {
      eventId: numberedId(index),
      studentId: studentId(random.below(2_000)),
      gateId: `GATE-${random.below(4)}`,
      ts,
      receivedAt,
      isEnter: random.chance(0.5),
    };
  });
}

/** @returns ms, the median of the rounds */
function timed(run: () => void): number {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    run();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

/** The day in the order of receipt, looked at every 200 swipes; what comes out of a student's order begins it anew. */
function follow(rows: readonly FlowRow[]): number {
  let flow = createFlow(SHAPE, [], CONTEXT);
  let anew = 0;
  for (const [index, row] of rows.entries()) {
    if (!flow.add(row)) {
      anew += 1;
      flow = createFlow(SHAPE, rows.slice(0, index + 1), CONTEXT);
    }
    if (index % LOOK_EVERY > 0) continue;
    flow.advance({ now: row.receivedAt, processedThrough: row.receivedAt });
    flow.changed();
  }
  return anew;
}

export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  const rows = rowsOfDay();
  const arriving = [...rows].sort((a, b) => a.receivedAt - b.receivedAt);
  const orderly = rows.map((row) => ({ ...row, receivedAt: row.ts }));
  const pureMs = timed(() => void windows(rows, SHAPE, PROGRESS, CONTEXT));
  const followMs = timed(() => void follow(orderly));
  const lateStarted = performance.now();
  const anew = follow(arriving);
  const lateMs = performance.now() - lateStarted;
  const perLook = followMs / (SWIPES / LOOK_EVERY);
  const recomputeMs = pureMs * (SWIPES / LOOK_EVERY);
  const perSecond = (ms: number): string => `${Math.round((SWIPES / ms) * 1_000).toLocaleString('en')} rows/s`;
  const table = tableOf([
    ['what', 'time', 'rate'],
    [`all windows of a day of ${SWIPES.toLocaleString('en')} swipes`, `${pureMs.toFixed(1)} ms`, perSecond(pureMs)],
    ['followed row by row, looked at every 200', `${followMs.toFixed(1)} ms`, perSecond(followMs)],
    ['a look, 200 rows', `${perLook.toFixed(2)} ms`, ''],
    [`followed with late rows (begun anew ${anew} times)`, `${lateMs.toFixed(0)} ms`, perSecond(lateMs)],
    ['the pure function at every look', `${recomputeMs.toFixed(0)} ms`, perSecond(recomputeMs)],
  ]);
  return { table, ratios: { vsRecompute: Number((recomputeMs / followMs).toFixed(1)) } };
}
