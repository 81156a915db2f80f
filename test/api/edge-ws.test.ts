import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Edge, openEdge } from '../support/edge.ts';
import { openRawClient, type RawClient, subscribeMessage } from '../support/ws-client.ts';

const SWIPES = 'subscription { swipes { cursor swipe fresh } }';

let edge: Edge;
let trips = 0;
/** Whatever the client sent before, a pong included, has arrived when the answer to this has. */
async function roundTrip(client: RawClient): Promise<void> {
  trips += 1;
  const trip = `trip ${trips}`;
  client.send(subscribeMessage(trip, '{ hello }'));
  await client.wait(({ id, type }) => id === trip && type === 'complete');
}
beforeEach(async () => {
  edge = await openEdge();
});
afterEach(() => edge.close());

describe('WebSocket', () => {
  it('answers queries, mutations and subscriptions of a graphql-ws client, in fresh contexts', async () => {
    const client = createClient({ url: edge.wsUrl, webSocketImpl: WebSocket });
    const seen: unknown[] = [];
    for await (const result of client.iterate({ query: '{ hello }' })) seen.push(result);
    for await (const result of client.iterate({ query: 'mutation { count }' })) seen.push(result);
    expect(seen).toEqual([{ data: { hello: 'hello world' } }, { data: { count: 1 } }]);
    const results = client.iterate({ query: SWIPES });
    const first = results.next();
    await edge.hub.opened(1);
    edge.hub.publish();
    edge.hub.publish();
    expect((await first).value).toEqual({ data: { swipes: { cursor: 'c1', swipe: 1, fresh: 1 } } });
    expect((await results.next()).value).toEqual({ data: { swipes: { cursor: 'c2', swipe: 2, fresh: 2 } } });
    await client.dispose();
  });

  it('leaves the hub when its client completes, also while nothing is to be sent', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('1', SWIPES));
    await edge.hub.opened(1);
    client.send({ id: '1', type: 'complete' });
    await edge.hub.leaving(1);
    client.socket.close();
  });

  it('leaves the hub when its socket closes', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('1', SWIPES));
    client.send(subscribeMessage('2', SWIPES));
    await edge.hub.opened(2);
    client.socket.terminate();
    await edge.hub.leaving(2);
  });

  it('codes what cannot be run', async () => {
    const client = await openRawClient(edge.wsUrl);
    const cases = [
      ['{ hello', 'error', 'GRAPHQL_PARSE_FAILED'],
      ['{ nonsense }', 'error', 'GRAPHQL_VALIDATION_FAILED'],
      ['query A { hello } query B { hello }', 'error', 'REQUEST_INVALID'],
      ['{ leak }', 'next', 'INTERNAL'],
      ['subscription { refused { cursor } }', 'next', 'CURSOR_EXPIRED'],
    ] as const;
    for (const [query, type, code] of cases) {
      client.send(subscribeMessage(query, query));
      const answer = await client.wait((message) => message.id === query);
      expect(answer.type).toBe(type);
      const text = JSON.stringify(answer.payload);
      expect(text).toContain(`"code":"${code}"`);
      expect(text).toContain('"retriable":');
      expect(text).not.toContain('hunter2');
    }
    expect(client.messages.at(-1)?.payload ?? client.messages.at(-2)?.payload).toMatchObject({
      data: null,
      errors: [{ extensions: { oldest: 'c0' } }],
    });
    client.socket.close();
  });

  it('refuses one subscription too many alone, and takes another when one has ended', async () => {
    const small = await openEdge({ limits: { subscriptionsPerSocket: 2 } });
    const client = await openRawClient(small.wsUrl);
    for (const id of ['1', '2', '3']) client.send(subscribeMessage(id, SWIPES));
    const refused = await client.wait(({ id, type }) => id === '3' && type === 'error');
    expect(JSON.stringify(refused.payload)).toContain('LIMIT_EXCEEDED');
    await small.hub.opened(2);
    small.hub.publish();
    await client.wait(({ id, type }) => id === '2' && type === 'next');
    client.send(subscribeMessage('q', '{ hello }'));
    await client.wait(({ id, type }) => id === 'q' && type === 'next');
    client.send({ id: '1', type: 'complete' });
    await small.hub.leaving(1);
    client.send(subscribeMessage('4', SWIPES));
    await small.hub.opened(3);
    client.socket.close();
    await small.close();
  });

  it('closes a socket that sends a frame above the limit, or no protocol, and refuses pages of other origins', async () => {
    const small = await openEdge({ limits: { frameBytes: 1_000 } });
    const client = await openRawClient(small.wsUrl);
    client.send(subscribeMessage('1', `{ hello(name: "${'x'.repeat(2_000)}") }`));
    expect(await client.closed).toBe(1009);
    const broken = await openRawClient(small.wsUrl);
    broken.send('not JSON');
    expect(await broken.closed).toBe(4400);
    const stranger = new WebSocket(small.wsUrl, 'graphql-transport-ws', { origin: 'http://evil.example' });
    const status = await new Promise((resolve) => {
      stranger.once('unexpected-response', (_request, response) => resolve(response.statusCode));
    });
    expect(status).toBe(403);
    await small.close();
  });

  it('finds a dead socket by ping, and spares one that answers', async () => {
    const dead = new WebSocket(edge.wsUrl, 'graphql-transport-ws', { autoPong: false });
    const closed = new Promise((resolve) => dead.once('close', resolve));
    await new Promise((resolve) => dead.once('open', resolve));
    const alive = await openRawClient(edge.wsUrl);
    const pinged = [dead, alive.socket].map((socket) => new Promise((resolve) => socket.once('ping', resolve)));
    edge.clock.advance(12_000);
    await Promise.all(pinged);
    await roundTrip(alive);
    edge.clock.advance(12_000);
    await closed;
    await roundTrip(alive);
    alive.socket.close();
  });
});

describe('a stop', () => {
  it('ends each subscription with its cursor and completion, then closes with a code that clients retry on', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('1', SWIPES));
    await edge.hub.opened(1);
    edge.hub.publish();
    await client.wait(({ type }) => type === 'next');
    const stopped = edge.close();
    expect(await client.closed).toBe(1012);
    await stopped;
    const [, next, last, complete] = client.messages;
    expect(next?.payload?.data?.swipes).toEqual({ cursor: 'c1', swipe: 1, fresh: 1 });
    expect(last).toMatchObject({
      id: '1',
      type: 'next',
      payload: { data: null, errors: [{ extensions: { code: 'SERVER_RESTARTING', retriable: true, cursor: 'c1' } }] },
    });
    expect(complete).toEqual({ id: '1', type: 'complete' });
  });

  it('is followed by a graphql-ws client, which connects again', async () => {
    const ports: string[] = [edge.wsUrl];
    let connections = 0;
    let again = (): void => {};
    const connectedAgain = new Promise<void>((resolve) => {
      again = resolve;
    });
    const client = createClient({
      url: () => ports[0] ?? '',
      webSocketImpl: WebSocket,
      lazy: false,
      retryWait: async () => {},
      on: {
        connected: () => {
          connections += 1;
          if (connections === 2) again();
        },
      },
    });
    const results = client.iterate({ query: SWIPES });
    const first = results.next();
    await edge.hub.opened(1);
    const next = await openEdge();
    ports[0] = next.wsUrl;
    await edge.close();
    expect((await first).value).toMatchObject({ data: null, errors: [{ extensions: { code: 'SERVER_RESTARTING' } }] });
    await connectedAgain;
    await client.dispose();
    await next.close();
  });
});

describe('a reader that stalls', () => {
  const PADDED = 'subscription { swipes { cursor swipe padding } }';
  const padding = 'x'.repeat(256 * 1024);

  async function stall(sockets: Edge) {
    const stalled = await openRawClient(sockets.wsUrl);
    const other = await openRawClient(sockets.wsUrl);
    stalled.send(subscribeMessage('s', PADDED));
    other.send(subscribeMessage('o', 'subscription { swipes { cursor swipe fresh } }'));
    await sockets.hub.opened(2);
    stalled.socket.pause();
    let ended = false;
    sockets.hub.onEnding(() => {
      ended = true;
    });
    let sent = 0;
    while (!ended) {
      sent += 1;
      sockets.hub.publish(padding);
      await other.wait(({ payload }) => payload?.data?.swipes?.swipe === sent);
    }
    return { stalled, other, sent };
  }

  it('is cut 30 s after the hub gave it up, while another misses nothing', async () => {
    const { stalled, other, sent } = await stall(edge);
    for (const ms of [11_000, 11_000, 7_999]) {
      edge.clock.advance(ms);
      await roundTrip(other);
    }
    edge.hub.publish();
    await other.wait(({ payload }) => payload?.data?.swipes?.swipe === sent + 1);
    expect(edge.logged).toEqual([]);
    edge.clock.advance(1);
    await edge.hub.leaving(1);
    expect(edge.logged).toEqual(['cut a stalled socket']);
    const closed = stalled.closed;
    stalled.socket.resume();
    expect(await closed).toBe(1006);
    const numbers = other.messages.flatMap(({ payload }) => payload?.data?.swipes?.swipe ?? []);
    expect(numbers).toEqual(Array.from({ length: sent + 1 }, (_, index) => index + 1));
    other.socket.close();
  });

  it('gets what the socket held and its last result when it reads on in time, and keeps its socket', async () => {
    const { stalled, other } = await stall(edge);
    for (const ms of [11_000, 11_000, 7_000]) {
      edge.clock.advance(ms);
      await roundTrip(other);
    }
    stalled.socket.resume();
    await stalled.wait(({ type }) => type === 'complete');
    const results = stalled.messages.filter(({ type }) => type === 'next');
    const numbers = results.slice(0, -1).map(({ payload }) => payload?.data?.swipes?.swipe);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(results.at(-1)?.payload).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'SUBSCRIBER_TOO_SLOW', retriable: true, cursor: `c${numbers.length}` } }],
    });
    edge.clock.advance(11_000);
    stalled.send(subscribeMessage('q', '{ hello }'));
    await stalled.wait(({ id }) => id === 'q');
    stalled.socket.close();
    other.socket.close();
  });
});
