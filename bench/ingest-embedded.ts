import { join } from 'node:path';
import { DAY_MS } from '../src/core/campus-day.ts';
import {
  CLOCK,
  drained,
  folderBytes,
  median,
  openStore,
  scratchFolder,
  startPipeline,
  tableOf,
} from './support/harness.ts';
import { rawPut } from './support/raw-put.ts';
import { benchMessages, lectureId, studentId, UNIFORM } from './support/swipes.ts';

const SWIPES = Number(process.env.BENCH_SWIPES ?? 1_000_000);
const CALL = 2_000;
const SMALL_SWIPES = Math.min(200_000, SWIPES);
const PAIRS = 9;
const PAIR_SWIPES = Math.min(100_000, SWIPES);

const today = Math.floor(CLOCK.now() / DAY_MS);
const dayStart = today * DAY_MS - DAY_MS;

type Store = Awaited<ReturnType<typeof openStore>>;

async function fillRoster(store: Store): Promise<void> {
  const ids = Array.from({ length: UNIFORM.students }, (_, index) => studentId(index));
  await store.filter.add(ids);
  await store.roster.saveStudents(ids.map((id) => ({ studentId: id, displayName: null, cohort: null })));
  await store.filter.raiseRosterGeneration();
}

/** Publishes messages `from` to `to`. @returns seconds spent publishing, making the messages not counted */
async function publish(store: Store, from: number, to: number): Promise<number> {
  let seconds = 0;
  for (let at = from; at < to; at += CALL) {
    const messages = benchMessages(at, Math.min(at + CALL, to), dayStart);
    const startedAt = performance.now();
    await store.swipeLog.publish(messages);
    seconds += (performance.now() - startedAt) / 1_000;
  }
  return seconds;
}

/** Runs ingest until the log is empty. @returns seconds */
async function ingest(store: Store, during?: () => Promise<void>): Promise<number> {
  const pipeline = startPipeline(store);
  const startedAt = performance.now();
  const asked = during?.();
  await pipeline.start();
  await drained(store);
  await asked;
  const seconds = (performance.now() - startedAt) / 1_000;
  await pipeline.stop();
  const { accepted } = pipeline.status();
  if (accepted === 0) throw new Error('nothing was accepted');
  return seconds;
}

function rawEvents(from: number, to: number): ReturnType<Parameters<typeof rawPut>[2]> {
  const decoder = new TextDecoder();
  return benchMessages(from, to, dayStart).map(({ payload }) => JSON.parse(decoder.decode(payload)));
}

/** What a dashboard asks once a second: a page of the day's sessions with who is there, and the last swipes of one. */
async function dashboardQuery(store: Store): Promise<void> {
  const day = today - 1;
  const sessions = Array.from({ length: 20 }, (_, index) => ({ lectureId: lectureId(index), day }));
  await store.swipeStore.attendance(sessions);
  await store.counter.count(sessions);
  await store.swipeStore.sessionSwipes(sessions[0] ?? { lectureId: '', day }, { limit: 20, reverse: true });
}

export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  const rows: string[][] = [['what', 'value']];
  const note = (what: string, value: string): void => {
    rows.push([what, value]);
    process.stderr.write(`${what}: ${value}\n`);
  };
  const perSecond = (value: number): string => `${Math.round(value).toLocaleString('en')} /s`;

  let pipelined = 0;
  await scratchFolder(async (dir) => {
    const data = join(dir, 'data');
    let store = await openStore(data);
    await fillRoster(store);
    note('publishing, calls of 2,000', perSecond(SWIPES / (await publish(store, 0, SWIPES))));
    let rss = 0;
    const sampler = setInterval(() => {
      rss = Math.max(rss, process.memoryUsage().rss);
    }, 50);
    pipelined = SWIPES / (await ingest(store));
    note('whole pipeline, published to acknowledged', perSecond(pipelined));
    await publish(store, SWIPES, SWIPES * 2);
    await ingest(store);
    clearInterval(sampler);
    note(`RSS, largest while ${(2 * SWIPES).toLocaleString('en')} were ingested`, `${Math.round(rss / 1e6)} MB`);
    await store.compact();
    await store.close();
    note('on disk after compaction', `${Math.round((await folderBytes(data)) / (2 * SWIPES))} bytes a swipe`);
    const startedAt = performance.now();
    store = await openStore(data);
    note('start to open, the same store', `${Math.round(performance.now() - startedAt)} ms`);
    await store.close();
  });

  const raw = await scratchFolder((dir) => rawPut(dir, SWIPES, rawEvents));
  note('raw loop, 8 puts a swipe, nothing else', perSecond(raw));

  await scratchFolder(async (dir) => {
    const store = await openStore(join(dir, 'data'));
    await fillRoster(store);
    const pipeline = startPipeline(store, 5);
    await pipeline.start();
    const startedAt = performance.now();
    await publish(store, 0, SMALL_SWIPES);
    await drained(store);
    note('batches of at most 5', perSecond(SMALL_SWIPES / ((performance.now() - startedAt) / 1_000)));
    await pipeline.stop();
    await store.compact();
    await store.close();
    const bytes = (await folderBytes(join(dir, 'data'))) / SMALL_SWIPES;
    note('on disk after compaction, batches of at most 5', `${Math.round(bytes)} bytes a swipe`);
  });

  const costs: number[] = [];
  await scratchFolder(async (dir) => {
    const store = await openStore(join(dir, 'data'));
    await fillRoster(store);
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const seconds = { quiet: 0, read: 0 };
      const order = pair % 2 === 0 ? (['quiet', 'read'] as const) : (['read', 'quiet'] as const);
      for (const [index, kind] of order.entries()) {
        const from = (pair * 2 + index) * PAIR_SWIPES;
        await publish(store, from, from + PAIR_SWIPES);
        seconds[kind] = await ingest(store, kind === 'read' ? () => dashboardQuery(store) : undefined);
      }
      // A run is shorter than a second and is asked once: what it takes longer is the share of each second so lost.
      costs.push(seconds.read - seconds.quiet);
    }
    await store.close();
  });
  note('cost of a query a second, median of 9 pairs', `${(median(costs) * 100).toFixed(1)} %`);
  const ratio = Number((pipelined / raw).toFixed(2));
  note('whole pipeline over raw loop', `${ratio} ×`);
  return { table: tableOf(rows), ratios: { vsRawPut: ratio } };
}
