import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Edge, openEdge } from '../support/edge.ts';

const QUERY = 'query ($name: String!) { hello(name: $name) }';
const hashOf = (query: string) => createHash('sha256').update(query).digest('hex');
const persisted = (sha256Hash: string, version = 1) => ({ persistedQuery: { version, sha256Hash } });

let edge: Edge;
beforeAll(async () => {
  edge = await openEdge();
});
afterAll(() => edge.close());

async function post(body: object) {
  const response = await fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}
async function get(params: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${edge.url}/graphql?${new URLSearchParams(params)}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}
const code = (answer: unknown) => (answer as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;

describe('an operation named by the hash of its document', () => {
  it('is asked for once, then remembered, by POST and GET alike', async () => {
    const extensions = persisted(hashOf(QUERY));
    const variables = { name: 'Ada' };
    const unknown = await post({ extensions, variables });
    expect(unknown).toMatchObject({ status: 200, answer: { errors: [{ message: 'PersistedQueryNotFound' }] } });
    expect(code(unknown.answer)).toBe('PERSISTED_QUERY_NOT_FOUND');
    const hello = { status: 200, answer: { data: { hello: 'hello Ada' } } };
    expect(await post({ query: QUERY, extensions, variables })).toEqual(hello);
    expect(await post({ extensions, variables })).toEqual(hello);
    const read = await get({ extensions: JSON.stringify(extensions), variables: JSON.stringify(variables) });
    expect(JSON.parse(read.text)).toEqual(hello.answer);
  });

  it('is refused under a hash that is not its own, and nothing is remembered', async () => {
    const other = hashOf('{ fresh }');
    const wrong = await post({ query: QUERY, extensions: persisted(other), variables: { name: 'Ada' } });
    expect([wrong.status, code(wrong.answer)]).toEqual([400, 'REQUEST_INVALID']);
    expect(code((await post({ extensions: persisted(other) })).answer)).toBe('PERSISTED_QUERY_NOT_FOUND');
    const old = await post({ query: QUERY, extensions: persisted(hashOf(QUERY), 2) });
    expect([old.status, code(old.answer)]).toEqual([400, 'REQUEST_INVALID']);
  });

  it('has the errors of its document and its variables as one that is sent whole', async () => {
    const extensions = persisted(hashOf(QUERY));
    expect(await post({ query: QUERY, extensions })).toEqual(await post({ query: QUERY }));
    expect(await post({ extensions })).toEqual(await post({ query: QUERY }));
    const broken = '{ hello';
    expect(await post({ query: broken, extensions: persisted(hashOf(broken)) })).toEqual(await post({ query: broken }));
    const mutation = 'mutation { count }';
    const counted = persisted(hashOf(mutation));
    await post({ query: mutation, extensions: counted });
    expect((await get({ extensions: JSON.stringify(counted) })).status).toBe(405);
  });
});

describe('an answer to GET', () => {
  const params = { query: '{ hello }' };

  it('has a validator, and is not sent again to who has it', async () => {
    const first = await get(params);
    const etag = first.headers.get('etag') ?? '';
    expect([first.status, first.headers.get('cache-control')]).toEqual([200, 'private, no-cache']);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await get(params, { 'if-none-match': known });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    const other = await get({ query: '{ hello(name: "Ada") }' }, { 'if-none-match': etag });
    expect([other.status, JSON.parse(other.text)]).toEqual([200, { data: { hello: 'hello Ada' } }]);
  });

  it('with an error in it has none', async () => {
    const { headers } = await get({ query: '{ hello fail }' });
    expect(headers.get('etag')).toBeNull();
  });
});
