import { execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../src/core/random.ts';
import type { Swipe, SwipeAction } from '../../src/core/swipe.ts';
import { matchesSwipe, type SwipeFilter } from '../../src/core/swipe-filter.ts';
import { createRequestContext } from '../../src/resolvers/context.ts';
import { OPERATOR } from '../../src/resolvers/scopes.ts';
import { schema } from '../../src/schema/schema.ts';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { type LiveEdge, openLiveEdge } from '../support/live-edge.ts';
import { createMemoryLiveFeed, type MemoryLiveFeed } from '../support/memory-feed.ts';
import { fillSmallCampus, swipeAt } from '../support/small-campus.ts';
import { openRawClient } from '../support/ws-client.ts';

const LECTURES = ['CS101', 'MA201', 'X9'];
const STUDENTS = ['S1', 'S2', 'S3', 'S4'];
const SELECTIONS = [
  'cursor swipe { eventId studentId }',
  'cursor swipe { ...Who } gap { missed }',
  'at: cursor swipe { who: student { displayName cohort } lecture { title } timestamp action }',
];
const FRAGMENT = 'fragment Who on Swipe { student { studentId displayName } gateId }';

interface Asked {
  readonly query: string;
  readonly filter: SwipeFilter;
  readonly variables: Readonly<Record<string, unknown>>;
}

describe('subscriptions that share their frames', () => {
  let world: ApiWorld;
  let edge: LiveEdge;
  let feed: MemoryLiveFeed;
  beforeAll(async () => {
    world = await openApiWorld();
    await fillSmallCampus(world);
    feed = createMemoryLiveFeed(2);
    edge = await openLiveEdge(world, feed);
  });
  afterAll(async () => {
    await edge.close();
    await world.dispose();
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'get what each would get alone: any filters, selections and nested fields, seed %i',
    async (seed) => {
      const random = createRandom(seed);
      const some = <T>(values: readonly T[]): T[] => values.filter(() => random.chance(0.5));
      const pick = <T>(values: readonly T[]): T => values[random.below(values.length)] as T;
      const ask = (): Asked => {
        const selection = pick(SELECTIONS);
        const fragment = selection.includes('...Who') ? FRAGMENT : '';
        const query = `subscription ($filter: SwipeFilter, $after: Cursor) { swipes(filter: $filter, after: $after) { ${selection} } } ${fragment}`;
        const [lectureIds, studentIds] = [some(LECTURES), some(STUDENTS)];
        const actions: SwipeAction[] = random.chance(0.3) ? ['ENTER'] : ['ENTER', 'EXIT'];
        const filter = {
          ...(lectureIds.length > 0 ? { lectureIds } : {}),
          ...(studentIds.length > 0 && random.chance(0.5) ? { studentIds } : {}),
          ...(actions.length === 1 ? { actions } : {}),
        };
        const sets = Object.entries(filter).map(([name, ids]) => [name, new Set<string>(ids)]);
        return { query, filter: Object.fromEntries(sets), variables: { filter } };
      };
      const kinds = Array.from({ length: 6 }, ask);
      const asked = Array.from({ length: 24 }, () => pick(kinds));
      const clients = await Promise.all([1, 2, 3, 4].map(() => openRawClient(edge.wsUrl)));
      const { cursor } = await edge.hub.pullSwipes(undefined, {}, 1);
      for (const [index, { query, variables }] of asked.entries()) {
        // Half of them resume, from one cursor or from none: where one begins is no reason for a group of its own.
        const after = index % 2 === 0 ? { after: cursor } : {};
        clients[index % 4]?.send({
          id: `${index}`,
          type: 'subscribe',
          payload: { query, variables: { ...variables, ...after } },
        });
      }
      await edge.subscribers(asked.length);
      expect(edge.hub.status().groups).toBe(new Set(asked).size);

      const swipes: Swipe[] = Array.from({ length: 40 }, (_, index) =>
        swipeAt(
          `2026-03-18T11:${String(10 + index).padStart(2, '0')}:00Z`,
          pick(STUDENTS),
          pick(LECTURES),
          pick(['ENTER', 'EXIT'] as const),
        ),
      );
      // Cursors as one who pulls everything sees them.
      const alone = await edge.hub.swipes({ filter: {}, onSlow: 'DISCONNECT' });
      for (let from = 0; from < swipes.length; ) {
        const run = swipes.slice(from, from + 1 + random.below(6));
        feed.swipes.append(...run);
        from += run.length;
      }
      const frames: unknown[] = [];
      while (frames.length < swipes.length) frames.push((await alone.next()).value);
      await alone.return?.();

      for (const [index, { query, filter, variables }] of asked.entries()) {
        const document = parse(query);
        const expected: unknown[] = [];
        for (const [at, swipe] of swipes.entries()) {
          if (!matchesSwipe(filter, swipe)) continue;
          const contextValue = createRequestContext(world.services, OPERATOR);
          const rootValue = frames[at];
          expected.push(await execute({ schema, document, rootValue, variableValues: variables, contextValue }));
        }
        const client = clients[index % 4];
        const own = () => (client?.messages ?? []).filter(({ id }) => id === String(index));
        if (expected.length > 0) await client?.wait(() => own().length === expected.length);
        expect(JSON.stringify(own().map(({ payload }) => payload))).toBe(JSON.stringify(expected));
      }
      for (const { socket } of clients) socket.close();
      await edge.subscribers(0);
      expect(edge.hub.status().groups).toBe(0);
    },
  );
});
