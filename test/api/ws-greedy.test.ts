import { once } from 'node:events';
import { buildSchema } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Edge, openEdge } from '../support/edge.ts';
import { openRawClient, type RawClient, subscribeMessage } from '../support/ws-client.ts';

/** A schema whose one query waits until it is told, and whose one mutation is counted. */
function createSlowSchema() {
  const schema = buildSchema('type Query { slow: Int } type Mutation { count: Int }');
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = { begun: 0, counted: 0 };
  const slow = schema.getQueryType()?.getFields().slow;
  const count = schema.getMutationType()?.getFields().count;
  if (slow === undefined || count === undefined) throw new TypeError('fields');
  slow.resolve = async () => {
    asked.begun += 1;
    await released;
    return 1;
  };
  count.resolve = () => {
    asked.counted += 1;
    return asked.counted;
  };
  return { schema, asked, release: () => release() };
}

let edge: Edge;
let slow: ReturnType<typeof createSlowSchema>;
beforeEach(async () => {
  slow = createSlowSchema();
  edge = await openEdge({ schema: slow.schema });
});
afterEach(() => edge.close());

/** Lets the server read what others sent: its answers to this are as many turns of its own. */
async function roundTrips(client: RawClient, count: number): Promise<void> {
  for (let trip = 1; trip <= count; trip += 1) {
    client.messages.length = 0;
    client.send({ type: 'ping' });
    await client.wait(({ type }) => type === 'pong');
  }
}

describe('a socket whose client asks more than it takes', () => {
  it('is not read on while it leaves its pongs lying', async () => {
    const greedy = await openRawClient(edge.wsUrl);
    const other = await openRawClient(edge.wsUrl);
    greedy.socket.pause();
    const payload = { filler: 'x'.repeat(500_000) };
    for (let ping = 0; ping < 64; ping += 1) greedy.send({ type: 'ping', payload });
    await roundTrips(other, 200);
    expect(greedy.socket.bufferedAmount).toBeGreaterThan(0);
    greedy.socket.resume();
    await greedy.wait(() => greedy.messages.length === 65);
    expect(greedy.socket.bufferedAmount).toBe(0);
    greedy.socket.close();
    other.socket.close();
  });

  it('is not read on while very many of its queries run, lives meanwhile, and gets every answer', async () => {
    const greedy = await openRawClient(edge.wsUrl);
    const other = await openRawClient(edge.wsUrl);
    const filler = ' '.repeat(1_000);
    for (let id = 0; id < 5_000; id += 1) greedy.send(subscribeMessage(`${id}`, `{ slow }${filler}`));
    await roundTrips(other, 200);
    // What had been read in one piece is begun.
    expect(slow.asked.begun).toBeLessThan(1_000);
    edge.clock.advance(24_000);
    slow.release();
    let completed = 0;
    greedy.socket.on('message', (text) => {
      if (String(text).endsWith('"complete"}')) completed += 1;
    });
    while (completed < 5_000) await once(greedy.socket, 'message');
    expect(slow.asked.begun).toBe(5_000);
    greedy.socket.close();
    other.socket.close();
  });
});

it('a socket that was closed for what it sent does nothing of what it sent after it', async () => {
  const mutation = JSON.stringify(subscribeMessage('1', 'mutation { count }'));
  const early = new WebSocket(edge.wsUrl);
  await once(early, 'open');
  early.send('{"type":"connection_init"}');
  early.send(mutation);
  expect((await once(early, 'close'))[0]).toBe(4406);
  const twice = await openRawClient(edge.wsUrl);
  twice.send({ type: 'connection_init' });
  twice.send(mutation);
  expect(await twice.closed).toBe(4429);
  expect(slow.asked.counted).toBe(0);
});
