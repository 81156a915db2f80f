import { once } from 'node:events';
import { connect } from 'node:net';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Edge, openEdge } from '../support/edge.ts';
import { type Message, openRawClient, type RawClient, subscribeMessage } from '../support/ws-client.ts';

const SWIPES = 'subscription($after: String) { swipes(after: $after) { cursor swipe } }';
const frame = (swipe: number) => ({ data: { swipes: { cursor: `c${swipe}`, swipe } } });

let edge: Edge;
let clients: Client[];
let trips = 0;
beforeEach(async () => {
  edge = await openEdge();
  clients = [];
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.dispose()));
  await edge.close();
});

function reference(options: Partial<ClientOptions> = {}): Client {
  const client = createClient({ url: edge.wsUrl, webSocketImpl: WebSocket, retryWait: async () => {}, ...options });
  clients.push(client);
  return client;
}

/** Whatever the client sent before has been dealt with when the answer to this has arrived. */
async function roundTrip(client: RawClient): Promise<void> {
  trips += 1;
  const trip = `trip ${trips}`;
  client.send(subscribeMessage(trip, '{ hello }'));
  await client.wait(({ id, type }) => id === trip && type === 'complete');
}
const isTrip = ({ id }: Message): boolean => id?.startsWith('trip') === true;

describe('the graphql-ws client', () => {
  it('runs queries, mutations and subscriptions side by side on one socket', async () => {
    let connections = 0;
    const client = reference({
      lazy: false,
      on: {
        connected: () => {
          connections += 1;
        },
      },
    });
    const streams = Array.from({ length: 50 }, () => client.iterate({ query: SWIPES }));
    const firsts = streams.map((stream) => stream.next());
    await edge.hub.opened(50);
    const names = Array.from({ length: 100 }, (_, index) => `n${index}`);
    const answers = names.map(async (name) => {
      const query = 'query($name: String!) { hello(name: $name) }';
      return (await client.iterate({ query, variables: { name } }).next()).value;
    });
    const counted = client.iterate({ query: 'mutation { count }' }).next();
    edge.hub.publish();
    expect(await Promise.all(answers)).toEqual(names.map((name) => ({ data: { hello: `hello ${name}` } })));
    expect((await counted).value).toEqual({ data: { count: 1 } });
    for (const first of firsts) expect((await first).value).toEqual(frame(1));
    expect(connections).toBe(1);
  });

  it('ends a query with its result and completion, and what cannot be run with an error', async () => {
    const client = reference();
    const answer = client.iterate({ query: '{ hello }' });
    expect((await answer.next()).value).toEqual({ data: { hello: 'hello world' } });
    expect((await answer.next()).done).toBe(true);
    await expect(client.iterate({ query: '{ nonsense }' }).next()).rejects.toMatchObject([
      { message: expect.any(String), extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
  });

  it('picks the operation by its name', async () => {
    const query = 'query A { hello } mutation B { count } subscription C { swipes { cursor } }';
    const client = reference();
    const answer = await client.iterate({ query, operationName: 'B' }).next();
    expect(answer.value).toEqual({ data: { count: 1 } });
  });

  it('connects with parameters of any shape', async () => {
    const client = reference({ connectionParams: { authorization: 'Bearer x', nested: { list: [1, null] } } });
    expect((await client.iterate({ query: '{ hello }' }).next()).value).toEqual({ data: { hello: 'hello world' } });
  });

  it('leaves one subscription mid-stream while the others of its socket go on', async () => {
    const client = reference({ lazy: false });
    const [leaver, stayer] = [client.iterate({ query: SWIPES }), client.iterate({ query: SWIPES })];
    const firsts = [leaver.next(), stayer.next()];
    await edge.hub.opened(2);
    edge.hub.publish();
    await Promise.all(firsts);
    await leaver.return?.();
    await edge.hub.leaving(1);
    edge.hub.publish();
    expect((await stayer.next()).value).toEqual(frame(2));
    expect(edge.hub.streams.map(({ left }) => left).sort()).toEqual([false, true]);
  });

  it('is answered when it pings', async () => {
    let answered = (): void => {};
    const ponged = new Promise<void>((resolve) => {
      answered = resolve;
    });
    reference({
      lazy: false,
      keepAlive: 1,
      on: {
        pong: (received) => {
          if (received) answered();
        },
      },
    });
    await ponged;
  });

  it('subscribes again by itself after a cut, where its cursor says', async () => {
    const sockets: WebSocket[] = [];
    const client = reference({
      on: {
        opened: (socket) => {
          if (socket instanceof WebSocket) sockets.push(socket);
        },
      },
    });
    // The client writes its payload anew for each try.
    const variables: { after?: string } = {};
    const seen: unknown[] = [];
    let heard = (): void => {};
    const over = new Promise<unknown>((resolve) => {
      client.subscribe<{ swipes: { cursor: string } }>(
        { query: SWIPES, variables },
        {
          next: (result) => {
            seen.push(result);
            if (result.data) variables.after = result.data.swipes.cursor;
            heard();
          },
          error: resolve,
          complete: () => resolve('completed'),
        },
      );
    });
    for (const number of [1, 2, 3]) {
      await edge.hub.opened(number);
      const result = new Promise<void>((resolve) => {
        heard = resolve;
      });
      edge.hub.publish();
      await result;
      if (number < 3) sockets[number - 1]?.terminate();
    }
    expect(edge.hub.streams.map(({ after }) => after)).toEqual([undefined, 'c1', 'c2']);
    expect(seen).toEqual([frame(1), frame(2), frame(3)]);
    await client.dispose();
    expect(await over).toBe('completed');
  });

  it('takes 1012 for a restart: connects again, and is served after the cursor its subscription ended with', async () => {
    const urls = [edge.wsUrl];
    const closes: unknown[] = [];
    const client = reference({
      url: () => urls[0] ?? '',
      lazy: false,
      on: {
        closed: (event) => {
          if (typeof event === 'object' && event !== null && 'code' in event) closes.push(event.code);
        },
      },
    });
    const before = client.iterate({ query: SWIPES });
    const first = before.next();
    await edge.hub.opened(1);
    edge.hub.publish();
    expect((await first).value).toEqual(frame(1));
    const next = await openEdge();
    urls[0] = next.wsUrl;
    const [last] = await Promise.all([before.next(), edge.close()]);
    const cursor: unknown = last.value?.errors?.[0]?.extensions?.cursor;
    expect(cursor).toBe('c1');
    expect((await before.next()).done).toBe(true);
    const after = client.iterate({ query: SWIPES, variables: { after: cursor } });
    const resumed = after.next();
    await next.hub.opened(1);
    expect(next.hub.streams[0]?.after).toBe('c1');
    expect(closes).toEqual([1012]);
    next.hub.publish();
    expect((await resumed).value).toEqual(frame(1));
    await client.dispose();
    await next.close();
  });
});

describe('ping and pong', () => {
  it('come back with what the ping carried, before and after connection_init', async () => {
    const client = await openRawClient(edge.wsUrl, false);
    client.send({ type: 'ping', payload: { n: 1 } });
    expect(await client.wait(({ type }) => type === 'pong')).toEqual({ type: 'pong', payload: { n: 1 } });
    client.send({ type: 'connection_init' });
    expect(await client.wait(({ type }) => type === 'connection_ack')).toEqual({ type: 'connection_ack' });
    client.send({ type: 'ping' });
    await client.wait(() => client.messages.length === 3);
    expect(client.messages[2]).toEqual({ type: 'pong' });
    client.socket.close();
  });

  it('a pong that nobody asked for is taken and not answered', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send({ type: 'pong' });
    client.send({ type: 'pong', payload: { any: [1, 2] } });
    await roundTrip(client);
    expect(client.messages.map(({ type }) => type)).toEqual(['connection_ack', 'next', 'complete']);
    client.socket.close();
  });
});

describe('a message out of turn closes the socket with its code', () => {
  it('4401: subscribe before connection_init', async () => {
    const client = await openRawClient(edge.wsUrl, false);
    client.send(subscribeMessage('1', SWIPES));
    expect(await client.closed).toBe(4401);
    expect(edge.hub.streams).toEqual([]);
  });

  it('4408: no connection_init in time', async () => {
    const hasty = await openEdge({ limits: { initWaitMs: 20 } });
    const patient = await openRawClient(hasty.wsUrl);
    const client = await openRawClient(hasty.wsUrl, false);
    hasty.clock.advance(20);
    expect(await client.closed).toBe(4408);
    await roundTrip(patient);
    patient.socket.close();
    await hasty.close();
  });

  it('4409: an id in use; one that has ended may be used again', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('1', '{ hello }'));
    await client.wait(({ id, type }) => id === '1' && type === 'complete');
    client.send(subscribeMessage('1', '{ nonsense }'));
    await client.wait(({ id, type }) => id === '1' && type === 'error');
    client.send(subscribeMessage('1', SWIPES));
    await edge.hub.opened(1);
    client.send({ id: '1', type: 'complete' });
    await edge.hub.leaving(1);
    client.send(subscribeMessage('1', SWIPES));
    await edge.hub.opened(2);
    client.send(subscribeMessage('2', SWIPES));
    await edge.hub.opened(3);
    client.send(subscribeMessage('1', '{ hello }'));
    expect(await client.closed).toBe(4409);
    await edge.hub.leaving(3);
  });

  it('4409: also while the first of that id is a query under way', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('1', '{ slow }'));
    await edge.hub.slow;
    client.send(subscribeMessage('1', '{ hello }'));
    expect(await client.closed).toBe(4409);
    edge.release();
  });

  it('4429: a second connection_init', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('1', SWIPES));
    await edge.hub.opened(1);
    client.send({ type: 'connection_init' });
    expect(await client.closed).toBe(4429);
    await edge.hub.leaving(1);
  });

  it('4406: no protocol of ours is offered', async () => {
    for (const offered of ['graphql-ws', 'mqtt, wamp', undefined]) {
      const headers = offered === undefined ? {} : { 'sec-websocket-protocol': offered };
      const socket = new WebSocket(edge.wsUrl, { headers });
      const [code] = await once(socket, 'close');
      expect([offered, code, socket.protocol]).toEqual([offered, 4406, '']);
    }
  });

  it('none: ours is taken from among others', async () => {
    const socket = new WebSocket(edge.wsUrl, ['graphql-ws', 'graphql-transport-ws', 'mqtt']);
    await once(socket, 'open');
    expect(socket.protocol).toBe('graphql-transport-ws');
    socket.close(1000);
    const [code] = await once(socket, 'close');
    expect(code).toBe(1000);
  });
});

describe('garbage closes the socket with 4400', () => {
  it.each([
    'not JSON',
    '',
    'null',
    '5',
    '"connection_init"',
    '[]',
    '{}',
    '{"type":5}',
    '{"type":"unknown"}',
    '{"type":"start","id":"1","payload":{"query":"{ hello }"}}',
    '{"type":"toString"}',
    '{"type":"ping","payload":5}',
    '{"type":"pong","payload":"x"}',
    '{"type":"connection_init","payload":"x"}',
    '{"type":"subscribe"}',
    '{"type":"subscribe","id":"1"}',
    '{"type":"subscribe","payload":{"query":"{ hello }"}}',
    '{"type":"subscribe","id":1,"payload":{"query":"{ hello }"}}',
    '{"type":"subscribe","id":"","payload":{"query":"{ hello }"}}',
    '{"type":"subscribe","id":"1","payload":"{ hello }"}',
    '{"type":"subscribe","id":"1","payload":{}}',
    '{"type":"subscribe","id":"1","payload":{"query":5}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ hello }","variables":"x"}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ hello }","operationName":5}}',
    '{"type":"subscribe","id":"1","payload":{"query":"{ hello }","extensions":5}}',
    '{"type":"complete"}',
    '{"type":"complete","id":7}',
  ])('%s', async (text) => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('other', SWIPES));
    await edge.hub.opened(1);
    client.send(text);
    expect(await client.closed).toBe(4400);
    await edge.hub.leaving(1);
    expect(edge.logged).toEqual([]);
  });

  it('an id of more than 1,024 characters, before anything is begun', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('i'.repeat(1_024), SWIPES));
    await edge.hub.opened(1);
    client.send(subscribeMessage('i'.repeat(1_025), SWIPES));
    expect(await client.closed).toBe(4400);
    await edge.hub.leaving(1);
  });

  it('a long id used again says so in a reason that fits', async () => {
    const client = await openRawClient(edge.wsUrl);
    for (let count = 0; count < 2; count += 1) client.send(subscribeMessage('i'.repeat(1_024), SWIPES));
    expect(await client.closed).toBe(4409);
  });

  it('bytes in a binary frame', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.socket.send(Buffer.from([0, 255, 254, 1]), { binary: true });
    expect(await client.closed).toBe(4400);
  });

  it('what only a server sends, at the latest when it is understood', async () => {
    const payload = [{ message: 'x' }];
    for (const message of [
      { type: 'connection_ack' },
      { type: 'next', id: '1', payload: { data: null } },
      { type: 'error', id: '1', payload },
    ]) {
      const client = await openRawClient(edge.wsUrl);
      client.send(message);
      expect([4400, 4500]).toContain(await client.closed);
    }
  });
});

describe('a frame', () => {
  it('at the limit is taken, and above it closes the socket with 1009, in pieces too', async () => {
    const small = await openEdge({ limits: { frameBytes: 1_000 } });
    const message = (bytes: number): string => {
      const text = JSON.stringify(subscribeMessage('1', '{ hello }'));
      return text.padEnd(bytes, ' ');
    };
    const fits = await openRawClient(small.wsUrl);
    fits.send(message(1_000));
    await fits.wait(({ id }) => id === '1');
    fits.send(message(1_001));
    expect(await fits.closed).toBe(1009);
    const pieces = await openRawClient(small.wsUrl);
    pieces.socket.send(message(600), { fin: false });
    pieces.socket.send(' '.repeat(401), { fin: true });
    expect(await pieces.closed).toBe(1009);
    await small.close();
  });

  it('of text that is not UTF-8 closes the socket with 1007', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.socket.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false });
    expect(await client.closed).toBe(1007);
  });

  it('that breaks the rules of WebSocket closes the socket with 1002', async () => {
    for (const bytes of [
      // Not masked; a reserved bit; a reserved opcode.
      [0x81, 0x01, 0x7b],
      [0xf1, 0x80, 0, 0, 0, 0],
      [0x83, 0x80, 0, 0, 0, 0],
    ]) {
      const { hostname, port } = new URL(edge.url);
      const socket = connect(Number(port), hostname);
      socket.write(
        [
          'GET /graphql HTTP/1.1',
          'host: localhost',
          'connection: upgrade',
          'upgrade: websocket',
          'sec-websocket-version: 13',
          'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==',
          'sec-websocket-protocol: graphql-transport-ws',
          '\r\n',
        ].join('\r\n'),
      );
      const [head] = await once(socket, 'data');
      expect(String(head)).toMatch(/^HTTP\/1\.1 101 /);
      socket.write(Uint8Array.from(bytes));
      const [frame] = await once(socket, 'data');
      expect([frame[0], frame.readUInt16BE(2)]).toEqual([0x88, 1002]);
      socket.destroy();
    }
  });
});

describe('an operation', () => {
  it('may have any text for its id', async () => {
    const client = await openRawClient(edge.wsUrl);
    for (const id of [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      ' ',
      '"\\\n',
      'ž€😀',
      'x'.repeat(999),
    ]) {
      client.send(subscribeMessage(id, '{ hello }'));
      const next = await client.wait((message) => message.id === id && message.type === 'next');
      expect(next).toEqual({ id, type: 'next', payload: { data: { hello: 'hello world' } } });
      expect(await client.wait((message) => message.id === id && message.type === 'complete')).toEqual({
        id,
        type: 'complete',
      });
    }
    client.socket.close();
  });

  it('has an id again in every frame of a subscription, however it must be escaped', async () => {
    const client = await openRawClient(edge.wsUrl);
    const ids = ['a', '"\\\n', 'ž€😀', '__proto__'];
    for (const id of ids) client.send(subscribeMessage(id, SWIPES));
    await edge.hub.opened(ids.length);
    for (const number of [1, 2]) {
      edge.hub.publish();
      for (const id of ids) {
        await client.wait((message) => message.id === id && message.payload?.data?.swipes?.swipe === number);
      }
    }
    client.socket.close();
    await edge.hub.leaving(ids.length);
  });

  it('is not missed when it is completed: unknown ids, and the same twice, are passed over', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('1', SWIPES));
    await edge.hub.opened(1);
    for (const id of ['unknown', '1', '1', '__proto__']) client.send({ id, type: 'complete' });
    await edge.hub.leaving(1);
    await roundTrip(client);
    edge.hub.publish();
    await roundTrip(client);
    expect(client.messages.filter((message) => !isTrip(message)).map(({ type }) => type)).toEqual(['connection_ack']);
    client.socket.close();
  });

  it('completed in the same breath as it was begun sends nothing and holds nothing', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('1', SWIPES));
    client.send({ id: '1', type: 'complete' });
    await roundTrip(client);
    await edge.hub.leaving(edge.hub.streams.length);
    expect(client.messages.filter(({ id }) => id === '1')).toEqual([]);
    client.socket.close();
  });

  it('a query that is completed before it answers sends nothing', async () => {
    const client = await openRawClient(edge.wsUrl);
    client.send(subscribeMessage('1', '{ slow }'));
    await edge.hub.slow;
    client.send({ id: '1', type: 'complete' });
    await roundTrip(client);
    edge.release();
    client.send(subscribeMessage('2', '{ slow }'));
    await client.wait(({ id, type }) => id === '2' && type === 'complete');
    expect(client.messages.filter(({ id }) => id === '1')).toEqual([]);
    client.socket.close();
  });
});

describe('the handshake', () => {
  it('is refused on any other path, and without a version that is known', async () => {
    const other = new WebSocket(edge.wsUrl.replace('/graphql', '/other'), 'graphql-transport-ws');
    const [, response] = await once(other, 'unexpected-response');
    expect(response.statusCode).toBe(404);
    const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '99' };
    const old = connect(Number(new URL(edge.url).port), '127.0.0.1');
    old.write(`GET /graphql HTTP/1.1\r\nhost: localhost\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n`);
    for (const [name, value] of Object.entries(headers)) old.write(`${name}: ${value}\r\n`);
    old.write('\r\n');
    const [answer] = await once(old, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 4(?:00|26) /);
    old.destroy();
  });
});
