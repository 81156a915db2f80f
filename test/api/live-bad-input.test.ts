import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeCursor } from '../../src/core/cursor.ts';
import { comparePartitionPosition, type FeedName, type FeedPosition, isAhead } from '../../src/core/feed.ts';
import { simulationNodeId } from '../../src/resolvers/node-id.ts';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { readEvents } from '../support/event-stream.ts';
import { type LiveEdge, openLiveEdge } from '../support/live-edge.ts';
import { createMemoryLiveFeed, type MemoryLiveFeed } from '../support/memory-feed.ts';
import { readParts } from '../support/multipart.ts';
import { fillSmallCampus, swipeAt } from '../support/small-campus.ts';
import { type Message, openRawClient, type RawClient, subscribeMessage } from '../support/ws-client.ts';

const PARTITIONS = 3;
const ORIGIN = 4_000_000_001;
const SWIPES = 'subscription ($after: Cursor) { swipes(after: $after) { cursor swipe { eventId } } }';
const ATTEMPTS = 'subscription ($after: Cursor) { invalidAttempts(after: $after) { cursor } }';
const LECTURES = ['CS101', 'MA201', 'X9', 'PH100', 'BI7'];

const cursorOf = (name: FeedName, position: FeedPosition): string => encodeCursor(name, position, ORIGIN);

let world: ApiWorld;
let feed: MemoryLiveFeed;
let edge: LiveEdge;
let client: RawClient;
let head: FeedPosition;
let oldest: FeedPosition;
/** The head's. */
let good: string;
let operations = 0;

beforeAll(async () => {
  world = await openApiWorld();
  await fillSmallCampus(world);
  feed = createMemoryLiveFeed(PARTITIONS, ORIGIN);
  for (let minute = 10; minute < 50; minute += 1) {
    feed.swipes.append(swipeAt(`2026-03-18T11:${minute}:00Z`, 'S1', LECTURES[minute % LECTURES.length]));
  }
  for (let partition = 0; partition < PARTITIONS; partition += 1) feed.swipes.trim(partition, 3);
  edge = await openLiveEdge(world, feed);
  client = await openRawClient(edge.wsUrl);
  [head, oldest] = [await feed.swipes.head(), await feed.swipes.oldest()];
  good = cursorOf('swipes', head);
});
afterAll(async () => {
  client.socket.close();
  await edge.close();
  await world.dispose();
});

interface Refusal {
  readonly code?: string;
  readonly argument?: string;
  readonly retriable?: boolean;
  readonly oldest?: string;
}
interface Result {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: Refusal }[];
}

/** The extensions of the one error that is all a refused operation has to say; undefined for any other result. */
const refusalIn = ({ data, errors }: Result): Refusal | undefined =>
  data === undefined || data === null ? errors?.[0]?.extensions : undefined;

/** What an operation over the socket is refused with: as an error, or as its only result before it completes. */
async function refusedOverSocket(
  query: string,
  variables?: Record<string, unknown>,
  over: RawClient = client,
): Promise<Refusal | undefined> {
  operations += 1;
  const id = `o${operations}`;
  const ends = ({ type }: Message) => type === 'error' || type === 'complete';
  over.send(subscribeMessage(id, query, variables));
  await over.wait((message) => message.id === id && ends(message));
  const [first, ...rest] = over.messages.filter((message) => message.id === id);
  if (first?.type === 'error') return refusalIn({ errors: Array.isArray(first.payload) ? first.payload : [] });
  expect(rest).toEqual([{ id, type: 'complete' }]);
  return refusalIn({ data: first?.payload?.data, errors: first?.payload?.errors });
}

async function openStream(query: string, variables?: object, headers: Record<string, string> = {}) {
  const leave = new AbortController();
  const response = await fetch(edge.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: leave.signal,
  });
  return { response, leave: () => leave.abort() };
}

/** What an event stream is refused with: its only event before it completes. */
async function refusedOverEvents(
  query: string,
  variables?: object,
  headers?: Record<string, string>,
): Promise<Refusal | undefined> {
  const { response } = await openStream(query, variables, headers);
  const events = readEvents(response);
  const first = await events.next();
  expect((await events.next()).value).toEqual({ event: 'complete', id: null, data: '' });
  return refusalIn(JSON.parse(first.value?.data ?? '{}'));
}

const INVALID = { code: 'CURSOR_INVALID', argument: 'after', retriable: false };
const EXPIRED = { code: 'CURSOR_EXPIRED', argument: 'after', retriable: false };

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const letter = fc.constantFrom(...LETTERS);
/** What networks, logs, shells and people do to a text that they do not understand. */
const damaged = fc
  .oneof(
    fc.nat().map((at) => (text: string) => text.slice(0, at % text.length)),
    fc.nat().map((at) => (text: string) => text.slice(1 + (at % text.length))),
    fc.tuple(fc.nat(), letter).map(([nat, by]) => (text: string) => {
      const at = nat % text.length;
      return text.slice(0, at) + by + text.slice(at + 1);
    }),
    fc.tuple(fc.nat(), fc.string({ unit: letter, maxLength: 3 })).map(([nat, more]) => (text: string) => {
      const at = nat % (text.length + 1);
      return text.slice(0, at) + more + text.slice(at);
    }),
    fc.nat().map((nat) => (text: string) => {
      const at = nat % (text.length - 1);
      return text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
    }),
    fc.constantFrom(
      (text: string) => text.toLowerCase(),
      (text: string) => text.toUpperCase(),
      (text: string) => text + text,
      (text: string) => [...text].reverse().join(''),
    ),
    fc.string({ unit: letter, minLength: 1 }).map((text) => () => text),
  )
  .map((damage) => damage(good))
  .filter((text) => text !== good);
/** The same, and what only a program can hand in. */
const forged = fc.oneof(
  damaged,
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', ' ', `${'A'.repeat(100_000)}`, 'null', '0', '[[0]]', '../../etc/passwd').map(String),
  fc.constantFrom('=', '\n', ' ', '\u0000', 'é').map((more) => good + more),
);

describe('a cursor', () => {
  it('that was damaged or forged is CURSOR_INVALID over WebSocket, and nothing begins', async () => {
    await fc.assert(
      fc.asyncProperty(forged, async (after) => {
        expect(await refusedOverSocket(SWIPES, { after })).toEqual(INVALID);
        expect(edge.hub.status().subscribers).toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('that was damaged or forged is CURSOR_INVALID as an event stream, by `after` and by Last-Event-ID', async () => {
    await fc.assert(
      fc.asyncProperty(forged, async (after) => {
        expect(await refusedOverEvents(SWIPES, { after })).toEqual(INVALID);
      }),
      { numRuns: 60 },
    );
    const nonEmpty = damaged.filter((text) => text !== '');
    await fc.assert(
      fc.asyncProperty(nonEmpty, async (lastEventId) => {
        const headers = { 'last-event-id': lastEventId };
        expect(await refusedOverEvents(SWIPES, { after: good }, headers)).toEqual(INVALID);
        expect(edge.hub.status().subscribers).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('of the other feed is CURSOR_INVALID', async () => {
    const other = cursorOf('invalidAttempts', await feed.invalidAttempts.head());
    for (const [query, after] of [
      [SWIPES, other],
      [ATTEMPTS, good],
    ] as const) {
      expect(await refusedOverSocket(query, { after })).toEqual(INVALID);
      expect(await refusedOverEvents(query, { after })).toEqual(INVALID);
      expect(await refusedOverEvents(query, undefined, { 'last-event-id': after })).toEqual(INVALID);
    }
  });

  it('of another installation is CURSOR_INVALID, though its place is there', async () => {
    for (const origin of [0, 1, ORIGIN - 1]) {
      const after = encodeCursor('swipes', oldest, origin);
      expect(await refusedOverSocket(SWIPES, { after })).toEqual(INVALID);
      expect(await refusedOverEvents(SWIPES, { after })).toEqual(INVALID);
    }
  });

  it('of another number of partitions has expired', async () => {
    for (const count of [0, 1, 2, 4, 8]) {
      const after = cursorOf(
        'swipes',
        Array.from({ length: count }, () => [0, 1]),
      );
      expect([count, await refusedOverSocket(SWIPES, { after })]).toEqual([count, EXPIRED]);
      expect([count, await refusedOverEvents(SWIPES, { after })]).toEqual([count, EXPIRED]);
    }
  });

  it('of the future, on any partition, is CURSOR_INVALID', async () => {
    const ahead = fc.tuple(
      fc.nat(PARTITIONS - 1),
      fc.nat(1),
      fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2 ** 52 })),
    );
    await fc.assert(
      fc.asyncProperty(ahead, async ([partition, index, more]) => {
        const future = head.map((own, at) =>
          at === partition ? own.map((n, place) => (place === index ? Math.min(n + more, 2 ** 52 - 1) : n)) : own,
        );
        const after = cursorOf('swipes', future);
        expect(await refusedOverSocket(SWIPES, { after })).toEqual(INVALID);
        expect(await refusedOverEvents(SWIPES, { after })).toEqual(INVALID);
      }),
      { numRuns: 50 },
    );
  });

  it('older than what is kept is CURSOR_EXPIRED, with the oldest, which works', async () => {
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const old = head.map((own, at) => (at === partition ? [0, 0] : own));
      const after = cursorOf('swipes', old);
      const expected = { ...EXPIRED, oldest: cursorOf('swipes', oldest) };
      expect(await refusedOverSocket(SWIPES, { after })).toEqual(expected);
      expect(await refusedOverEvents(SWIPES, { after })).toEqual(expected);
    }
    const { response, leave } = await openStream(SWIPES, { after: cursorOf('swipes', oldest) });
    const events = readEvents(response);
    const ids: unknown[] = [];
    while (ids.length < feed.swipes.entries.length) {
      ids.push(JSON.parse((await events.next()).value?.data ?? '').data.swipes.swipe.eventId);
    }
    expect(ids.sort()).toEqual(feed.swipes.entries.map(({ value }) => value.eventId).sort());
    leave();
    await edge.subscribers(0);
  });

  it('of any shape whatever is refused, or replays exactly what follows it', async () => {
    const number = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.integer({ min: -(2 ** 52), max: 2 ** 52 - 1 }));
    const place = fc.oneof(
      fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 4 })),
      fc.array(number, { maxLength: 4 }),
    );
    const positions = fc.array(place, { minLength: PARTITIONS, maxLength: PARTITIONS });
    const pull = 'query ($after: Cursor) { swipeFeed(after: $after) { swipes { eventId } } }';
    await fc.assert(
      fc.asyncProperty(positions, async (position) => {
        const after = cursorOf('swipes', position);
        const answer = await fetch(edge.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: pull, variables: { after } }),
        });
        const { data, errors } = JSON.parse(await answer.text());
        const isNone = position.flat().some((one) => one < -1) || isAhead(position, head);
        if (isNone || isAhead(oldest, position)) {
          const { code } = isNone ? INVALID : EXPIRED;
          expect(errors[0].extensions.code).toBe(code);
          expect((await refusedOverSocket(SWIPES, { after }))?.code).toBe(code);
          return;
        }
        const follow = feed.swipes.entries
          .filter(({ partition, at }) => comparePartitionPosition(at, position[partition] ?? []) > 0)
          .map(({ value }) => value.eventId);
        const pulled: string[] = data.swipeFeed.swipes.map(({ eventId }: { eventId: string }) => eventId);
        expect(pulled.sort()).toEqual(follow.sort());
      }),
      { numRuns: 200 },
    );
  });
});

describe('an argument that is not allowed', () => {
  const ids = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => `S${index}`));

  it.each([
    ['in one list', `swipes(filter: { studentIds: ${ids(1_001)} }) { cursor }`],
    [
      'over the lists',
      `swipes(filter: { studentIds: ${ids(400)}, gateIds: ${ids(400)}, lectureIds: ${ids(201)} }) { cursor }`,
    ],
    ['of the other feed', `invalidAttempts(filter: { gateIds: ${ids(1_001)} }) { cursor }`],
  ])('a filter of more than 1,000 ids ends that operation alone: %s', async (_name, field) => {
    const steady = await holdOne();
    const refused = { code: 'LIMIT_EXCEEDED', argument: 'filter', retriable: false };
    expect(await refusedOverSocket(`subscription { ${field} }`)).toEqual(refused);
    expect(await refusedOverEvents(`subscription { ${field} }`)).toEqual(refused);
    await steady.goesOn();
  });

  it('a filter of 1,000 ids is taken', async () => {
    const query = `subscription { swipes(filter: { studentIds: ${ids(600)}, gateIds: ${ids(400)} }) { cursor } }`;
    const { leave } = await openStream(query);
    await edge.subscribers(1);
    leave();
    await edge.subscribers(0);
  });

  const SIMULATION = simulationNodeId('sim-1');
  it.each([
    ['session(lectureId: "CS101", interval: "PT0.099S") { status }', 'interval'],
    ['sessions(interval: "PT0S") { status }', 'interval'],
    ['flow(scope: { lecture: { lectureId: "CS101" } }, interval: "PT0.05S") { from }', 'interval'],
    [`simulation(id: "${SIMULATION}", interval: "PT0.099S") { state }`, 'interval'],
    ['swipes(progressEvery: "PT0.099S") { cursor }', 'progressEvery'],
    ['invalidAttempts(progressEvery: "PT0.001S") { cursor }', 'progressEvery'],
  ])('an interval below 100 ms ends that operation alone: %s', async (field, argument) => {
    const steady = await holdOne();
    const refused = { code: 'ARGUMENT_INVALID', argument, retriable: false };
    expect(await refusedOverSocket(`subscription { ${field} }`)).toEqual(refused);
    expect(await refusedOverEvents(`subscription { ${field} }`)).toEqual(refused);
    await steady.goesOn();
  });

  /** A subscription on the same socket, which what happens to others must not touch. */
  async function holdOne() {
    operations += 1;
    const id = `steady ${operations}`;
    client.send(
      subscribeMessage(id, 'subscription { swipes(filter: { lectureIds: ["STEADY"] }) { swipe { eventId } } }'),
    );
    await edge.subscribers(1);
    return {
      async goesOn(): Promise<void> {
        const swipe = swipeAt('2026-03-18T11:55:00Z', 'S1', 'STEADY');
        feed.swipes.append(swipe);
        const next = await client.wait((message) => message.id === id);
        expect(next).toEqual({
          id,
          type: 'next',
          payload: { data: { swipes: { swipe: { eventId: swipe.eventId } } } },
        });
        client.send({ id, type: 'complete' });
        await edge.subscribers(0);
      },
    };
  }
});

describe('one subscription too many', () => {
  const FOLLOW = 'subscription { swipes { swipe { eventId } } }';
  const LIMITED = { code: 'LIMIT_EXCEEDED', retriable: false };
  const gets = (over: RawClient, eventId: string, ids: readonly string[]) =>
    Promise.all(
      ids.map((id) => over.wait((message) => message.id === id && JSON.stringify(message.payload).includes(eventId))),
    );
  const append = (): string => {
    const swipe = swipeAt('2026-03-18T11:56:00Z', 'S1');
    feed.swipes.append(swipe);
    return swipe.eventId;
  };

  it('on one socket is refused alone; queries go on, and there is room again when one has ended', async () => {
    const small = await openLiveEdge(world, feed, { limits: { subscriptionsPerSocket: 3 } });
    const [full, other] = [await openRawClient(small.wsUrl), await openRawClient(small.wsUrl)];
    const ids = ['1', '2', '3'];
    for (const id of ids) full.send(subscribeMessage(id, FOLLOW));
    await small.subscribers(3);
    expect(await refusedOverSocket(FOLLOW, undefined, full)).toEqual(LIMITED);
    expect(await refusedOverSocket(`subscription { sessions { status } }`, undefined, full)).toEqual(LIMITED);
    full.send(subscribeMessage('q', '{ campus { today } }'));
    await full.wait(({ id, type }) => id === 'q' && type === 'next');
    other.send(subscribeMessage('1', FOLLOW));
    await small.subscribers(4);
    const eventId = append();
    await gets(full, eventId, ids);
    await gets(other, eventId, ['1']);
    full.send({ id: '2', type: 'complete' });
    await small.subscribers(3);
    full.send(subscribeMessage('4', FOLLOW));
    await small.subscribers(4);
    await gets(full, append(), ['1', '3', '4']);
    full.socket.close();
    await small.subscribers(1);
    other.socket.close();
    await small.subscribers(0);
    await small.close();
  });

  it('in all is refused alone on every transport, and there is room again when one has left', async () => {
    const small = await openLiveEdge(world, feed, { subscriptionsMax: 4 });
    const [one, two] = [await openRawClient(small.wsUrl), await openRawClient(small.wsUrl)];
    const post = (accept: string, signal?: AbortSignal) =>
      fetch(small.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify({ query: FOLLOW }),
        ...(signal === undefined ? {} : { signal }),
      });
    for (const id of ['1', '2']) one.send(subscribeMessage(id, FOLLOW));
    two.send(subscribeMessage('1', FOLLOW));
    await small.subscribers(3);
    const leave = new AbortController();
    const held = readEvents(await post('text/event-stream', leave.signal));
    await small.subscribers(4);

    expect(await refusedOverSocket(FOLLOW, undefined, one)).toEqual(LIMITED);
    expect(await refusedOverSocket('subscription { sessions { status } }', undefined, two)).toEqual(LIMITED);
    const events = readEvents(await post('text/event-stream'));
    expect(refusalIn(JSON.parse((await events.next()).value?.data ?? ''))).toEqual(LIMITED);
    expect((await events.next()).value?.event).toBe('complete');
    const parts = readParts(await post('multipart/mixed;subscriptionSpec=1.0'));
    expect((await parts.next()).value?.json).toMatchObject({
      payload: { data: null, errors: [{ extensions: LIMITED }] },
    });
    expect((await parts.next()).done).toBe(true);

    const eventId = append();
    await gets(one, eventId, ['1', '2']);
    await gets(two, eventId, ['1']);
    expect((await held.next()).value?.data).toContain(eventId);
    leave.abort();
    await small.subscribers(3);
    two.send(subscribeMessage('2', FOLLOW));
    await small.subscribers(4);
    one.socket.close();
    two.socket.close();
    await small.subscribers(0);
    await small.close();
  });

  it('begun at the same time as others never makes more than the limit', async () => {
    const small = await openLiveEdge(world, feed, { subscriptionsMax: 5 });
    const crowd = await openRawClient(small.wsUrl);
    const ids = Array.from({ length: 20 }, (_, index) => `${index}`);
    const queries = [SWIPES, FOLLOW, 'subscription { sessions { status } }'];
    for (const [index, id] of ids.entries()) {
      // A cursor is looked up in the feed before its subscription is one.
      crowd.send(subscribeMessage(id, queries[index % queries.length] ?? FOLLOW, { after: good }));
    }
    const ended = ({ type }: Message) => type === 'complete' || type === 'error';
    await crowd.wait(() => crowd.messages.filter(ended).length >= 15);
    expect(crowd.messages.filter(ended)).toHaveLength(15);
    expect(small.hub.status().subscribers).toBe(5);
    crowd.socket.close();
    await small.subscribers(0);
    await small.close();
  });
});
