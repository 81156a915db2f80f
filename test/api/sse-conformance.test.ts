import { request as httpRequest } from 'node:http';
import { type Client, type ClientOptions, createClient } from 'graphql-sse';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Edge, openEdge } from '../support/edge.ts';
import { readEvents } from '../support/event-stream.ts';

const SWIPES = 'subscription($after: String) { swipes(after: $after) { cursor swipe } }';
const frame = (swipe: number) => ({ data: { swipes: { cursor: `c${swipe}`, swipe } } });

let edge: Edge;
let clients: Client[];
beforeEach(async () => {
  edge = await openEdge();
  clients = [];
});
afterEach(async () => {
  for (const client of clients) client.dispose();
  await edge.close();
});

function reference(options: Partial<ClientOptions<false>> = {}): Client {
  const client = createClient({
    url: `${edge.url}/graphql`,
    singleConnection: false,
    retry: async () => {},
    ...options,
  });
  clients.push(client);
  return client;
}

async function raw(query: string, headers: Record<string, string> = {}, variables?: object) {
  const leave = new AbortController();
  const response = await fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: leave.signal,
  });
  return { response, events: readEvents(response), leave: () => leave.abort() };
}

describe('the graphql-sse client, with a connection for each operation', () => {
  it('runs queries, mutations and subscriptions, each ended by completion', async () => {
    const client = reference();
    const cases = [
      ['{ hello }', { hello: 'hello world' }],
      ['mutation { count }', { count: 1 }],
    ] as const;
    for (const [query, data] of cases) {
      const results = client.iterate({ query });
      expect((await results.next()).value).toEqual({ data });
      expect((await results.next()).done).toBe(true);
    }
    const results = client.iterate({ query: SWIPES });
    const first = results.next();
    await edge.hub.opened(1);
    edge.hub.publish();
    expect((await first).value).toEqual(frame(1));
    // Signs of life are not for the client.
    edge.clock.advance(12_000);
    edge.hub.publish();
    expect((await results.next()).value).toEqual(frame(2));
  });

  it('frees its subscription when it leaves, and others go on', async () => {
    const client = reference();
    const [leaver, stayer] = [client.iterate({ query: SWIPES }), client.iterate({ query: SWIPES })];
    const firsts = [leaver.next(), stayer.next()];
    await edge.hub.opened(2);
    edge.hub.publish();
    await Promise.all(firsts);
    await leaver.return?.();
    await edge.hub.leaving(1);
    edge.hub.publish();
    expect((await stayer.next()).value).toEqual(frame(2));
    client.dispose();
    await edge.hub.leaving(2);
  });

  it('is told what is refused in the stream, and then of its completion', async () => {
    const client = reference();
    for (const [query, code] of [
      ['{ nonsense }', 'GRAPHQL_VALIDATION_FAILED'],
      ['query A { hello } query B { hello }', 'REQUEST_INVALID'],
      ['subscription { refused { cursor } }', 'CURSOR_EXPIRED'],
      ['{ leak }', 'INTERNAL'],
    ] as const) {
      const results = client.iterate({ query });
      const { value } = await results.next();
      expect(value?.errors?.[0]?.extensions?.code).toBe(code);
      expect((await results.next()).done).toBe(true);
    }
  });

  it('tries again after a cut, where its cursor says', async () => {
    const responses: AbortController[] = [];
    const client = reference({
      fetchFn: (url: string, init: RequestInit) => {
        const cut = new AbortController();
        responses.push(cut);
        return fetch(url, { ...init, signal: cut.signal });
      },
    });
    const variables: { after?: string } = {};
    const seen: unknown[] = [];
    let heard = (): void => {};
    const leave = client.subscribe<{ swipes: { cursor: string } }>(
      { query: SWIPES, variables },
      {
        next: (result) => {
          seen.push(result);
          if (result.data) variables.after = result.data.swipes.cursor;
          heard();
        },
        error: () => {},
        complete: () => {},
      },
    );
    for (const number of [1, 2, 3]) {
      await edge.hub.opened(number);
      const result = new Promise<void>((resolve) => {
        heard = resolve;
      });
      edge.hub.publish();
      await result;
      if (number < 3) responses[number - 1]?.abort();
    }
    expect(edge.hub.streams.map(({ after }) => after)).toEqual([undefined, 'c1', 'c2']);
    expect(seen).toEqual([frame(1), frame(2), frame(3)]);
    leave();
  });

  it('tries again until a server is there, and goes on after the cursor that a restart ended it with', async () => {
    const first = await openEdge();
    const urls = [first.url];
    let tries = 0;
    const client = reference({
      url: () => `${urls[0]}/graphql`,
      retry: async () => {
        tries += 1;
        urls[0] = edge.url;
      },
    });
    const before = client.iterate({ query: SWIPES });
    const begun = before.next();
    await first.hub.opened(1);
    first.hub.publish();
    expect((await begun).value).toEqual(frame(1));
    const [last] = await Promise.all([before.next(), first.close()]);
    expect(last.value).toMatchObject({ data: null, errors: [{ extensions: { code: 'SERVER_RESTARTING' } }] });
    expect((await before.next()).done).toBe(true);
    const cursor: unknown = last.value?.errors?.[0]?.extensions?.cursor;
    const after = client.iterate({ query: SWIPES, variables: { after: cursor } });
    const resumed = after.next();
    await edge.hub.opened(1);
    expect([tries, edge.hub.streams[0]?.after]).toEqual([1, 'c1']);
    edge.hub.publish();
    expect((await resumed).value).toEqual(frame(1));
  });

  it('is refused the single connection mode, which is not served', async () => {
    const response = await fetch(`${edge.url}/graphql`, { method: 'PUT' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});

describe('on the wire', () => {
  it('each event is `next` with the cursor as its id, the last `complete`', async () => {
    const { response, events } = await raw(SWIPES);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-cache, no-transform',
    ]);
    edge.hub.publish();
    expect((await events.next()).value).toEqual({ event: 'next', id: 'c1', data: JSON.stringify(frame(1)) });
    const stopped = edge.close();
    const { value } = await events.next();
    expect([value?.event, value?.id]).toEqual(['next', 'c1']);
    expect((await events.next()).value).toEqual({ event: 'complete', id: null, data: '' });
    expect((await events.next()).done).toBe(true);
    await stopped;
  });

  it('Last-Event-ID wins over `after`, and an empty one is none', async () => {
    const cases = [
      [{ 'last-event-id': 'c9' }, { after: 'c7' }, 'c9'],
      [{ 'last-event-id': 'c9' }, undefined, 'c9'],
      [{ 'last-event-id': '' }, { after: 'c7' }, 'c7'],
      [{}, { after: 'c7' }, 'c7'],
      [{}, undefined, undefined],
    ] as const;
    for (const [index, [headers, variables, after]] of cases.entries()) {
      const { leave } = await raw(SWIPES, headers, variables);
      await edge.hub.opened(index + 1);
      expect(edge.hub.streams[index]?.after).toBe(after);
      leave();
      await edge.hub.leaving(index + 1);
    }
  });

  it('data stays on its line, whatever the texts hold', async () => {
    const { events, leave } = await raw('subscription { swipes { padding } }');
    const padding = 'a\nb\r\nc\rd\u2028e: \u0000 data: x\n\nevent: complete';
    edge.hub.publish(padding);
    const { value } = await events.next();
    expect(value?.data.includes('\n')).toBe(false);
    expect(JSON.parse(value?.data ?? '')).toEqual({ data: { swipes: { padding } } });
    leave();
    await edge.hub.leaving(1);
  });

  it('a request that cannot be read is refused before a stream begins', async () => {
    const refused = await fetch(`${edge.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: '{"query":',
    });
    expect([refused.status, refused.headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8']);
    await refused.text();
  });

  it('a client that goes while its subscription begins holds nothing', async () => {
    const search = new URLSearchParams({ query: SWIPES });
    const left = httpRequest(`${edge.url}/graphql?${search}`, { headers: { accept: 'text/event-stream' } });
    left.on('error', () => {});
    left.end();
    await edge.hub.opened(1);
    left.destroy();
    await edge.hub.leaving(1);
    await edge.close();
    expect(edge.clock.timers).toBe(0);
  });
});
