import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { type LiveEdge, openLiveEdge } from '../support/live-edge.ts';
import { createMemoryLiveFeed, type MemoryLiveFeed } from '../support/memory-feed.ts';
import { fillSmallCampus, swipeAt } from '../support/small-campus.ts';
import { openRawClient } from '../support/ws-client.ts';

const WATCHERS = 100;
const QUERY = 'subscription { session(lectureId: "CS101", interval: "PT1S") { swipeCount presentNow lateCount } }';

let world: ApiWorld;
let edge: LiveEdge;
let feed: MemoryLiveFeed;
beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
  feed = createMemoryLiveFeed(1);
  edge = await openLiveEdge(world, feed);
});
afterAll(async () => {
  await edge.close();
  await world.dispose();
});

it('a hundred who watch one session cost one look at it, and all see the same', async () => {
  const client = await openRawClient(edge.wsUrl);
  const heard = (count: number) =>
    client.wait(() => client.messages.filter(({ type }) => type === 'next').length >= count);
  const readsOf = () => world.calls.filter(({ port }) => port === 'swipeStore' || port === 'counter').length;
  for (let id = 0; id < WATCHERS; id += 1) client.send({ id: `${id}`, type: 'subscribe', payload: { query: QUERY } });
  await heard(WATCHERS);

  const looks: number[] = [];
  for (let minute = 0; minute < 3; minute += 1) {
    const before = readsOf();
    const swipe = swipeAt(`2026-03-18T11:5${minute}:00Z`, 'S3', 'CS101', minute === 1 ? 'EXIT' : 'ENTER');
    await world.accept([swipe]);
    feed.swipes.append(swipe);
    world.clock.advance(1_000);
    await heard(WATCHERS * (minute + 2));
    looks.push(readsOf() - before);
  }
  // The hub itself looks for sessions once a second; without sharing there would be hundreds.
  for (const reads of looks) expect(reads).toBeLessThan(10);
  const shown = client.messages.filter(({ type }) => type === 'next').slice(-WATCHERS);
  expect(new Set(shown.map(({ payload }) => JSON.stringify(payload))).size).toBe(1);
  client.socket.close();
  await edge.subscribers(0);
});
