import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SETTING_KEYS, SETTINGS } from '../../src/config/settings.ts';
import { freePort, startProgram } from '../support/program.ts';
import { runCommand } from '../support/run-command.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'rollcall-command-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const dataDir = (name: string) => ({ ROLLCALL_DATA_DIR: join(dir, name) });

/** Refused in one line, without a stack, with exit code 1. */
async function refused(args: string[], env: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await runCommand(args, '', env);
  expect(stdout).toBe('');
  expect(code).toBe(1);
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

describe('start', () => {
  it('refuses an unknown setting with a suggestion', async () => {
    expect(await refused(['start'], { ROLLCALL_PROT: '1' })).toMatch(/^rollcall: .*did you mean ROLLCALL_PORT\?$/);
  });

  it('refuses services that this version does not have, rather than ignoring them', async () => {
    expect(await refused(['start'], { REDIS_URL: 'redis://:secret@h' })).toMatch(
      /^rollcall: REDIS_URL without PULSAR_SERVICE_URL and CASSANDRA_CONTACT_POINTS/,
    );
  });

  it('refuses an option that is none, and a command that is none', async () => {
    expect(await refused(['start', '--prot', '1'], {})).toMatch(/^rollcall: Unknown option '--prot'/);
    expect(await refused(['begin'], {})).toMatch(/^rollcall: begin is not a command/);
  });

  it('refuses a port that another program has, and lets go of the data folder', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const env = { ...dataDir('taken'), ROLLCALL_PORT: String(port), ROLLCALL_LOG_LEVEL: 'silent' };
    expect(await refused(['start'], env)).toBe(`rollcall: Port ${port} is in use by another program; choose another.`);
    server.close();
    await once(server, 'close');
    const program = await startProgram(env);
    expect(await program.stop()).toBe(0);
  });

  it('refuses a data folder that another Rollcall uses, and one that is no folder', async () => {
    const program = await startProgram({ ...dataDir('locked'), ROLLCALL_PORT: '0' });
    expect(await refused(['start', '--port', '0'], dataDir('locked'))).toMatch(
      /^rollcall: Another Rollcall uses the data folder/,
    );
    await program.stop();
    await writeFile(join(dir, 'file'), '');
    expect(await refused(['start', '--port', '0'], dataDir('file'))).toMatch(/^rollcall: The data folder .* cannot be/);
  });

  it('stops once for ctrl-C as npm and the terminal both pass it on', async () => {
    const program = await startProgram({ ...dataDir('twice'), ROLLCALL_PORT: '0' });
    program.child.kill('SIGINT');
    program.child.kill('SIGINT');
    await once(program.child, 'exit');
    expect(program.child.exitCode).toBe(0);
  });
});

describe('help', () => {
  it('lists every setting that is no secret, as an option and by its name', async () => {
    const { code, stdout } = await runCommand(['start', '--help']);
    expect(code).toBe(0);
    for (const key of SETTING_KEYS) expect(stdout.includes(`(${SETTINGS[key].name},`)).toBe(!SETTINGS[key].secret);
  });

  it('tells the version and the commands', async () => {
    expect((await runCommand(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect((await runCommand([])).stdout).toContain('rollcall replay FILE');
    expect((await runCommand(['import', '--help'])).stdout).toContain('grace_period');
  });
});

describe('demo', () => {
  it('shows lectures filling up, and leaves nothing behind when it is stopped', async () => {
    const scratch = await mkdtemp(join(dir, 'scratch-'));
    const child = spawn(process.execPath, [MAIN, 'demo', '--port', String(await freePort())], {
      env: { PATH: process.env.PATH ?? '', TMPDIR: scratch },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const ended = once(child, 'exit');
    let complaints = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    const shown: string[] = [];
    const filling = new Promise<void>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        shown.push(line);
        if (/ OPEN .*▇/.test(line)) resolve();
      });
    });
    await Promise.race([filling, ended]);
    expect(await readdir(scratch)).toHaveLength(1);
    child.kill('SIGINT');
    await ended;
    expect(child.exitCode).toBe(0);
    expect(complaints).toBe('');
    expect(shown.join('\n')).toMatch(/http:\/\/127\.0\.0\.1:\d+\/graphiql/);
    expect(await readdir(scratch)).toEqual([]);
  }, 90_000);
});
