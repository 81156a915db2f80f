import {
  ApolloClient,
  CombinedGraphQLErrors,
  CombinedProtocolErrors,
  gql,
  HttpLink,
  InMemoryCache,
} from '@apollo/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Edge, openEdge } from '../support/edge.ts';
import { readParts } from '../support/multipart.ts';

const SWIPES = 'subscription($after: String) { swipes(after: $after) { cursor swipe } }';
const ACCEPT = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0",application/json';

let edge: Edge;
beforeEach(async () => {
  edge = await openEdge();
});
afterEach(() => edge.close());

async function open(query: string, accept = ACCEPT) {
  const leave = new AbortController();
  const response = await fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
    signal: leave.signal,
  });
  return { response, parts: readParts(response), leave: () => leave.abort() };
}

describe('a subscription in parts', () => {
  it('is sent as it is asked for, each result in a part of its own, and is left with its connection', async () => {
    const { response, parts, leave } = await open(SWIPES);
    expect(response.headers.get('content-type')).toBe('multipart/mixed;boundary="graphql";subscriptionSpec="1.0"');
    for (const number of [1, 2]) {
      edge.hub.publish();
      expect((await parts.next()).value).toEqual({
        headers: 'content-type: application/json',
        json: { payload: { data: { swipes: { cursor: `c${number}`, swipe: number } } } },
      });
    }
    leave();
    await edge.hub.leaving(1);
  });

  it.each([
    'multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9',
    'multipart/mixed; subscriptionSpec="1.0"; boundary="graphql", application/json',
    'Multipart/Mixed;SubscriptionSpec=1.0',
    'application/json, multipart/mixed;subscriptionSpec=1.0;q=0.1, text/event-stream;q=0.05',
  ])('is what %s asks for', async (accept) => {
    const { response, leave } = await open(SWIPES, accept);
    expect(response.headers.get('content-type')).toMatch(/^multipart\/mixed/);
    leave();
    await edge.hub.leaving(1);
  });

  it('shows that it lives by an empty object while nothing happens', async () => {
    const { parts, leave } = await open(SWIPES);
    await edge.hub.opened(1);
    edge.clock.advance(12_000);
    expect((await parts.next()).value?.json).toEqual({});
    leave();
    await edge.hub.leaving(1);
  });

  it('ends with an error of the transport and the cursor when the server stops', async () => {
    const { parts } = await open(SWIPES);
    edge.hub.publish();
    await parts.next();
    const stopped = edge.close();
    expect((await parts.next()).value?.json).toEqual({
      payload: null,
      errors: [expect.objectContaining({ extensions: { code: 'SERVER_RESTARTING', retriable: true, cursor: 'c1' } })],
    });
    expect((await parts.next()).done).toBe(true);
    await stopped;
  });

  it('that is refused says so in its one result', async () => {
    const { parts } = await open('subscription { refused { cursor } }');
    expect((await parts.next()).value?.json).toMatchObject({
      payload: { data: null, errors: [{ extensions: { code: 'CURSOR_EXPIRED', oldest: 'c0' } }] },
    });
    expect((await parts.next()).done).toBe(true);
  });

  it('leaves queries and documents that do not fit to JSON, unless parts alone are accepted', async () => {
    for (const query of ['{ hello }', '{ nonsense }', 'subscription { swipes { nonsense } }']) {
      const plain = await open(query);
      expect([query, plain.response.headers.get('content-type')]).toEqual([query, 'application/json; charset=utf-8']);
      await plain.response.text();
    }
    const { parts } = await open('{ hello }', 'multipart/mixed;subscriptionSpec=1.0');
    expect((await parts.next()).value?.json).toEqual({ payload: { data: { hello: 'hello world' } } });
    expect((await parts.next()).done).toBe(true);
  });

  it('asked for by another name is refused: @defer is not promised', async () => {
    for (const accept of ['multipart/mixed', 'multipart/mixed;deferSpec=20220824, application/json']) {
      const { response } = await open(SWIPES, accept);
      expect([accept, response.status]).toEqual([accept, 406]);
      await response.text();
    }
    const { response } = await open('{ ... @defer { hello } }', 'multipart/mixed;deferSpec=20220824, application/json');
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }] });
  });
});

describe('Apollo Client', () => {
  const SUBSCRIPTION = gql(SWIPES);

  function connect() {
    const link = new HttpLink({ uri: `${edge.url}/graphql` });
    return new ApolloClient({ link, cache: new InMemoryCache() });
  }
  /** What a subscription emits, pulled one at a time. */
  function follow(client: ApolloClient, query = SUBSCRIPTION, variables: Record<string, unknown> = {}) {
    const seen: ApolloClient.SubscribeResult<unknown>[] = [];
    const watchers = new Set<() => void>();
    let completed = (): void => {};
    const over = new Promise<void>((resolve) => {
      completed = resolve;
    });
    const subscription = client.subscribe({ query, variables, fetchPolicy: 'no-cache' }).subscribe({
      next: (result) => {
        seen.push(result);
        for (const watcher of watchers) watcher();
      },
      complete: completed,
    });
    const at = (index: number): Promise<ApolloClient.SubscribeResult<unknown>> =>
      new Promise((resolve) => {
        const watcher = (): void => {
          const result = seen[index];
          if (result === undefined) return;
          watchers.delete(watcher);
          resolve(result);
        };
        watchers.add(watcher);
        watcher();
      });
    return { at, over, leave: () => subscription.unsubscribe() };
  }

  it('follows a subscription over HTTP, passes over signs of life, and frees it when it unsubscribes', async () => {
    const client = connect();
    const { at, leave } = follow(client, SUBSCRIPTION, { after: 'c0' });
    await edge.hub.opened(1);
    expect(edge.hub.streams[0]?.after).toBe('c0');
    edge.hub.publish();
    expect((await at(0)).data).toEqual({ swipes: { __typename: 'Frame', cursor: 'c1', swipe: 1 } });
    edge.clock.advance(12_000);
    edge.hub.publish();
    expect((await at(1)).data).toMatchObject({ swipes: { swipe: 2 } });
    leave();
    await edge.hub.leaving(1);
  });

  it('is told of an ending as an error of the protocol, with the cursor to go on from', async () => {
    const { at, over } = follow(connect());
    await edge.hub.opened(1);
    edge.hub.publish();
    await at(0);
    const stopped = edge.close();
    const { error } = await at(1);
    expect(CombinedProtocolErrors.is(error) && error.errors[0]?.extensions).toEqual({
      code: 'SERVER_RESTARTING',
      retriable: true,
      cursor: 'c1',
    });
    await Promise.all([over, stopped]);
  });

  it('is told of a refusal, and of a document that does not fit, as errors of the operation', async () => {
    for (const [query, code] of [
      ['subscription { refused { cursor } }', 'CURSOR_EXPIRED'],
      ['subscription { swipes { nonsense } }', 'GRAPHQL_VALIDATION_FAILED'],
    ] as const) {
      const { error } = await follow(connect(), gql(query)).at(0);
      expect(CombinedGraphQLErrors.is(error) && error.errors[0]?.extensions?.code).toBe(code);
    }
  });

  it('asks queries and mutations beside', async () => {
    const client = connect();
    expect((await client.query({ query: gql('{ hello }') })).data).toEqual({ hello: 'hello world' });
    expect((await client.mutate({ mutation: gql('mutation { count }') })).data).toEqual({ count: 1 });
  });
});
