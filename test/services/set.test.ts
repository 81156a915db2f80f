import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerOf } from '../../tools/services/answer.ts';
import { type ServiceSet, startServices, statusOf } from '../../tools/services/set.ts';

/** The cheapest of the three stands for all: what is tested is the set. */
const names = ['redis'] as const;
const portOf = ({ settings }: ServiceSet): number => Number(new URL(settings.REDIS_URL ?? '').port);
const ask = async (set: ServiceSet, command: string) => (await answerOf(portOf(set), `${command}\r\n`))?.toString();

describe('a set of services', () => {
  let dir: string;
  let set: ServiceSet;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-set-'));
    set = await startServices({ dir, names });
  });
  afterEach(async () => {
    await set.stop(true);
    await rm(dir, { recursive: true, force: true });
  });

  it('started twice is one set, with the same settings', async () => {
    expect(await ask(set, 'SET mine 1')).toBe('+OK\r\n');
    const again = await startServices({ dir, names });
    expect(again.settings).toEqual(set.settings);
    expect(await ask(again, 'GET mine')).toBe('$1\r\n1\r\n');
  });

  it('beside another knows nothing of it', async () => {
    const other = await startServices({ dir: `${dir}-other`, names });
    expect(portOf(other)).not.toBe(portOf(set));
    await other.stop(true);
    expect(await ask(set, 'PING')).toBe('+PONG\r\n');
  });

  it('killed is gone, and started again answers at its place', async () => {
    const port = portOf(set);
    await set.kill('redis');
    expect(await answerOf(port, 'PING\r\n')).toBeNull();
    expect((await statusOf(dir)).running).toEqual([]);
    await set.restart('redis');
    expect(portOf(set)).toBe(port);
    expect(await ask(set, 'PING')).toBe('+PONG\r\n');
  });

  it('paused answers nobody until it goes on', async () => {
    set.pause('redis');
    expect(await ask(set, 'PING')).toBeUndefined();
    set.resume('redis');
    expect(await ask(set, 'PING')).toBe('+PONG\r\n');
  });

  it('paused can be stopped', async () => {
    set.pause('redis');
    await set.stop();
    expect((await statusOf(dir)).running).toEqual([]);
  });
});
