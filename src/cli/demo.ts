import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Rollcall, startRollcall } from '../app.ts';
import { loadSettings } from '../config/load.ts';
import { SETTINGS, type Settings } from '../config/settings.ts';
import { RollcallError } from '../core/errors.ts';
import { type Client, createClient } from './client.ts';
import { demoTimeZone } from './demo-clock.ts';
import { demoLines } from './demo-table.ts';
import { keepHeapTight } from './heap.ts';
import { DEMO_PROGRESS, START_DEMO } from './operations.ts';
import { createScreen } from './screen.ts';
import { settingFlags } from './setting-flags.ts';
import { listenForStop, type StopSignal } from './stop-signal.ts';

const REDRAW_MS = 500;
/** Whatever the environment names: a demo leaves nothing behind, and services would. */
const EMBEDDED = { role: 'all', pulsarServiceUrl: null, redisUrl: null, cassandraContactPoints: null } as const;

export async function run(args: readonly string[]): Promise<number> {
  const settings = loadSettings(undefined, settingFlags(args));
  keepHeapTight();
  const dataDir = await mkdtemp(join(tmpdir(), 'rollcall-demo-'));
  // Whatever ends the process: a second signal exits without coming back here.
  process.on('exit', () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const stop = listenForStop();
  const logLevel = settings.logLevel === SETTINGS.logLevel.default ? 'error' : settings.logLevel;
  const timeZone = demoTimeZone(settings.timeZone, Date.now());
  const rollcall = await startSomewhere({ ...settings, ...EMBEDDED, dataDir, logLevel, timeZone });
  try {
    const client = createClient(`${rollcall.url}/graphql`);
    const simulation = await startSimulation(client);
    await watch(client, rollcall.url, simulation, stop);
  } finally {
    await rollcall.close();
  }
  return 0;
}

/** On the port asked for; where that is only the default and taken, on any free one. */
async function startSomewhere(settings: Settings): Promise<Rollcall> {
  try {
    return await startRollcall(settings);
  } catch (error) {
    const taken = error instanceof RollcallError && error.code === 'PORT_TAKEN';
    if (!taken || settings.port !== SETTINGS.port.default) throw error;
    return startRollcall({ ...settings, port: 0 });
  }
}

/** @returns its id */
async function startSimulation(client: Client): Promise<string> {
  const answer = await client.request(START_DEMO, { input: { mode: 'LIVE' } });
  if (answer.kind === 'REFUSED') throw new RollcallError('INTERNAL', `${answer.message} (${answer.code})`);
  const started = answer.data.startSimulation;
  if (started?.__typename === 'Simulation') return started.id;
  throw new RollcallError('INTERNAL', started ? `${started.message} (${started.code})` : undefined);
}

async function watch(client: Client, url: string, id: string, stop: StopSignal): Promise<void> {
  const { stdout } = process;
  const screen = createScreen(stdout);
  while (!stop.isAsked) {
    const answer = await client.request(DEMO_PROGRESS, { id });
    if (stop.isAsked) return;
    if (answer.kind === 'DATA') {
      const { columns = 120, rows = 40 } = stdout;
      screen.show(demoLines(url, answer.data, { columns, rows, colour: stdout.isTTY && stdout.hasColors() }));
    }
    await Promise.race([stop.asked, wait(REDRAW_MS, undefined, { ref: false })]);
  }
}
