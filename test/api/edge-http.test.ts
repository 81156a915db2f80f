import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Edge, openEdge } from '../support/edge.ts';

let edge: Edge;
beforeEach(async () => {
  edge = await openEdge();
});
afterEach(() => edge.close());

interface Answer {
  readonly status: number;
  readonly body: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; extensions: Record<string, unknown> }[];
  };
}

async function post(body: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
const ask = (query: string, variables?: object, headers?: Record<string, string>) =>
  post(JSON.stringify({ query, variables }), headers);
const codeOf = (answer: Answer): unknown => answer.body.errors?.[0]?.extensions.code;

describe('operations over HTTP', () => {
  it('answers a query by POST and by GET', async () => {
    expect(await ask('query($n: String!) { hello(name: $n) }', { n: 'Ada' })).toEqual({
      status: 200,
      body: { data: { hello: 'hello Ada' } },
    });
    const search = new URLSearchParams({ query: 'query($n: String!) { hello(name: $n) }', variables: '{"n":"Bo"}' });
    const response = await fetch(`${edge.url}/graphql?${search}`);
    expect([response.status, await response.json()]).toEqual([200, { data: { hello: 'hello Bo' } }]);
  });

  it('refuses a mutation by GET', async () => {
    for (const accept of ['application/json', 'text/event-stream']) {
      const response = await fetch(`${edge.url}/graphql?query=mutation{count}`, { headers: { accept } });
      expect(response.status).toBe(405);
    }
  });

  it('codes what does not parse, what does not validate and what a variable gets wrong', async () => {
    const parse = await ask('{ hello');
    expect(codeOf(parse)).toBe('GRAPHQL_PARSE_FAILED');
    const validate = await ask('{ nonsense }');
    expect(codeOf(validate)).toBe('GRAPHQL_VALIDATION_FAILED');
    const variable = await ask('query($limit: Int) { hello(limit: $limit) }', { limit: 'many' });
    expect(codeOf(variable)).toBe('ARGUMENT_INVALID');
    expect(variable.body.errors?.[0]?.extensions.argument).toBe('limit');
    const none = await ask('query A { hello } query B { hello }');
    expect(codeOf(none)).toBe('REQUEST_INVALID');
    for (const answer of [parse, validate, variable, none]) {
      expect(answer.body.errors?.[0]?.extensions.retriable).toBe(false);
      expect(answer.body).not.toHaveProperty('data');
    }
    const strict = { accept: 'application/graphql-response+json' };
    expect((await ask('{ hello', {}, strict)).status).toBe(400);
    expect((await ask('{ nonsense }', {}, strict)).status).toBe(400);
    expect((await ask('query($limit: Int) { hello(limit: $limit) }', { limit: 'many' }, strict)).status).toBe(400);
  });

  it('answers 400 with a code to what is no request, and never a stack', async () => {
    for (const body of ['{', '[]', 'null', '"x"', '{}', '{"query":5}', '{"query":"{hello}","variables":"x"}', '']) {
      const answer = await post(body);
      expect([body, answer.status, codeOf(answer)]).toEqual([body, 400, 'REQUEST_INVALID']);
      expect(JSON.stringify(answer.body)).not.toMatch(/ at .*\.(ts|js)/);
    }
    const search = await fetch(`${edge.url}/graphql?query={hello}&variables={`);
    expect(search.status).toBe(400);
    const deep = await ask('{a'.repeat(200_000));
    expect(codeOf(deep)).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('masks what it does not know and shows what it does', async () => {
    const leak = await ask('{ leak hello }');
    expect(leak.status).toBe(200);
    expect(leak.body.data).toEqual({ leak: null, hello: 'hello world' });
    expect(leak.body.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL', retriable: false });
    expect(JSON.stringify(leak.body)).not.toContain('hunter2');
    expect(codeOf(await ask('{ fail }'))).toBe('FORBIDDEN');
    expect((await ask('{ busy }')).body.errors?.[0]?.extensions).toMatchObject({ code: 'BUSY', retriable: true });
  });

  it('sends a subscription that came for a plain answer where it is served', async () => {
    const answer = await ask('subscription { swipes { cursor } }');
    expect([answer.status, codeOf(answer)]).toEqual([406, 'REQUEST_INVALID']);
    expect(edge.hub.streams).toHaveLength(0);
  });
});

describe('bodies', () => {
  it('refuses one above the limit, whether its length was declared or not', async () => {
    const small = await openEdge({ limits: { bodyBytes: 1_000 } });
    const body = JSON.stringify({ query: '{ hello }', padding: 'x'.repeat(2_000) });
    const send = (headers: Record<string, string | number>) =>
      new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
        const sent = httpRequest(
          `${small.url}/graphql`,
          { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
          async (response) => {
            let text = '';
            for await (const chunk of response) text += chunk;
            resolve({ status: response.statusCode, text });
          },
        );
        sent.on('error', reject);
        // Without a declared length Node sends it in chunks.
        sent.write(body.slice(0, 1_500));
        sent.end(body.slice(1_500));
      });
    const declared: Record<string, number> = { 'content-length': body.length };
    for (const headers of [{}, declared]) {
      const answer = await send(headers);
      expect([answer.status, JSON.parse(answer.text).errors[0].extensions.code]).toEqual([413, 'REQUEST_TOO_LARGE']);
    }
    await small.close();
  });

  it('refuses what a page of another origin can send without asking', async () => {
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'];
    for (const type of types) {
      const answer = await post('{"query":"mutation{count}"}', { 'content-type': type });
      expect([type, answer.status]).toEqual([type, 415]);
    }
    const other = await ask('mutation { count }', {}, { origin: 'http://evil.example' });
    expect([other.status, codeOf(other)]).toEqual([403, 'FORBIDDEN']);
    const own = await ask('mutation { count }', {}, { origin: edge.url });
    expect(own.body).toEqual({ data: { count: 1 } });
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await fetch(`${edge.url}/graphql?query={hello}`, { method, headers: { origin: edge.url } });
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  it('refuses a Host that is not this machine', async () => {
    const status = await new Promise((resolve, reject) => {
      httpRequest(`${edge.url}/graphql?query={hello}`, { headers: { host: 'rebound.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

describe('beside GraphQL', () => {
  it('tells that it lives, and which port keeps it from being ready', async () => {
    expect((await fetch(`${edge.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${edge.url}/readyz`)).status).toBe(200);
    const sick = await openEdge({
      readiness: async () => [
        { port: 'roster', healthy: true },
        { port: 'live feed', healthy: false },
      ],
    });
    const response = await fetch(`${sick.url}/readyz`);
    expect([response.status, await response.json()]).toEqual([503, { ready: false, failing: ['live feed'] }]);
    await sick.close();
  });

  it('serves metrics as text', async () => {
    const response = await fetch(`${edge.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toContain('# HELP');
  });

  it('serves files of its folder and none outside of it', async () => {
    const files = await openEdge({ webDir: 'docs' });
    const raw = (path: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(new URL(files.url).port), '127.0.0.1');
        let text = '';
        socket.on('data', (chunk) => {
          text += chunk;
        });
        socket.on('end', () => resolve(text.split('\r\n')[0] ?? ''));
        socket.on('error', reject);
        socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
      });
    for (const path of [
      '/../package.json',
      '/%2e%2e/package.json',
      '/..%2fpackage.json',
      '/%00',
      '/%',
      '/nothing.html',
    ]) {
      expect([path, await raw(path)]).toEqual([path, 'HTTP/1.1 404 Not Found']);
    }
    await files.close();
    const own = await openEdge({ webDir: '.' });
    const response = await fetch(`${own.url}/tsconfig.json`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect((await fetch(`${own.url}/.git/config`)).status).toBe(404);
    await own.close();
  });

  it('renders GraphiQL with nothing to fetch from anywhere else', async () => {
    const response = await fetch(`${edge.url}/graphiql`);
    const html = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("connect-src 'self'");
    const outside = html.match(/(?:src|href)=["']?(?:https?:)?\/\/[^"'\s>]+/g) ?? [];
    // Links a person may click on stand in the code; what the page itself loads stands before it.
    const head = html.slice(0, html.indexOf('<style>'));
    expect(head).not.toMatch(/https?:|src="\/\//);
    expect(outside.filter((found) => /\.(?:js|css|woff2?|png|ico)\b/.test(found))).toEqual([]);
    expect(html).not.toMatch(/@import\s+(?:url\()?["']?https?:|url\(["']?https?:/);
  });

  it('sends a person who opens /graphql in a browser to GraphiQL', async () => {
    const response = await fetch(`${edge.url}/graphql`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/graphiql']);
  });

  it('names a port that is taken in one line', async () => {
    const port = Number(new URL(edge.url).port);
    await expect(openEdge({ port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: `Port ${port} is in use by another program; choose another.`,
    });
  });

  it('finishes a request in flight before it stops', async () => {
    const answer = ask('{ slow }');
    await edge.hub.slow;
    const stopped = edge.close();
    edge.release();
    expect((await answer).body).toEqual({ data: { slow: 'done' } });
    await stopped;
    await expect(fetch(`${edge.url}/healthz`)).rejects.toThrow();
  });
});
