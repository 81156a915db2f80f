import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { TickWriter } from '../../../src/server/tick-writer.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('tells that it is ready when it is, also where a stream drains while much more has been gathered', async () => {
  const writes: (() => void)[] = [];
  const stream = new Writable({ highWaterMark: 1_000, write: (_chunk, _encoding, taken) => writes.push(taken) });
  const told: boolean[] = [];
  const writer = new TickWriter(stream, () => told.push(writer.isReady));
  writer.push(Buffer.alloc(2_000));
  writer.flush();
  expect(writer.isReady).toBe(false);
  writer.push(Buffer.alloc(2_000_000));
  writes.shift()?.();
  await new Promise((resolve) => process.nextTick(resolve));
  expect([stream.writableLength, told]).toEqual([0, []]);
  await turn();
  expect([stream.writableLength, told]).toEqual([2_000_000, []]);
  writes.shift()?.();
  await turn();
  expect(told).toEqual([true]);
});
