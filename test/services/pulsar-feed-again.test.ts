import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { beatProperties } from '../../src/adapters/pulsar/beats.ts';
import type { PulsarFeeds } from '../../src/adapters/pulsar/feeds.ts';
import { partitionTopic } from '../../src/adapters/pulsar/topics.ts';
import type { PulsarTransport } from '../../src/adapters/pulsar/transport.ts';
import { createWebSocketTransport } from '../../src/adapters/pulsar/websocket-transport.ts';
import { comparePartitionPosition, type FeedEntry } from '../../src/core/feed.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import type { Feed } from '../../src/ports/live-feed.ts';
import { accepted, makeAttempt, makeSwipe } from '../support/swipes.ts';
import { openCutProxy } from './support/cut-proxy.ts';
import { type FeedTopics, makeFeedTopics } from './support/pulsar-feed.ts';
import { testServices, testTransport } from './support/pulsar-log.ts';

let topics: FeedTopics;
const opened: PulsarFeeds[] = [];

beforeAll(async () => {
  topics = await makeFeedTopics();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((parts) => parts.close()));
});
afterAll(() => topics.drop());

const webSocket = testServices()[0] ?? '';

function open(transport: PulsarTransport = createWebSocketTransport({ url: webSocket })): PulsarFeeds {
  const parts = topics.open(transport);
  opened.push(parts);
  return parts;
}

async function replay<T>(feed: Feed<T>, max = 500): Promise<FeedEntry<T>[]> {
  const [oldest, head] = [await feed.oldest(), await feed.head()];
  const found: FeedEntry<T>[] = [];
  for (let partition = 0; partition < feed.partitions; partition += 1) {
    for (let from = oldest[partition] ?? []; ; ) {
      const page = await feed.read(partition, from, head[partition] ?? [], max);
      found.push(...page);
      const last = page.at(-1);
      if (last === undefined) break;
      from = last.at;
    }
  }
  return found;
}

const idsOf = (entries: readonly FeedEntry<Swipe>[]) => entries.map(({ value }) => value.eventId);
/** Swipes received now: an announcement without floor is looked for around then. */
const swipesNow = (count: number, lectureId: string): Swipe[] =>
  Array.from({ length: count }, () => makeSwipe({ lectureId, receivedAt: Date.now() }));

/** As ingest does: a call that may succeed later is made again. */
async function untilAnnounced({ announcer }: PulsarFeeds, swipes: readonly Swipe[]): Promise<void> {
  const all = swipes.map((swipe) => accepted(swipe));
  while (
    await announcer.announce(all, []).then(
      () => false,
      () => true,
    )
  );
}

async function tailed(parts: PulsarFeeds) {
  const entries: FeedEntry<Swipe>[] = [];
  await parts.feed.swipes.tail((run) => entries.push(...run));
  return entries;
}

describe.each(testServices())('second announcements, by %s', (service) => {
  const openBy = async () => open(await testTransport(service));

  it.each([
    ['by their floor', true],
    ['by time, where the floor is not known', false],
  ])('of another process are found %s, by tail and replay alike', async (_, isFloorKnown) => {
    const [first, second, gateway] = [await openBy(), await openBy(), await openBy()];
    const lectureId = `again-${isFloorKnown}-${new URL(service).protocol}`;
    await first.announcer.announce([accepted(makeSwipe({ lectureId }))], []);
    const floor = isFloorKnown ? first.announcer.floorOf(lectureId) : '';
    if (isFloorKnown) expect(floor).not.toBe('');
    const early = await tailed(gateway);
    const swipes = swipesNow(5, lectureId);
    await first.announcer.announce(
      swipes.slice(0, 3).map((swipe) => accepted(swipe)),
      [],
    );
    const late = await tailed(await openBy());
    // Redelivered after a crash: three had been announced, two had not.
    await second.announcer.announce(
      swipes.map((swipe) => accepted(swipe, { again: true, floor })),
      [],
    );
    await second.announcer.announce(
      swipes.map((swipe) => accepted(swipe, { again: true, floor })),
      [],
    );
    await Promise.all(opened.map(({ feed }) => feed.swipes.settled()));
    const ids = swipes.map(({ eventId }) => eventId);
    expect(idsOf(early)).toEqual(ids);
    expect(idsOf(late)).toEqual(ids.slice(3));
    const { feed } = await openBy();
    for (const max of [1, 4, 500]) {
      const replayed = (await replay(feed.swipes, max)).filter(({ value }) => value.lectureId === lectureId);
      expect(replayed.slice(1)).toEqual(early);
    }
  });

  it('of an attempt are found as well', async () => {
    const [first, second] = [await openBy(), await openBy()];
    const attempt = makeAttempt({ lectureId: 'attempts', receivedAt: Date.now() });
    await first.announcer.announce([], [attempt]);
    await second.announcer.announce([], [attempt], new Set([attempt.id]));
    const found = (await replay(first.feed.invalidAttempts)).filter(({ value }) => value.id === attempt.id);
    expect(found).toHaveLength(1);
  });
});

describe('a retry', () => {
  it('is marked by the announcer itself when the answer was lost', async () => {
    const proxy = await openCutProxy(webSocket);
    const [ingest, gateway] = [open(createWebSocketTransport({ url: proxy.url })), open()];
    const live = await tailed(gateway);
    const wanted: Swipe[] = [];
    for (let batch = 0; batch < 5; batch += 1) {
      // The first opens the connections, the next loses its answers.
      const [answered, lost] = [swipesNow(20, `lost-${batch}`), swipesNow(20, `lost-${batch}`)];
      await untilAnnounced(ingest, answered);
      wanted.push(...answered, ...lost);
      const before = String(await gateway.feed.swipes.head());
      proxy.mute();
      const announced = ingest.announcer.announce(
        lost.map((swipe) => accepted(swipe)),
        [],
      );
      const refused = expect(announced).rejects.toMatchObject({ code: 'FEED_UNAVAILABLE' });
      while (String(await gateway.feed.swipes.head()) === before);
      proxy.cut();
      await refused;
      await untilAnnounced(ingest, lost);
    }
    await gateway.feed.swipes.settled();
    const isWanted = ({ value }: FeedEntry<Swipe>) => value.lectureId.startsWith('lost-');
    for (const entries of [live, await replay(gateway.feed.swipes)]) {
      const found = entries.filter(isWanted);
      expect(found).toHaveLength(wanted.length);
      for (let batch = 0; batch < 5; batch += 1) {
        const ofLecture = ({ lectureId }: Swipe) => lectureId === `lost-${batch}`;
        expect(idsOf(found.filter(({ value }) => ofLecture(value)))).toEqual(
          wanted.filter(ofLecture).map(({ eventId }) => eventId),
        );
      }
    }
    await ingest.close();
    await proxy.close();
  });

  it('never comes before what it repeats, however late that is handed over', async () => {
    const proxy = await openCutProxy(webSocket);
    const [ingest, gateway] = [open(createWebSocketTransport({ url: proxy.url })), open()];
    const live = await tailed(gateway);
    const [first, late] = [swipesNow(1, 'late'), swipesNow(30, 'late')];
    const announcement = late.map((swipe) => accepted(swipe));
    const isRefused = { code: 'FEED_UNAVAILABLE' };
    await untilAnnounced(ingest, first);
    proxy.hold();
    const lost = expect(ingest.announcer.announce(announcement, [])).rejects.toMatchObject(isRefused);
    while (proxy.heldBytes < 30 * 200) await gateway.feed.swipes.head();
    proxy.cut();
    await lost;
    // The broker still has the lost connection: whatever comes by it comes first.
    await expect(ingest.announcer.announce(announcement, [])).rejects.toMatchObject(isRefused);
    proxy.release();
    await untilAnnounced(ingest, late);
    await gateway.feed.swipes.settled();
    const ids = [...first, ...late].map(({ eventId }) => eventId);
    expect(idsOf(live)).toEqual(ids);
    const replayed = (await replay(gateway.feed.swipes)).filter(({ value }) => value.lectureId === 'late');
    expect(idsOf(replayed)).toEqual(ids);
    await ingest.close();
    await proxy.close();
  });
});

describe('tails', () => {
  it('miss nothing and repeat nothing over connections that are cut, and two processes see the same', async () => {
    const proxy = await openCutProxy(webSocket);
    const [ingest, steady, shaken] = [open(), open(), open(createWebSocketTransport({ url: proxy.url }))];
    const [a, b] = [await tailed(steady), await tailed(shaken)];
    for (let batch = 0; batch < 60; batch += 1) {
      const swipes = Array.from({ length: 50 }, (_, at) => makeSwipe({ lectureId: `L${at % 17}` }));
      await ingest.announcer.announce(
        swipes.map((swipe) => accepted(swipe)),
        [],
      );
      if (batch % 10 === 5) proxy.cut();
    }
    await Promise.all([steady, shaken].map(({ feed }) => feed.swipes.settled()));
    expect(a).toHaveLength(3_000);
    const inPartitions = (entries: readonly FeedEntry<Swipe>[]) =>
      [...entries].sort((x, y) => x.partition - y.partition || comparePartitionPosition(x.at, y.at));
    expect(inPartitions(b)).toEqual(inPartitions(a));
    for (let partition = 0; partition < 4; partition += 1) {
      const own = b.filter((entry) => entry.partition === partition);
      expect(own).toEqual(inPartitions(own));
    }
    await shaken.close();
    await proxy.close();
  });

  it('let a replay pass over what was no more than signs of life', async () => {
    const plain = createWebSocketTransport({ url: webSocket });
    let read = 0;
    const counting: PulsarTransport = {
      ...plain,
      async openReader(options) {
        const reader = await plain.openReader(options);
        const next = async (waitMs: number) => {
          const message = await reader.next(waitMs);
          if (message !== null) read += 1;
          return message;
        };
        return { ...reader, next };
      },
    };
    const [ingest, gateway] = [open(), open(counting)];
    const { swipes } = gateway.feed;
    const partition = swipes.partitionOf('quiet');
    const live = await tailed(gateway);
    await ingest.announcer.announce([accepted(makeSwipe({ lectureId: 'quiet' }))], []);
    const producer = await plain.openProducer({ topic: partitionTopic(topics.accepted, partition), batching: 'none' });
    const beat = beatProperties({ processedThrough: Date.now(), paused: false, at: Date.now() });
    const signs = Array.from({ length: 300 }, () =>
      producer.send({ key: '', payload: new Uint8Array(), properties: beat }),
    );
    await Promise.all(signs);
    await ingest.announcer.announce([accepted(makeSwipe({ lectureId: 'quiet' }))], []);
    await swipes.settled();
    expect(live).toHaveLength(2);
    read = 0;
    const until = (await swipes.head())[partition] ?? [];
    expect(await swipes.read(partition, live[0]?.at ?? [], until, 500)).toEqual(live.slice(1));
    expect(read).toBeLessThan(10);
  });

  it('are ready after a beat on every partition, and not while they are cut off', async () => {
    const proxy = await openCutProxy(webSocket);
    const [ingest, gateway] = [open(), open(createWebSocketTransport({ url: proxy.url }))];
    await Promise.all([gateway.feed.swipes.tail(() => undefined), gateway.feed.invalidAttempts.tail(() => undefined)]);
    expect(await gateway.feed.healthy()).toBe(false);
    expect(gateway.feed.beat()).toBeNull();
    const began = Date.now();
    let through = began;
    const beats = ingest.startBeats({
      acquireLease: async () => true,
      releaseLease: async () => undefined,
      processedThrough: async () => through,
      paused: () => false,
    });
    while (!(await gateway.feed.healthy())) await gateway.feed.swipes.head();
    expect(gateway.feed.beat()?.processedThrough).toBe(began);
    // What it asks may go back; what it says does not.
    through -= 60_000;
    const before = gateway.feed.beat()?.at ?? 0;
    while ((gateway.feed.beat()?.at ?? 0) === before) await gateway.feed.swipes.head();
    expect(gateway.feed.beat()?.processedThrough).toBe(began);
    proxy.shut();
    while (await gateway.feed.healthy()) await gateway.feed.swipes.head();
    proxy.open();
    while (!(await gateway.feed.healthy())) await gateway.feed.swipes.head();
    await beats.close();
    await gateway.close();
    await proxy.close();
  });
});
