import { startRollcall } from '../app.ts';
import { loadSettings } from '../config/load.ts';
import { keepHeapTight } from './heap.ts';
import { settingFlags } from './setting-flags.ts';
import { listenForStop } from './stop-signal.ts';

export async function run(args: readonly string[]): Promise<number> {
  const settings = loadSettings(undefined, settingFlags(args));
  keepHeapTight();
  const stop = listenForStop();
  const rollcall = await startRollcall(settings);
  if (!stop.isAsked) {
    const serves =
      rollcall.services === null ? '/readyz and /metrics only' : 'GraphQL at /graphql, GraphiQL at /graphiql';
    process.stdout.write(`Rollcall is ready: ${rollcall.url}/ (${serves})\n`);
  }
  try {
    await Promise.race([stop.asked, rollcall.failed]);
  } finally {
    await rollcall.close();
  }
  return 0;
}
