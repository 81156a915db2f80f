import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/program.ts';

/** A redis-server of the test's own, to be stopped, killed and started again. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** Starts it, again after a kill; whoever connects waits until it listens. */
  start(): void;
  /** Ends it as `kill -9` does. */
  kill(): Promise<void>;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  dispose(): Promise<void>;
}

/** @param args of redis-server, each pair an option and its value; PORT stands for its port */
export async function startRedisServer(args: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-redis-'));
  const listening = args.includes('--tls-port') ? [] : ['--port', String(port)];
  const options = [...listening, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--logfile', join(dir, 'log')];
  const given = args.map((arg) => (arg === 'PORT' ? String(port) : arg));
  let child: ChildProcess | null = null;
  const start = () => {
    child = spawn('redis-server', [...options, ...given], { stdio: 'ignore' });
  };
  const kill = async () => {
    if (child === null) return;
    const exited = once(child, 'exit');
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await exited;
    }
    child = null;
  };
  start();
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    kill,
    signal: (name) => void child?.kill(name),
    async dispose() {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
