import { type ExecutionArgs, type ExecutionResult, execute, type GraphQLError } from 'graphql';
import { type Context, makeServer, type Server } from 'graphql-ws';
import type { WebSocket } from 'ws';
import { publicErrors, requestError } from './errors.ts';
import type { LiveResults } from './live-results.ts';
import type { Prepare } from './operation.ts';
import type { EdgeOptions } from './options.ts';
import { createStallGuard, type StallGuard } from './stall.ts';
import { subscribe } from './subscribe.ts';

/** What the protocol knows of one socket. */
export interface SocketExtra {
  readonly socket: WebSocket;
  /** Open subscriptions. */
  subscriptions: number;
}

type SocketContext = Context<Record<string, unknown>, SocketExtra>;

/** The graphql-transport-ws protocol over our own subscription execution. */
export function createProtocol(options: EdgeOptions, prepare: Prepare): Server<SocketExtra> {
  const { schema, operator, createContext, toGraphQLError, limits, clock, log } = options;
  const begun = new WeakMap<ExecutionArgs, { readonly contextValue: object; readonly guard: StallGuard }>();

  const guardOf = (extra: SocketExtra): StallGuard => {
    extra.subscriptions += 1;
    const { connection, done } = createStallGuard({
      clock,
      stalledCutMs: limits.stalledCutMs,
      cut: (code) => {
        log.warn('cut a stalled socket', { code });
        extra.socket.terminate();
      },
    });
    return {
      connection,
      done: () => {
        extra.subscriptions -= 1;
        done();
      },
    };
  };

  return makeServer<Record<string, unknown>, SocketExtra>({
    connectionInitWaitTimeout: limits.initWaitMs,
    onSubscribe: ({ extra }: SocketContext, _id, params): ExecutionArgs | readonly GraphQLError[] => {
      const prepared = prepare(params);
      if (prepared.errors !== undefined) return publicErrors(prepared.errors, toGraphQLError);
      const { document, kind } = prepared;
      const operation = { schema, document, operationName: params.operationName, variableValues: params.variables };
      if (kind !== 'subscription') return { ...operation, contextValue: createContext(operator, null) };
      if (extra.subscriptions >= limits.subscriptionsPerSocket) {
        const message = `At most ${limits.subscriptionsPerSocket} subscriptions are open at once on one socket.`;
        return [requestError('LIMIT_EXCEEDED', message)];
      }
      const guard = guardOf(extra);
      const contextValue = createContext(operator, guard.connection);
      const args = { ...operation, contextValue };
      begun.set(args, { contextValue, guard });
      return args;
    },
    execute: async (args) => {
      const result = await execute(args);
      return result.errors === undefined ? result : { ...result, errors: publicErrors(result.errors, toGraphQLError) };
    },
    subscribe: async (args) => {
      const state = begun.get(args);
      if (state === undefined) throw new TypeError('a subscription that did not begin here');
      return withoutCursors(await subscribe({ ...args, contextValue: state.contextValue }, options, state.guard.done));
    },
  });
}

/** A WebSocket carries the result alone: an operation selects the cursor where it wants it. */
function withoutCursors(results: LiveResults): AsyncGenerator<ExecutionResult, void, void> {
  const finished = { done: true, value: undefined } as const;
  return {
    next: async () => {
      const item = await results.next();
      return item.done ? finished : { done: false, value: item.value.result };
    },
    return: async () => {
      await results.return();
      return finished;
    },
    throw: async (error) => {
      await results.return();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
