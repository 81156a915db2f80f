import SchemaBuilder from '@pothos/core';
import ComplexityPlugin from '@pothos/plugin-complexity';
import ScopeAuthPlugin, { RequestCache } from '@pothos/plugin-scope-auth';
import type { CampusDay, EpochMs } from '../core/campus-day.ts';
import { RollcallError } from '../core/errors.ts';
import type { RequestContext } from '../resolvers/context.ts';
import { hasAny, type Scope } from '../resolvers/scopes.ts';

/** What one operation may cost: fields answered (a list counts its page), levels, selections with their aliases. */
export const OPERATION_LIMITS = { complexity: 100_000, depth: 16, breadth: 400 };

export interface RollcallTypes {
  Context: RequestContext;
  AuthScopes: { any: readonly Scope[] };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: EpochMs; Output: EpochMs };
    LocalDate: { Input: CampusDay; Output: CampusDay };
    LocalTime: { Input: number; Output: number };
    Duration: { Input: number; Output: number };
    UUID: { Input: string; Output: string };
    JSON: { Input: unknown; Output: unknown };
    Cursor: { Input: string; Output: string };
  };
}

function tooComplex(kind: string, { depth, breadth, complexity }: Record<'depth' | 'breadth' | 'complexity', number>) {
  const found = { Depth: depth, Breadth: breadth, Complexity: complexity }[kind];
  const limit = { Depth: 'depth', Breadth: 'breadth', Complexity: 'complexity' } as const;
  const name = kind === 'Depth' || kind === 'Breadth' ? limit[kind] : limit.Complexity;
  return new RollcallError(
    'QUERY_TOO_COMPLEX',
    `The operation's ${name} is ${found}; at most ${OPERATION_LIMITS[name]}.`,
    {
      extensions: { [name]: found, max: OPERATION_LIMITS[name] },
    },
  );
}

/** Every type of the schema is made with this; a file for each type, its queries beside it. */
export const builder = new SchemaBuilder<RollcallTypes>({
  plugins: [ScopeAuthPlugin, ComplexityPlugin],
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ viewer }) => ({ any: (scopes) => hasAny(viewer, scopes) }),
    unauthorizedError: () => new RollcallError('FORBIDDEN'),
  },
  complexity: {
    defaultComplexity: 1,
    defaultListMultiplier: 5,
    // A frame's operation was weighed when its subscription began.
    limit: ({ frame }) => (frame ? {} : OPERATION_LIMITS),
    complexityError: tooComplex,
  },
});

/**
 * Drops what authorization remembers of a context whose execution is over. It would go by itself, but only with a full
 * collection: a minor one takes what a WeakMap holds to be alive, here the context and everything loaded for it.
 */
export function forgetContext(context: object): void {
  RequestCache.clearForContext(context);
}

builder.queryType({
  description:
    'Questions. A field that needs a backend or a permission is nullable, so that one failure never empties its neighbours.',
});
builder.mutationType({
  description:
    'In imports an omitted field keeps what is stored and an explicit null clears it; at most 5,000 rows a call; a bad row is a problem with its index and the others are taken.',
});
builder.subscriptionType({
  description: `Feeds (\`swipes\`, \`invalidAttempts\`) are durable: \`after\` replays from that cursor and goes on live, with no gap, no repeat, and each lecture in
order. Without \`after\` they start now. A cursor older than retention: CURSOR_EXPIRED with \`extensions.oldest\`. SSE carries each frame's cursor as its
event id, whether it was selected or not, and honours Last-Event-ID.
Every ending the server chooses is one last result \`{ data: null, errors: [{ extensions: { code, retriable, cursor } }] }\` and then completion, alike on
WebSocket and SSE: SUBSCRIBER_TOO_SLOW, SERVER_RESTARTING, TOKEN_EXPIRED, TOKEN_REVOKED. Snapshot subscriptions have no cursor: subscribe again.`,
});
