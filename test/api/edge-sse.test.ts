import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Edge, openEdge } from '../support/edge.ts';
import { readEvents } from '../support/event-stream.ts';

const SWIPES = 'subscription($after: String) { swipes(after: $after) { swipe fresh } }';

let edge: Edge;
beforeEach(async () => {
  edge = await openEdge();
});
afterEach(() => edge.close());

async function open(query: string, headers: Record<string, string> = {}, variables?: object) {
  const leave = new AbortController();
  const response = await fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: leave.signal,
  });
  return { response, events: readEvents(response), leave: () => leave.abort() };
}

describe('event streams', () => {
  it('carry each frame with its cursor as the id, whether it was selected or not', async () => {
    const { response, events, leave } = await open(SWIPES);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    edge.hub.publish();
    edge.hub.publish();
    for (const number of [1, 2]) {
      expect((await events.next()).value).toEqual({
        event: 'next',
        id: `c${number}`,
        data: JSON.stringify({ data: { swipes: { swipe: number, fresh: number } } }),
      });
    }
    leave();
    await edge.hub.leaving(1);
  });

  it('are answered by GET as an EventSource asks, and by POST', async () => {
    const leave = new AbortController();
    const search = new URLSearchParams({ query: SWIPES, variables: '{"after":"c7"}' });
    const response = await fetch(`${edge.url}/graphql?${search}`, {
      headers: { accept: 'text/event-stream' },
      signal: leave.signal,
    });
    expect(response.status).toBe(200);
    expect(edge.hub.streams[0]?.after).toBe('c7');
    leave.abort();
    await edge.hub.leaving(1);
  });

  it('begin after Last-Event-ID, which wins over `after`', async () => {
    const { leave } = await open(SWIPES, { 'last-event-id': 'c42' }, { after: 'c7' });
    expect(edge.hub.streams[0]?.after).toBe('c42');
    leave();
    await edge.hub.leaving(1);
  });

  it('serve a subscription also when JSON is accepted beside, and leave queries to JSON', async () => {
    const accept = 'application/json, text/event-stream';
    const { response, leave } = await open(SWIPES, { accept });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    leave();
    await edge.hub.leaving(1);
    const query = await open('{ hello }', { accept });
    expect(query.response.headers.get('content-type')).toContain('json');
    await query.response.text();
  });

  it('report what is refused as one result and completion', async () => {
    const cases = [
      ['{ nonsense }', 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription { refused { cursor } }', 'CURSOR_EXPIRED'],
      ['{ leak }', 'INTERNAL'],
    ] as const;
    for (const [query, code] of cases) {
      const { events } = await open(query);
      const { value } = await events.next();
      expect([value?.event, JSON.parse(value?.data ?? '').errors[0].extensions.code]).toEqual(['next', code]);
      expect((await events.next()).value).toEqual({ event: 'complete', id: null, data: '' });
      expect((await events.next()).done).toBe(true);
    }
  });

  it('say that they live while nothing happens', async () => {
    const leave = new AbortController();
    const response = await fetch(`${edge.url}/graphql?query=${encodeURIComponent(SWIPES)}`, {
      headers: { accept: 'text/event-stream' },
      signal: leave.signal,
    });
    const reader = response.body?.getReader();
    const text = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await text()).toBe('retry: 2000\n\n');
    edge.clock.advance(12_000);
    expect(await text()).toBe(':\n\n');
    edge.clock.advance(12_000);
    expect(await text()).toBe(':\n\n');
    leave.abort();
    await edge.hub.leaving(1);
  });

  it('end with the cursor when the server stops', async () => {
    const { events } = await open(SWIPES);
    edge.hub.publish();
    await events.next();
    const stopped = edge.close();
    const { value } = await events.next();
    expect(value?.id).toBe('c1');
    expect(JSON.parse(value?.data ?? '')).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'SERVER_RESTARTING', retriable: true, cursor: 'c1' } }],
    });
    expect((await events.next()).value?.event).toBe('complete');
    await stopped;
  });

  it('are cut 30 s after the hub gave a stalled reader up, while another misses nothing', async () => {
    const search = new URLSearchParams({ query: 'subscription { swipes { swipe padding } }' });
    const stalled = connect(Number(new URL(edge.url).port), '127.0.0.1');
    // Never reads: what the kernel does not hold stays with the server.
    stalled.pause();
    stalled.write(`GET /graphql?${search} HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n`);
    await edge.hub.opened(1);
    const other = await open(SWIPES);
    let gaveUp = false;
    edge.hub.onEnding(() => {
      gaveUp = true;
    });
    let sent = 0;
    const publish = async (): Promise<void> => {
      sent += 1;
      edge.hub.publish('x'.repeat(256 * 1024));
      const { value } = await other.events.next();
      expect(value?.id).toBe(`c${sent}`);
    };
    while (!gaveUp) await publish();
    edge.clock.advance(29_999);
    await publish();
    expect(edge.logged).toEqual([]);
    edge.clock.advance(1);
    await edge.hub.leaving(1);
    expect(edge.logged).toEqual(['cut a stalled event stream']);
    await publish();
    other.leave();
    await edge.hub.leaving(2);
    stalled.destroy();
  });
});
