import { encodeCursor } from '../src/core/cursor.ts';
import { median, scratchFolder } from './support/harness.ts';
import {
  gather,
  type LiveServer,
  makeSwipes,
  monotonic,
  paced,
  percentile,
  startServer,
} from './support/live-bench.ts';

const BACKLOG = 100_000;
const PUBLISHED_AT_ONCE = 5_000;
const ROUNDS = 5;
const LIVE = 100;
const PACE = { count: 500, everyMs: 10, text: '', maySleep: false };
const BEGINNING = encodeCursor('swipes', [[0]]);

/** Milliseconds from subscribing at the feed's beginning until the last swipe of the backlog has come. */
async function replay(server: LiveServer): Promise<number> {
  const { subscribers } = await server.usage();
  const begin = monotonic();
  const reader = await gather(server, 1, () => ({ lecture: null, after: BEGINNING }));
  const left = BACKLOG + 1 - (reader.sockets[0]?.count ?? 0);
  if (left > 0) await reader.received(left);
  const took = monotonic() - begin;
  reader.close();
  while ((await server.usage()).subscribers > subscribers);
  return took;
}

export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  return scratchFolder(async (scratch) => {
    const server = await startServer('rollcall', scratch);
    for (let from = 0; from < BACKLOG; from += PUBLISHED_AT_ONCE) {
      await server.order({ publish: makeSwipes(PUBLISHED_AT_ONCE, () => 'LEC0000'), everyMs: null, text: '' });
    }
    const times: number[] = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      const took = await replay(server);
      if (round >= 0) times.push(took);
    }
    const audience = await gather(server, LIVE, () => ({ lecture: null }));
    const free = await paced(server, audience, PACE);
    let isOver = false;
    const replays = (async () => {
      let count = 0;
      for (; !isOver; count += 1) await replay(server);
      return count;
    })();
    const besides = await paced(server, audience, PACE);
    isOver = true;
    const count = await replays;
    audience.close();
    await server.stop();
    const took = median(times);
    const show = (sorted: readonly number[]): string =>
      `p50 ${percentile(sorted, 0.5).toFixed(1)} ms, p99 ${percentile(sorted, 0.99).toFixed(1)} ms`;
    const lines = [
      `a backlog of ${BACKLOG.toLocaleString('en')} swipes to one reader over WebSocket: ${took.toFixed(0)} ms, median of ${ROUNDS}; ${Math.round((BACKLOG * 1_000) / took).toLocaleString('en')} swipes/s`,
      `${LIVE} live subscribers, awake, at ${1_000 / PACE.everyMs} swipes/s: ${show(free)}; amid ${count} such replays: ${show(besides)}`,
    ];
    return {
      table: lines.join('\n'),
      ratios: {
        swipesPerSecond: (BACKLOG * 1_000) / took,
        liveP99: percentile(besides, 0.99) / percentile(free, 0.99),
      },
    };
  });
}
