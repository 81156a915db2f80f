import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { beginCutRun } from '../support/cuts/run.ts';
import { type Program, startProgram } from '../support/program.ts';

const CUTS = 1_000;
const RESTARTS = 8;

it(`${CUTS} cuts, WebSocket and SSE, the server killed and restarted in between: each swipe once, in order per lecture`, async () => {
  const seed = Number(process.env.CUTS_SEED ?? Math.floor(Math.random() * 1_000_000));
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-cuts-'));
  const env = { ROLLCALL_DATA_DIR: dir, ROLLCALL_PORT: '0', ROLLCALL_PING: 'PT1S' };
  const begun = performance.now();
  const urls: string[] = [];
  let program: Program = await startProgram(env);
  urls.push(program.url);
  const run = await beginCutRun(urls, CUTS, seed);
  onTestFinished(async () => {
    process.stdout.write(`cuts: seed ${seed}, ${((performance.now() - begun) / 1_000).toFixed(1)} s, ${run.summary}\n`);
    await run.close();
    await program.kill();
    await rm(dir, { recursive: true, force: true });
  });
  const told: string[] = [];
  for (let restart = 1; restart <= RESTARTS; restart += 1) {
    await run.reached((restart * CUTS) / (RESTARTS + 1));
    if (restart % 2 === 0) {
      urls.pop();
      await program.kill();
    } else {
      told.push(
        ...(await run.whileCalm(program.url, async () => {
          urls.pop();
          expect(await program.stop()).toBe(0);
        })),
      );
    }
    program = await startProgram(env);
    urls.push(program.url);
    run.moved();
  }
  await run.finish();
  expect([...told, ...(await run.problems())], `CUTS_SEED=${seed}`).toEqual([]);
}, 300_000);
