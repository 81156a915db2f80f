import { execFile, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from './kind.ts';

const LOOK_EVERY_MS = 50;

/** Ports of 127.0.0.1, all different, that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve, reject) => {
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => resolve(server));
      });
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Starts it in a group of its own, so that a ctrl-C meant for us does not end it. @returns its process id */
export async function launch({ program, args }: Command, cwd: string, logFile: string): Promise<number> {
  const log = await open(logFile, 'a');
  try {
    const child = spawn(program, [...args], { cwd, detached: true, stdio: ['ignore', log.fd, log.fd] });
    const pid = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => resolve(child.pid ?? 0));
    });
    child.unref();
    return pid;
  } finally {
    await log.close();
  }
}

/** What the process was started with; empty when there is none, or it is dead and not yet buried. */
async function commandLine(pid: number): Promise<string> {
  const onLinux = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null);
  if (onLinux !== null || process.platform === 'linux') return onLinux ?? '';
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'args=', '-p', String(pid)], (error, stdout) => resolve(error === null ? stdout : ''));
  });
}

/** Whether the process of that number is still the one that was started with this folder. */
export async function runsFrom(pid: number, dir: string): Promise<boolean> {
  return (await commandLine(pid)).includes(dir);
}

/** Waits until the process of that number is gone. @returns false when the time is over first */
export async function goneWithin(pid: number, dir: string, timeoutMs: number): Promise<boolean> {
  const until = Date.now() + timeoutMs;
  while (await runsFrom(pid, dir)) {
    if (Date.now() > until) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}
