import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { openApiWorld } from '../support/api-world.ts';
import { openEdge } from '../support/edge.ts';
import { openLiveEdge } from '../support/live-edge.ts';
import { createMemoryLiveFeed } from '../support/memory-feed.ts';

async function sendAtOnce(url: string, queries: readonly string[], accept: string): Promise<Socket> {
  const { host, hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const requests = queries.map((query) => {
    const path = `/graphql?${new URLSearchParams({ query })}`;
    return `GET ${path} HTTP/1.1\r\nhost: ${host}\r\naccept: ${accept}\r\n\r\n`;
  });
  socket.write(requests.join(''));
  return socket;
}

it('streams asked for one behind the other on a connection are all left when it closes', async () => {
  const world = await openApiWorld();
  const edge = await openLiveEdge(world, createMemoryLiveFeed());
  const queries = Array.from({ length: 20 }, (_, n) => `subscription { a${n}: swipes { cursor } }`);
  const socket = await sendAtOnce(edge.url, queries, 'text/event-stream');
  await edge.subscribers(20);
  socket.destroy();
  await edge.subscribers(0);
  expect(edge.hub.status().groups).toBe(0);
  await edge.close();
  await world.dispose();
});

it('a stop does not wait for answers whose turn never came', async () => {
  const edge = await openEdge();
  const socket = await sendAtOnce(edge.url, ['{ slow }', '{ hello }', '{ slow }'], 'application/json');
  await edge.hub.slow;
  socket.destroy();
  edge.release();
  // The clock stands still: nothing but the answers ends the wait.
  await edge.close();
  expect(edge.logged).toEqual([]);
});
