import { createSourceEventStream, execute, type GraphQLError, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RollcallError } from '../../src/core/errors.ts';
import type { Swipe } from '../../src/core/swipe.ts';
import type { Ending, FeedFrame, FeedRequest } from '../../src/live/frames.ts';
import { createRequestContext, withFreshLoaders } from '../../src/resolvers/context.ts';
import { simulationNodeId, studentNodeId } from '../../src/resolvers/node-id.ts';
import { OPERATOR } from '../../src/resolvers/scopes.ts';
import type { Connection, Viewer } from '../../src/resolvers/services.ts';
import { toGraphQLError } from '../../src/schema/errors.ts';
import { schema } from '../../src/schema/schema.ts';
import { type ApiWorld, openApiWorld } from '../support/api-world.ts';
import { simulationRecord } from '../support/simulation-record.ts';
import { day, fillSmallCampus, swipeAt } from '../support/small-campus.ts';

let world: ApiWorld;
const begun: unknown[] = [];
const swipe = swipeAt('2026-03-18T11:59:00Z', 'S1');

async function* items<T>(...values: T[]): AsyncIterableIterator<T> {
  for (const value of values) yield value;
}
const note = (request: unknown) => begun.push(request);

beforeAll(async () => {
  const frame = { kind: 'FRAME', cursor: 'c1', value: swipe, gap: { missed: 2, from: 'c0' }, progress: null } as const;
  const progress = { at: swipe.ts, watermark: swipe.ts - 1_000, lagMs: 1_500 };
  const ending = {
    kind: 'ENDING',
    error: new RollcallError('SERVER_RESTARTING', undefined, { extensions: { cursor: 'c1' } }),
  } as const;
  const session = { kind: 'SNAPSHOT', key: { lectureId: 'CS101', day: day('2026-03-18') } } as const;
  world = await openApiWorld({
    live: {
      swipes: async (request) => {
        note(request);
        return items<FeedFrame<Swipe> | Ending>(frame, ending);
      },
      invalidAttempts: async (request: FeedRequest<unknown>) => {
        note(request);
        if (request.after !== undefined) {
          throw new RollcallError('CURSOR_EXPIRED', undefined, { extensions: { oldest: 'o' } });
        }
        return items({ kind: 'FRAME', cursor: 'c2', value: null, gap: null, progress } as const);
      },
      session: async (...args) => {
        note(args);
        return items(session, session);
      },
      sessions: async (...args) => {
        note(args);
        return items(session);
      },
      simulation: async (...args) => {
        note(args);
        return items({ kind: 'SNAPSHOT', key: 'sim-1' } as const);
      },
    },
    simulator: { get: async (ids) => ids.map((id) => simulationRecord({ id })) },
  });
  await fillSmallCampus(world);
});
afterAll(() => world.dispose());

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** Runs a subscription as the edge does: a stream of items, each rendered with loaders of its own. */
async function follow(source: string, viewer: Viewer = OPERATOR, connection: Connection | null = null) {
  const document = parse(source);
  const ctx = createRequestContext(world.services, viewer, connection);
  const stream = await createSourceEventStream({ schema, document, contextValue: ctx });
  const refused: GraphQLError[] = [];
  const frames: unknown[] = [];
  if (!isStream(stream)) refused.push(...(stream.errors ?? []).map((error) => toGraphQLError(error)));
  else {
    for await (const item of stream) {
      const result = await execute({ schema, document, rootValue: item, contextValue: withFreshLoaders(ctx) });
      refused.push(...(result.errors ?? []).map((error) => toGraphQLError(error)));
      frames.push(JSON.parse(JSON.stringify(result.data)));
    }
  }
  return { frames, codes: refused.map(({ extensions }) => [extensions.code, extensions.argument ?? null]), refused };
}

describe('a subscription', () => {
  it('renders the frames of a feed from their items, and an ending as the error it carries', async () => {
    const { frames, refused } = await follow(
      'subscription { swipes(filter: {lectureIds: ["CS101"], actions: [ENTER]}, progressEvery: "PT5S", onSlow: DROP) { cursor swipe { studentId session { swipeCount } } gap { missed from } progress { at } } }',
    );
    expect(frames[0]).toEqual({
      swipes: {
        cursor: 'c1',
        swipe: { studentId: 'S1', session: { swipeCount: 4 } },
        gap: { missed: 2, from: 'c0' },
        progress: null,
      },
    });
    expect(refused.map(({ extensions }) => extensions)).toEqual([
      { code: 'SERVER_RESTARTING', retriable: true, cursor: 'c1' },
    ]);
    expect(begun.at(-1)).toMatchObject({
      filter: { lectureIds: new Set(['CS101']), actions: new Set(['ENTER']) },
      after: undefined,
      onSlow: 'DROP',
      progressEveryMs: 5_000,
    });
  });

  it('shows progress, and names the argument of a cursor that is refused', async () => {
    const { frames } = await follow(
      'subscription { invalidAttempts { cursor attempt { id } progress { watermark lag } } }',
    );
    expect(frames).toEqual([
      {
        invalidAttempts: {
          cursor: 'c2',
          attempt: null,
          progress: { watermark: '2026-03-18T11:58:59.000Z', lag: 'PT1.5S' },
        },
      },
    ]);
    const { refused } = await follow('subscription { invalidAttempts(after: "old") { cursor } }');
    expect(refused.map(({ extensions }) => extensions)).toEqual([
      { code: 'CURSOR_EXPIRED', retriable: false, argument: 'after', oldest: 'o' },
    ]);
  });

  it('begins after Last-Event-ID rather than `after`, and tells its connection of its ending', async () => {
    const told: string[] = [];
    await follow('subscription { swipes(after: "url") { cursor } }', OPERATOR, {
      lastEventId: 'header',
      ending: (code) => told.push(code),
    });
    const request = begun.at(-1);
    expect(request).toMatchObject({ after: 'header' });
    if (
      typeof request === 'object' &&
      request !== null &&
      'onEnding' in request &&
      typeof request.onEnding === 'function'
    ) {
      request.onEnding({ kind: 'ENDING', error: new RollcallError('SUBSCRIBER_TOO_SLOW') });
    }
    expect(told).toEqual(['SUBSCRIBER_TOO_SLOW']);
  });

  it('sees the stores anew in every frame', async () => {
    const counts: unknown[] = [];
    const document = parse('subscription { session(lectureId: "CS101") { swipeCount } }');
    const ctx = createRequestContext(world.services, OPERATOR, null);
    const stream = await createSourceEventStream({ schema, document, contextValue: ctx });
    if (!isStream(stream)) throw new Error('refused');
    for await (const item of stream) {
      const { data } = await execute({ schema, document, rootValue: item, contextValue: withFreshLoaders(ctx) });
      counts.push(JSON.parse(JSON.stringify(data)));
      await world.accept([swipeAt('2026-03-18T11:59:30Z', 'S1')]);
    }
    expect(counts).toEqual([{ session: { swipeCount: 4 } }, { session: { swipeCount: 5 } }]);
    expect(begun.at(-1)).toEqual(['CS101', null, 1_000]);
  });

  it('follows a day of sessions and a simulation', async () => {
    expect(
      (
        await follow(
          'subscription { sessions(day: "2026-03-18", lectureIds: ["CS101"], interval: "PT0.1S") { status } }',
        )
      ).frames,
    ).toEqual([{ sessions: { status: 'OPEN' } }]);
    expect(begun.at(-1)).toEqual([day('2026-03-18'), new Set(['CS101']), 100]);
    const id = simulationNodeId('sim-1');
    expect((await follow(`subscription { simulation(id: "${id}") { id published } }`)).frames).toEqual([
      { simulation: { id, published: 4 } },
    ]);
    expect(begun.at(-1)).toEqual(['sim-1', 500]);
  });

  it.each([
    ['session(lectureId: "CS101", interval: "PT0.099S") { status }', 'ARGUMENT_INVALID', 'interval'],
    ['session(lectureId: "a b") { status }', 'ARGUMENT_INVALID', 'lectureId'],
    ['sessions(interval: "PT0S") { status }', 'ARGUMENT_INVALID', 'interval'],
    ['swipes(progressEvery: "PT0.01S") { cursor }', 'ARGUMENT_INVALID', 'progressEvery'],
    [
      `swipes(filter: {studentIds: ${JSON.stringify(Array.from({ length: 1_001 }, (_, n) => `S${n}`))}}) { cursor }`,
      'LIMIT_EXCEEDED',
      'filter',
    ],
    ['swipes(filter: {gateIds: ["?"]}) { cursor }', 'ARGUMENT_INVALID', 'filter.gateIds'],
    ['simulation(id: "nonsense") { state }', 'ARGUMENT_INVALID', 'id'],
    [`simulation(id: "${studentNodeId('S1')}") { state }`, 'ARGUMENT_INVALID', 'id'],
    [
      'session(lectureId: "CS101") { attendees(first: 500) { nodes { student { swipes(first: 500) { nodes { id } } } } } }',
      'QUERY_TOO_COMPLEX',
      null,
    ],
  ])('that cannot be is refused before it begins: %s', async (field, code, argument) => {
    const before = begun.length;
    const { frames, codes } = await follow(`subscription { ${field} }`);
    expect(codes).toEqual([[code, argument]]);
    expect(frames).toEqual([]);
    expect(begun).toHaveLength(before);
  });

  it('needs its scope before it begins', async () => {
    const before = begun.length;
    const { codes } = await follow('subscription { swipes { cursor } }', { ...OPERATOR, scopes: new Set(['ops']) });
    expect(codes).toEqual([['FORBIDDEN', null]]);
    expect(begun).toHaveLength(before);
  });
});
