import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { type LiveEdge, openLiveEdge } from '../support/live-edge.ts';
import { createMemoryLiveFeed, type MemoryLiveFeed } from '../support/memory-feed.ts';
import { fillSmallCampus, swipeAt } from '../support/small-campus.ts';
import { openRawClient } from '../support/ws-client.ts';

/** JSON that can be read and, nested as it is, not be written again. */
const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

describe('variables nested without end that no operation declares', () => {
  let world: ApiWorld;
  let edge: LiveEdge;
  let feed: MemoryLiveFeed;
  beforeAll(async () => {
    world = await openApiWorld();
    await fillSmallCampus(world);
    feed = createMemoryLiveFeed();
    edge = await openLiveEdge(world, feed);
  });
  afterAll(async () => {
    await edge.close();
    await world.dispose();
  });

  it('are passed over in a query', async () => {
    const answer = await fetch(edge.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: `{"query":"{ status { version } }","variables":{"deep":${DEEP}}}`,
    });
    expect(await answer.json()).toEqual({ data: { status: { version: '0.0.0-test' } } });
  });

  it('are refused, not a failure, where an operation that is named by its hash is wrong besides', async () => {
    const query = 'query ($first: Int) { lectures(first: $first) { nodes { lectureId } } }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = `"extensions":{"persistedQuery":{"version":1,"sha256Hash":"${sha256Hash}"}}`;
    const headers = { 'content-type': 'application/json' };
    const send = (body: string) => fetch(edge.url, { method: 'POST', headers, body });
    await (await send(`{"query":${JSON.stringify(query)},${extensions}}`)).text();
    const answer = await send(`{${extensions},"variables":{"first":"x","deep":${DEEP}}}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'REQUEST_INVALID' } }] });
  });

  it('are passed over in a subscription, which is served, whether it resumes or begins now, and leaves', async () => {
    const { cursor: after } = await edge.hub.pullSwipes(undefined, {}, 1);
    feed.swipes.append(swipeAt('2026-03-18T11:10:00Z', 'S1'));
    const client = await openRawClient(edge.wsUrl);
    const subscribe = (id: string, query: string, given: object) => {
      const variables = `${JSON.stringify({ ...given, deep: 0 }).slice(0, -2)}${DEEP}}`;
      client.send(
        `{"id":"${id}","type":"subscribe","payload":{"query":${JSON.stringify(query)},"variables":${variables}}}`,
      );
    };
    const swipes = 'subscription ($after: Cursor) { swipes(after: $after) { swipe { studentId } } }';
    subscribe('resumes', swipes, { after });
    subscribe('begins', swipes, {});
    subscribe('looks', 'subscription { sessions(day: "2026-03-18") { id } }', {});
    const answersTo = (id: string) => client.messages.filter((message) => message.id === id);
    await client.wait(() => answersTo('resumes').length > 0 && answersTo('looks').length > 0);
    await edge.subscribers(3);
    feed.swipes.append(swipeAt('2026-03-18T11:11:00Z', 'S2'));
    await client.wait(() => answersTo('resumes').length > 1 && answersTo('begins').length > 0);
    const frame = (id: string, studentId: string) => ({
      id,
      type: 'next',
      payload: { data: { swipes: { swipe: { studentId } } } },
    });
    expect(answersTo('resumes')).toEqual([frame('resumes', 'S1'), frame('resumes', 'S2')]);
    expect(answersTo('begins')).toEqual([frame('begins', 'S2')]);
    expect(answersTo('looks')[0]).toMatchObject({ type: 'next', payload: { data: { sessions: {} } } });
    client.socket.close();
    await edge.subscribers(0);
    expect(edge.hub.status().groups).toBe(0);
  });
});
