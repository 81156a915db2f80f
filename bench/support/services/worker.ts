import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A Rollcall in a process of its own, as it is started by hand. */
export interface Worker {
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** The most memory it had resident so far. */
  peakRssBytes(): Promise<number>;
  stop(): Promise<void>;
}

/** BENCH_MAIN: the main.js of another version, built already. */
const MAIN = process.env.BENCH_MAIN ?? join(process.cwd(), 'dist', 'main.js');

/** Builds what is measured. */
export function buildProgram(): void {
  if (process.env.BENCH_MAIN === undefined) execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
}

/** Resolves once it says that it is ready. Node's flags are those of the bench, which are those of `npm start`. */
export async function startWorker(env: Readonly<Record<string, string>>): Promise<Worker> {
  const child = spawn(process.execPath, [...process.execArgv, ...nodeFlags(), MAIN, 'start'], {
    env: { PATH: process.env.PATH ?? '', ROLLCALL_PORT: '0', ROLLCALL_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await readyUrl(child);
  return {
    url,
    async peakRssBytes() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1_024;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** BENCH_NODE_FLAGS, such as --cpu-prof, for whoever wants to see where the time goes. */
function nodeFlags(): string[] {
  return (process.env.BENCH_NODE_FLAGS ?? '').split(' ').filter((flag) => flag !== '');
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`rollcall ended with ${code} before it was ready`)));
    if (child.stdout === null) return reject(new Error('no standard output'));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /ready: (http:\S+?)\/? /.exec(`${line} `)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}
