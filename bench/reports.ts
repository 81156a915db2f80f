import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmbeddedAdapters } from '../src/adapters/embedded/store.ts';
import { CLOCK, openStore, scratchFolder, tableOf } from './support/harness.ts';
import { buildProgram, startWorker } from './support/services/worker.ts';
import { lectureId, studentId } from './support/swipes.ts';
import { ingestTerm, rangeOf, saveRoster, type Term, today } from './support/term.ts';

/** 120 days of 200 lectures with some 416 swipes each: ten millions. */
const TERM: Term = {
  days: Number(process.env.BENCH_DAYS ?? 120),
  lectures: 200,
  students: 10_000,
  enrolledEach: 260,
  end: today() - 1,
};
/** Where the term is kept from run to run; a scratch folder, deleted at the end, unless given. */
const KEPT = process.env.BENCH_DIR;
const ASKED = 50;
const SCAN_PAGE = 10_000;
const UPKEEP_MS = 1_000;

interface Report {
  readonly name: string;
  /** Over the term: counts towards the ratio. */
  readonly isTerm: boolean;
  /** @param turn differs each time it is asked */
  query(turn: number): string;
}

const begin = TERM.end - TERM.days;
const text = (range: { from: string; to: string }): string => `{from: "${range.from}", to: "${range.to}"}`;
const term = text(rangeOf(begin, TERM.end));
/** One day less each time, and back: whatever is remembered of one answer is of no use to the next. */
const shorter = (turn: number): string => text(rangeOf(begin + (turn % 5), TERM.end));
const dayAt = (turn: number): string => rangeOf(begin + (turn % TERM.days), TERM.end).from;
const lectureAt = (turn: number): string => lectureId((turn * 7) % TERM.lectures);

const REPORTS: readonly Report[] = [
  {
    name: 'topLectures, daily uniques',
    isTerm: true,
    query: (turn) => `{ reports { topLectures(range: ${shorter(turn)}) { rank score sessions } } }`,
  },
  {
    name: 'topLectures, swipes',
    isTerm: true,
    query: (turn) => `{ reports { topLectures(range: ${shorter(turn)}, by: SWIPES) { rank score sessions } } }`,
  },
  {
    name: 'weekdayPatterns',
    isTerm: true,
    query: (turn) => `{ reports { weekdayPatterns(range: ${shorter(turn)}) { weekday mean median } } }`,
  },
  {
    name: 'weekdayPatterns of ten lectures',
    isTerm: true,
    query: (turn) => {
      const ids = Array.from({ length: 10 }, (_, index) => `"${lectureAt(turn + index)}"`).join();
      return `{ reports { weekdayPatterns(range: ${term}, lectureIds: [${ids}]) { weekday mean median } } }`;
    },
  },
  {
    name: 'consistency of a lecture',
    isTerm: true,
    query: (turn) =>
      `{ reports { consistency(lectureId: "${lectureAt(turn)}", over: {range: ${term}}) { totalCount nodes { studentId rate } } } }`,
  },
  {
    name: 'silentSessions',
    isTerm: true,
    query: (turn) => `{ reports { silentSessions(range: ${shorter(turn)}) { nodes { day } } } }`,
  },
  {
    name: 'a student over the term',
    isTerm: true,
    query: (turn) =>
      `{ student(studentId: "${studentId((turn * 37) % TERM.students)}") { attendance(range: ${term}) { sessions attended late rate } } }`,
  },
  {
    name: "a lecture's sessions, a page",
    isTerm: true,
    query: (turn) =>
      `{ lecture(lectureId: "${lectureAt(turn)}") { sessions(range: ${term}) { nodes { swipeCount uniqueAttendees { estimate } } } } }`,
  },
  {
    name: 'latecomers of a day',
    isTerm: false,
    query: (turn) =>
      `{ reports { latecomers(lectureId: "${lectureAt(turn)}", day: "${dayAt(turn)}") { totalCount nodes { lateBy } } } }`,
  },
  {
    name: 'flow of a lecture, a day',
    isTerm: false,
    query: (turn) =>
      `{ reports { flow(scope: {lecture: {lectureId: "${lectureAt(turn)}", day: "${dayAt(turn)}"}}) { from flow { mean } } } }`,
  },
  {
    name: 'flow of a gate, a day',
    isTerm: false,
    query: (turn) =>
      `{ reports { flow(scope: {gates: {gateIds: ["GATE-0${turn % 10}"], day: "${dayAt(turn)}"}}) { from flow { mean } } } }`,
  },
  {
    name: 'movements of a day',
    isTerm: false,
    query: (turn) => `{ reports { movements(day: "${dayAt(turn)}") { count medianSeconds } } }`,
  },
];

/** Asks over HTTP, as a client does. @returns ms */
async function ask(url: string, query: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { errors }: { errors?: readonly { message: string }[] } = await response.json();
  if (errors !== undefined) throw new Error(`${query}: ${errors[0]?.message}`);
  return performance.now() - startedAt;
}

/** Reads every swipe of the term, as whoever has no tables must. @returns ms */
async function scan({ swipeStore }: EmbeddedAdapters): Promise<number> {
  const startedAt = performance.now();
  let swipes = 0;
  for (const session of await swipeStore.sessionKeys({ from: begin, to: TERM.end })) {
    let page = await swipeStore.sessionSwipes(session, { limit: SCAN_PAGE, reverse: false });
    swipes += page.length;
    for (let last = page.at(-1); page.length === SCAN_PAGE && last !== undefined; last = page.at(-1)) {
      page = await swipeStore.sessionSwipes(session, { limit: SCAN_PAGE, reverse: false, after: last });
      swipes += page.length;
    }
  }
  process.stderr.write(`scanned ${swipes} swipes\n`);
  return performance.now() - startedAt;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function fill(dataDir: string): Promise<void> {
  const store = await openStore(dataDir);
  await saveRoster(store, TERM);
  const startedAt = CLOCK.now();
  const accepted = await ingestTerm(store, TERM, (day) => {
    if (day % 20 === 19) process.stderr.write(`day ${day + 1} of ${TERM.days}, ${CLOCK.now() - startedAt} ms\n`);
  });
  process.stderr.write(`${accepted} swipes accepted\n`);
  await store.close();
}

/** Lets the store do with days that are over what it does within minutes, so that no report is asked beside it. */
async function settle(dataDir: string): Promise<void> {
  const store = await openStore(dataDir, {
    now: CLOCK.now,
    setTimer: (delayMs, fire) => CLOCK.setTimer(Math.min(delayMs, UPKEEP_MS), fire),
  });
  await new Promise((resolve) => setTimeout(resolve, 2 * UPKEEP_MS));
  await store.compact();
  await store.close();
}

export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  buildProgram();
  const measure = async (dir: string) => {
    const dataDir = join(dir, 'term');
    const isThere = await stat(dataDir).then(
      () => true,
      () => false,
    );
    if (!isThere) await fill(dataDir);
    await settle(dataDir);
    const store = await openStore(dataDir);
    const scanMs = await scan(store);
    await store.close();
    const worker = await startWorker({ ROLLCALL_DATA_DIR: dataDir });
    const rows: string[][] = [['report', 'first', 'p50', 'p95', 'scan / p95']];
    const ms = (value: number): string => `${value.toFixed(1)} ms`;
    let vsScan = Number.POSITIVE_INFINITY;
    for (const { name, isTerm, query } of REPORTS) {
      const first = await ask(worker.url, query(0));
      const times: number[] = [];
      for (let turn = 1; turn <= ASKED; turn += 1) times.push(await ask(worker.url, query(turn)));
      times.sort((a, b) => a - b);
      const ratio = scanMs / quantile(times, 0.95);
      if (isTerm) vsScan = Math.min(vsScan, ratio);
      const row = [
        name,
        ms(first),
        ms(quantile(times, 0.5)),
        ms(quantile(times, 0.95)),
        isTerm ? ratio.toFixed(0) : '',
      ];
      rows.push(row);
      process.stderr.write(`${row.join('  ')}\n`);
    }
    rows.push(["the server's largest RSS", `${Math.round((await worker.peakRssBytes()) / 1e6)} MB`, '', '', '']);
    rows.push(['a scan of all swipes', ms(scanMs), '', '', '']);
    await worker.stop();
    return { table: tableOf(rows), ratios: { vsScan: Math.round(vsScan) } };
  };
  return KEPT === undefined ? scratchFolder(measure) : measure(KEPT);
}
