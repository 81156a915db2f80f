import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { negotiate } from '../../src/server/negotiation.ts';
import { type Edge, openEdge } from '../support/edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.close());

async function send(init: RequestInit & { readonly search?: string }) {
  const { search = '', ...rest } = init;
  const response = await fetch(`${edge.url}/graphql${search}`, rest);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}
const post = (headers: Record<string, string>, body: BodyInit = '{"query":"{ hello }"}') =>
  send({ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
const codeOf = ({ text }: { readonly text: string }): unknown => JSON.parse(text).errors[0].extensions.code;

const JSON_TYPE = 'application/json';
const RESPONSE_TYPE = 'application/graphql-response+json';

describe('the Accept header', () => {
  it.each([
    ['*/*', JSON_TYPE],
    ['', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/json; charset=utf-8', JSON_TYPE],
    ['application/graphql-response+json; charset=utf-8, application/json; charset=utf-8', RESPONSE_TYPE],
    ['application/json, application/graphql-response+json', JSON_TYPE],
    ['application/json;q=0.9, application/graphql-response+json', RESPONSE_TYPE],
    ['application/graphql-response+json;q=0.5, application/json;q=0.4', RESPONSE_TYPE],
    ['application/graphql-response+json;q=0.5, */*;q=0.9', JSON_TYPE],
    ['application/json;q=0, */*', RESPONSE_TYPE],
    ['APPLICATION/JSON', JSON_TYPE],
    ['text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8', JSON_TYPE],
    ['text/event-stream, application/json;q=0.1', JSON_TYPE],
    ['application/json;profile="a,b;q=0"', JSON_TYPE],
  ])('%s is answered with %s', async (accept, type) => {
    const answer = await post({ accept });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
  });

  it('that names nothing there is gets 406 with a code', async () => {
    for (const accept of ['text/plain', 'text/html', 'application/json;q=0', 'application/json; charset=latin1']) {
      const answer = await post({ accept });
      expect([accept, answer.status, codeOf(answer)]).toEqual([accept, 406, 'REQUEST_INVALID']);
    }
  });

  it('weighs the streams of a subscription, whatever JSON is accepted beside', () => {
    const multipart = 'multipart/mixed;subscriptionSpec=1.0';
    expect(negotiate('text/event-stream').stream).toBe('text/event-stream');
    expect(negotiate('text/event-stream;q=0').stream).toBe(null);
    expect(negotiate(`${multipart}, text/event-stream`).stream).toBe('multipart/mixed');
    expect(negotiate(`${multipart};q=0.5, text/event-stream`).stream).toBe('text/event-stream');
    expect(negotiate('multipart/mixed;subscriptionSpec=2.0').stream).toBe(null);
    expect(negotiate('*/*').stream).toBe(null);
    expect(negotiate(undefined)).toEqual({ json: JSON_TYPE, stream: null });
  });

  it('survives what is no header of that kind', () => {
    for (const accept of [',', ';', '"', ',"', 'a/b;q="', ';;q=;=,', '"'.repeat(9_999), 'a;q=0'.repeat(2_000)]) {
      expect([accept, negotiate(accept).stream]).toEqual([accept, null]);
    }
  });
});

describe('the body', () => {
  it('is UTF-8 and not compressed', async () => {
    for (const type of ['application/json;charset=UTF-8', 'application/json; charset="utf-8"', 'Application/JSON']) {
      const answer = await post({ 'content-type': type }, '{"query":"{ hello(name: \\"Žofie\\") }"}');
      expect([type, answer.text]).toEqual([type, '{"data":{"hello":"hello Žofie"}}']);
    }
    const latin = await post({ 'content-type': 'application/json; charset=iso-8859-1' });
    expect([latin.status, codeOf(latin)]).toEqual([415, 'REQUEST_INVALID']);
    const zipped = await post({ 'content-encoding': 'gzip' }, new Uint8Array(gzipSync('{"query":"{ hello }"}')));
    expect([zipped.status, codeOf(zipped)]).toEqual([415, 'REQUEST_INVALID']);
  });

  it('holds one operation: a batch is refused with a code, as JSON and as a stream', async () => {
    for (const accept of [JSON_TYPE, RESPONSE_TYPE, 'text/event-stream']) {
      const answer = await post({ accept }, '[{"query":"{ hello }"},{"query":"{ hello }"}]');
      expect([accept, answer.status, codeOf(answer)]).toEqual([accept, 400, 'REQUEST_INVALID']);
    }
  });

  it('may carry extensions, which are an object', async () => {
    const known = await post({}, '{"query":"{ hello }","extensions":{"anything":[1]}}');
    expect(known.status).toBe(200);
    for (const accept of [JSON_TYPE, 'text/event-stream']) {
      const answer = await post({ accept }, '{"query":"{ hello }","extensions":"anything"}');
      expect([accept, answer.status, codeOf(answer)]).toEqual([accept, 400, 'REQUEST_INVALID']);
    }
  });
});

describe('the method', () => {
  it('is GET or POST; any other is 405 and is told them', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
      const answer = await send({ method, search: '?query={hello}' });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, POST']);
      expect(answer.text === '').toBe(method === 'HEAD');
    }
  });

  it('GET carries no mutation, whatever is accepted', async () => {
    for (const accept of [JSON_TYPE, RESPONSE_TYPE, 'text/event-stream', 'multipart/mixed;subscriptionSpec=1.0']) {
      const answer = await send({ search: '?query=mutation{count}', headers: { accept } });
      expect([accept, answer.status, answer.headers.get('allow'), codeOf(answer)]).toEqual([
        accept,
        405,
        'POST',
        'REQUEST_INVALID',
      ]);
    }
    const named = new URLSearchParams({ query: 'query A { hello } mutation B { count }', operationName: 'B' });
    expect((await send({ search: `?${named}` })).status).toBe(405);
    named.set('operationName', 'A');
    expect((await send({ search: `?${named}` })).status).toBe(200);
  });
});
