import { expect, it, onTestFinished } from 'vitest';
import { beginCutRun } from '../support/cuts/run.ts';
import { type Program, startProgram, untilReady } from '../support/program.ts';
import { makePlace } from './support/place.ts';

const CUTS = Number(process.env.CUTS ?? 400);
/** What happens one after the other while swipes are handed in and clients are cut. */
const STEPS = ['roll 0', 'roll 1', 'kill 0', 'kill ingest', 'roll 1', 'roll 0'] as const;

it(`${CUTS} cuts, WebSocket and SSE, over two gateways rolled and killed in between: each swipe once, in order per lecture`, async () => {
  const seed = Number(process.env.CUTS_SEED ?? Math.floor(Math.random() * 1_000_000));
  const place = await makePlace();
  const begin = async (role: 'ingest' | 'gateway'): Promise<Program> => {
    const program = await startProgram({ ...place.env, ROLLCALL_ROLE: role, ROLLCALL_PING: 'PT1S' });
    await untilReady(program.url);
    return program;
  };
  let ingest = await begin('ingest');
  const gateways = await Promise.all([begin('gateway'), begin('gateway')]);
  const urls = gateways.map(({ url }) => url);
  const run = await beginCutRun(urls, CUTS, seed);
  const begun = performance.now();
  onTestFinished(async () => {
    const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
    process.stdout.write(`cuts on the services: seed ${seed}, ${seconds} s, ${run.summary}\n`);
    await run.close();
    await Promise.all([ingest, ...gateways].map((program) => program.kill()));
    await place.drop();
  }, 60_000);
  const told: string[] = [];
  const moveGateway = async (index: number, isKilled: boolean): Promise<void> => {
    const gateway = gateways[index];
    if (gateway === undefined) throw new RangeError(`gateway ${index}`);
    const leave = (): void => void urls.splice(urls.indexOf(gateway.url), 1);
    if (isKilled) {
      leave();
      await gateway.kill();
    } else {
      const stop = async (): Promise<void> => {
        leave();
        expect(await gateway.stop()).toBe(0);
      };
      told.push(...(await run.whileCalm(gateway.url, stop)));
    }
    const next = await begin('gateway');
    gateways[index] = next;
    urls.push(next.url);
    run.moved();
  };
  for (const [number, step] of STEPS.entries()) {
    await run.reached(((number + 1) * CUTS) / (STEPS.length + 1));
    if (step === 'kill ingest') {
      await ingest.kill();
      ingest = await begin('ingest');
    } else {
      await moveGateway(Number(step.at(-1)), step.startsWith('kill'));
    }
  }
  await run.finish();
  expect([...told, ...(await run.problems())], `CUTS_SEED=${seed}`).toEqual([]);
}, 300_000);
