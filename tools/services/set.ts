import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createCassandra } from './cassandra.ts';
import { cacheFolder } from './jars.ts';
import { type Ports, type Progress, SERVICE_NAMES, type ServiceKind, type ServiceName } from './kind.ts';
import { freePorts, goneWithin, launch, runsFrom } from './processes.ts';
import { createPulsar } from './pulsar.ts';
import { redis } from './redis.ts';
import { missingFor } from './requirements.ts';
import { readState, type State, writeState } from './state.ts';

const READY_WITHIN_MS = 180_000;
const GONE_WITHIN_MS = 20_000;
const ASK_EVERY_MS = 100;
const LAST_LINES = 15;

/** NAME → value, as Rollcall's settings are called. */
export type Settings = Readonly<Record<string, string>>;

/** Real services of one folder, each a process of its own. */
export interface ServiceSet {
  readonly dir: string;
  readonly settings: Settings;
  /** Ends it as `kill -9` does, and waits until it is gone. */
  kill(name: ServiceName): Promise<void>;
  /** Stops it as SIGSTOP does: it keeps its connections and answers nobody. */
  pause(name: ServiceName): void;
  /** Lets a paused one go on. */
  resume(name: ServiceName): void;
  /** Starts a killed one again on its ports, over its data, and waits until it answers. */
  restart(name: ServiceName): Promise<void>;
  /** Ends all of them. @param wipe deletes the folder too */
  stop(wipe?: boolean): Promise<void>;
}

export interface StartOptions {
  /** Two sets in two folders know nothing of each other. */
  readonly dir: string;
  readonly names?: readonly ServiceName[];
  readonly progress?: Progress;
}

/** The folder used where none is named: SERVICES_DIR, else one in the user's cache folder. */
export function defaultFolder(): string {
  return resolve(process.env.SERVICES_DIR ?? join(cacheFolder(), 'set'));
}

function kindsOf(progress: Progress): Readonly<Record<ServiceName, ServiceKind>> {
  return { pulsar: createPulsar(progress), redis, cassandra: createCassandra(progress) };
}

function settingsOf(state: State, kinds: Readonly<Record<ServiceName, ServiceKind>>): Settings {
  const all = SERVICE_NAMES.map((name) => {
    const ports = state[name]?.ports;
    return ports === undefined ? {} : kinds[name].settings(ports);
  });
  return Object.assign({}, ...all);
}

async function portsFor(kind: ServiceKind): Promise<Ports> {
  const free = await freePorts(kind.portNames.length);
  return Object.fromEntries(kind.portNames.map((name, index) => [name, free[index] ?? 0]));
}

async function untilReady(kind: ServiceKind, ports: Ports, pid: number, dir: string): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (!(await kind.ready(ports))) {
    const alive = await runsFrom(pid, dir);
    if (!alive || Date.now() > until) {
      const log = await readFile(join(dir, 'log'), 'utf8').catch(() => '');
      const what = alive ? `does not answer after ${READY_WITHIN_MS / 1_000} s` : 'ended';
      throw new Error(
        `${kind.name} ${what}; ${join(dir, 'log')} ends with:\n${log.split('\n').slice(-LAST_LINES).join('\n')}`,
      );
    }
    await delay(ASK_EVERY_MS);
  }
}

/** What runs of the set in this folder, and the settings of what does. */
export async function statusOf(
  dir: string,
): Promise<{ running: ServiceName[]; absent: ServiceName[]; settings: Settings }> {
  const state = await readState(dir);
  const kinds = kindsOf(() => {});
  const alive = await Promise.all(
    SERVICE_NAMES.map(async (name) => {
      const { pid = null, ports = {} } = state[name] ?? {};
      return pid !== null && (await runsFrom(pid, dir)) && (await kinds[name].ready(ports));
    }),
  );
  const running = SERVICE_NAMES.filter((_, index) => alive[index]);
  const settings = settingsOf(Object.fromEntries(running.map((name) => [name, state[name]])), kinds);
  return { running, absent: SERVICE_NAMES.filter((name) => !running.includes(name)), settings };
}

/** Ends what was started in this folder, and nothing else. */
export async function stopServices(dir: string, progress: Progress = () => {}): Promise<void> {
  const state = await readState(dir);
  await Promise.all(
    SERVICE_NAMES.map(async (name) => {
      const pid = state[name]?.pid ?? null;
      const folder = join(dir, name);
      if (pid === null || !(await runsFrom(pid, folder))) return;
      // A paused process takes no TERM until it goes on.
      process.kill(pid, 'SIGCONT');
      process.kill(pid, 'SIGTERM');
      if (!(await goneWithin(pid, folder, GONE_WITHIN_MS))) {
        process.kill(pid, 'SIGKILL');
        await goneWithin(pid, folder, GONE_WITHIN_MS);
      }
      progress(`${name} stopped`);
    }),
  );
  for (const name of SERVICE_NAMES) {
    const entry = state[name];
    if (entry !== undefined) state[name] = { ...entry, pid: null };
  }
  if (Object.keys(state).length > 0) await writeState(dir, state);
}

/**
 * Starts what of these services is not running yet, and resolves once all of them answer. Ports are free ones at the
 * first start in a folder and the same ever after, as both Java services store their own.
 * @throws Error naming what is missing on this machine and how to install it, or how a service's log ends
 */
export async function startServices(options: StartOptions): Promise<ServiceSet> {
  const { names = SERVICE_NAMES, progress = () => {} } = options;
  const dir = resolve(options.dir);
  const missing = await missingFor(names);
  if (missing.length > 0) throw new Error(missing.join('\n'));
  await mkdir(dir, { recursive: true });
  const kinds = kindsOf(progress);
  const state = await readState(dir);
  const folderOf = (name: ServiceName) => join(dir, name);

  function pidOf(name: ServiceName): number {
    const pid = state[name]?.pid ?? null;
    if (pid === null) throw new Error(`${name} is not running`);
    return pid;
  }

  async function start(name: ServiceName): Promise<void> {
    const [kind, folder, known] = [kinds[name], folderOf(name), state[name]];
    const running = known?.pid ?? null;
    if (known !== undefined && running !== null && (await runsFrom(running, folder))) {
      await untilReady(kind, known.ports, running, folder);
      return;
    }
    await mkdir(folder, { recursive: true });
    const ports = known?.ports ?? (await portsFor(kind));
    const command = await kind.prepare(folder, ports);
    const from = Date.now();
    const pid = await launch(command, folder, join(folder, 'log'));
    state[name] = { ports, pid };
    await writeState(dir, state);
    await untilReady(kind, ports, pid, folder);
    progress(`${name} answers after ${((Date.now() - from) / 1_000).toFixed(1)} s, process ${pid}`);
  }

  const started = await Promise.allSettled(names.map(start));
  const failures = started.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failures.length > 0) throw new Error(failures.map((reason) => String(reason?.message ?? reason)).join('\n'));

  return {
    dir,
    settings: settingsOf(state, kinds),
    async kill(name) {
      const pid = pidOf(name);
      process.kill(pid, 'SIGKILL');
      if (!(await goneWithin(pid, folderOf(name), GONE_WITHIN_MS))) throw new Error(`${name} survived a SIGKILL`);
    },
    pause: (name) => void process.kill(pidOf(name), 'SIGSTOP'),
    resume: (name) => void process.kill(pidOf(name), 'SIGCONT'),
    restart: start,
    async stop(wipe = false) {
      await stopServices(dir, progress);
      if (wipe) await rm(dir, { recursive: true, force: true });
    },
  };
}
