import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { type LiveEdge, openLiveEdge } from '../support/live-edge.ts';
import { createMemoryLiveFeed } from '../support/memory-feed.ts';
import { fillSmallCampus } from '../support/small-campus.ts';

const list = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

/** Each fragment spreads the next one twice: thirty are a billion fields. */
const bomb = (steps: number): string =>
  list(steps, (step) => {
    const next = step + 1 < steps ? `...F${step + 1}` : 'lectureId';
    const sessions = `sessions(last: 1) { nodes { lecture { ${next} } } }`;
    return `fragment F${step} on Lecture { a: ${sessions} b: ${sessions} }`;
  });

describe('a document that is small to send and large to run', () => {
  let world: ApiWorld;
  let edge: LiveEdge;
  beforeAll(async () => {
    world = await openApiWorld();
    await fillSmallCampus(world);
    edge = await openLiveEdge(world, createMemoryLiveFeed());
  });
  afterAll(async () => {
    await edge.close();
    await world.dispose();
  });

  interface Answer {
    readonly data?: unknown;
    readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
  }
  const ask = async (query: string, variables?: object): Promise<Answer> => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(edge.url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) })).json();
  };
  const code = ({ errors }: Answer) => errors?.[0]?.extensions.code;

  it('is refused, asked once or again, by what its fragments come to', async () => {
    const query = `{ lecture(lectureId: "CS101") { ...F0 } } ${bomb(30)}`;
    for (const _ of [1, 2, 3]) expect(code(await ask(query))).toBe('QUERY_TOO_COMPLEX');
  });

  it('is not prepared for what it leaves out', async () => {
    const query = `query ($all: Boolean!) { __typename lecture(lectureId: "CS101") @include(if: $all) { ...F0 } } ${bomb(30)}`;
    for (const _ of [1, 2, 3]) expect(await ask(query, { all: false })).toEqual({ data: { __typename: 'Query' } });
  });

  it('is refused where it asks for the schema many times over, which GraphiQL does not', async () => {
    const fields = list(40, (n) => `a${n}: args { name }`);
    const query = `{ __schema { types { ${list(40, (n) => `a${n}: fields { name ${fields} }`)} } } }`;
    for (const _ of [1, 2]) expect(code(await ask(query))).toBe('QUERY_TOO_COMPLEX');
  });

  it('is answered alike each time, whatever its fields are called', async () => {
    const query =
      '{ __proto__: __typename constructor: __typename a: lectures(first: 1) { __proto__: nodes { __proto__: lectureId } } }';
    const text = async () => JSON.stringify(await ask(query));
    const first = await text();
    expect(first).toContain('"__proto__":"Query"');
    expect(await text()).toBe(first);
  });

  it('has a bound in characters and in what they spell', async () => {
    expect(code(await ask(`{ ${'a '.repeat(600_000)}}`))).toBe('GRAPHQL_PARSE_FAILED');
    expect(code(await ask(`{ ${'a '.repeat(150_000)}}`))).toBe('GRAPHQL_PARSE_FAILED');
    expect(await ask(`{ __typename ${'#\n'.repeat(100_000)}}`)).toEqual({ data: { __typename: 'Query' } });
  });
});
