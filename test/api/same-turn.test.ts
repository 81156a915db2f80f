import { expect, it } from 'vitest';
import { createSameTurn } from '../../src/server/same-turn.ts';
import { openApiWorld } from '../support/api-world.ts';
import { openLiveEdge } from '../support/live-edge.ts';
import { createMemoryLiveFeed } from '../support/memory-feed.ts';
import { pipelined } from '../support/pipelined.ts';
import { fillSmallCampus } from '../support/small-campus.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('does once what is asked for in one turn, and again for who asks later', async () => {
  const { join } = createSameTurn<number>();
  let begun = 0;
  const work = async () => {
    begun += 1;
    return begun;
  };
  const first = [join('a', work), join('a', work)];
  const other = join('b', work);
  expect(begun).toBe(0);
  expect(await Promise.all([...first, other])).toEqual([1, 1, 2]);
  expect(await join('a', work)).toBe(3);
});

it('gives nobody an answer that was begun before they asked', async () => {
  const { join } = createSameTurn<string>();
  let stored = 'before';
  let finish = (): void => {};
  const read = async () => {
    const seen = stored;
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    return seen;
  };
  const early = join('a', read);
  await turn();
  const finishEarly = finish;
  stored = 'after';
  const late = join('a', read);
  await turn();
  finishEarly();
  finish();
  expect([await early, await late]).toEqual(['before', 'after']);
});

it('pages of one list asked for in one turn are pages of their own', async () => {
  const world = await openApiWorld();
  await fillSmallCampus(world);
  const edge = await openLiveEdge(world, createMemoryLiveFeed());
  const query = 'query ($after: String) { lectures(first: 1, after: $after) { edges { cursor node { lectureId } } } }';
  const page = (after?: string) => `/graphql?${new URLSearchParams({ query, variables: JSON.stringify({ after }) })}`;
  const [alone] = await pipelined(edge.url, [page()]);
  const { cursor } = JSON.parse(alone?.body ?? '').data.lectures.edges[0];
  const answers = await pipelined(edge.url, [page(), page(cursor), page()]);
  const ids = answers.map(({ body }) => JSON.parse(body).data.lectures.edges[0].node.lectureId);
  expect(ids).toEqual(['CS101', 'MA201', 'CS101']);
  await edge.close();
  await world.dispose();
});
