import { buildSchema, GraphQLError, GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { RollcallError } from '../../src/core/errors.ts';
import type { Connection } from '../../src/live/connection.ts';
import type { Log } from '../../src/ports/log.ts';
import { toGraphQLError } from '../../src/schema/errors.ts';
import type { ServerOptions } from '../../src/server/options.ts';
import { createServer } from '../../src/server/server.ts';
import { createFakeHub, type FakeHub } from './fake-hub.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

const SDL = `
  type Query { hello(name: String! = "world", limit: Int): String! slow: String leak: String fail: String busy: String fresh: Int! }
  type Mutation { count: Int! }
  type Subscription { swipes(after: String): Frame refused: Frame }
  type Frame { cursor: String! swipe: Int fresh: Int! padding: String! }
`;

interface EdgeContext {
  readonly connection: Connection | null;
  /** How many frames had been rendered when this context was made. */
  readonly fresh: number;
}

export interface Edge {
  readonly url: string;
  readonly wsUrl: string;
  readonly hub: FakeHub;
  readonly clock: ManualClock;
  /** Resolvers of `slow` wait for this. */
  release(): void;
  /** Lines that were logged as warnings or errors. */
  readonly logged: string[];
  close(): Promise<void>;
}

/** The real server over a small schema of its own and a hub that is told what to send. */
export async function openEdge(over: Partial<ServerOptions> = {}, queueMax = 16): Promise<Edge> {
  const hub = createFakeHub(queueMax);
  const clock = createManualClock(Date.UTC(2026, 0, 5, 9));
  const logged: string[] = [];
  const line = (event: string): void => {
    logged.push(event);
  };
  const log: Log = { debug: () => {}, info: () => {}, warn: line, error: line };
  let release = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let contexts = 0;
  const server = await createServer({
    host: '127.0.0.1',
    port: 0,
    schema: edgeSchema(hub, released),
    operator: { subject: null, scopes: new Set(['ops']), studentId: null, lectureIds: null, expiresAt: null },
    createContext: (_viewer, connection): EdgeContext => ({ connection, fresh: 0 }),
    freshContext: (context) => {
      contexts += 1;
      return { ...context, fresh: contexts };
    },
    endContext: () => undefined,
    hub,
    log,
    clock,
    readiness: async () => [{ port: 'swipe store', healthy: true }],
    metricsText: async () => '# HELP up 1\n',
    webDir: 'web',
    examples: [],
    toGraphQLError,
    ...over,
  });
  return {
    url: server.url,
    wsUrl: `${server.url.replace('http', 'ws')}/graphql`,
    hub,
    clock,
    release,
    logged,
    close: server.close,
  };
}

function edgeSchema(hub: FakeHub, released: Promise<void>): GraphQLSchema {
  const schema = buildSchema(SDL);
  const fields = (name: string) => {
    const type = schema.getType(name);
    if (!(type instanceof GraphQLObjectType)) throw new TypeError(name);
    return type.getFields();
  };
  const query = fields('Query');
  const on = (
    type: string,
    field: string,
    resolve: (source: unknown, args: { name?: string; after?: string }, ctx: EdgeContext) => unknown,
  ) => {
    const known = (type === 'Query' ? query : fields(type))[field];
    if (known === undefined) throw new TypeError(field);
    known.resolve = resolve;
    return known;
  };
  on('Query', 'hello', (_source, { name }) => `hello ${name}`);
  on('Query', 'slow', async () => {
    hub.slowStarted();
    await released;
    return 'done';
  });
  on('Query', 'leak', () => {
    throw new Error('password is hunter2');
  });
  on('Query', 'fail', () => {
    throw new GraphQLError('as designed', { extensions: { code: 'FORBIDDEN', retriable: false } });
  });
  on('Query', 'busy', () => {
    throw new RollcallError('BUSY');
  });
  on('Query', 'fresh', (_source, _args, ctx) => ctx.fresh);
  on('Mutation', 'count', () => 1);
  on('Frame', 'fresh', (_source, _args, ctx) => ctx.fresh);
  on('Subscription', 'swipes', (frame) => frame).subscribe = (_source, { after }, ctx) =>
    hub.stream({
      after: ctx.connection?.lastEventId ?? after,
      onEnding: (ending) => ctx.connection?.ending(ending.error.code),
    });
  on('Subscription', 'refused', (frame) => frame).subscribe = () => {
    throw new RollcallError('CURSOR_EXPIRED', undefined, { extensions: { oldest: 'c0' } });
  };
  return schema;
}
