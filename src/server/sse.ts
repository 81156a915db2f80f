import type { IncomingMessage, ServerResponse } from 'node:http';
import { execute } from 'graphql';
import { publicErrors } from './errors.ts';
import { createLiveResults, type LiveResults } from './live-results.ts';
import type { OperationParams, Prepared } from './operation.ts';
import type { EdgeOptions } from './options.ts';
import { createStallGuard } from './stall.ts';
import { subscribe } from './subscribe.ts';

/** What an EventSource waits before it connects again, in milliseconds. */
const RETRY_MS = 2_000;

/** True when the answer may be an event stream; `only`: nothing else is accepted. */
export function eventStreamAccepted(accept: string | undefined): { readonly may: boolean; readonly only: boolean } {
  const types = (accept ?? '').toLowerCase();
  const may = types.includes('text/event-stream');
  return { may, only: may && !/application\/(?:[a-z-]+\+)?json|\*\/\*/.test(types) };
}

/**
 * Answers one operation as an event stream (graphql-sse, distinct connections): `next` for each result, its id the
 * cursor to resume after, then `complete`. Each event waits until the socket has taken the one before.
 */
export async function serveEventStream(
  request: IncomingMessage,
  response: ServerResponse,
  params: OperationParams,
  prepared: Prepared,
  options: EdgeOptions,
): Promise<void> {
  const { clock, limits } = options;
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  const results = await resultsOf(request, response, params, prepared, options);
  response.once('close', () => void results.return());
  if (response.destroyed) await results.return();

  let cancel: () => void = () => {};
  const keepAlive = (): void => {
    cancel = clock.setTimer(limits.pingMs, () => {
      // A reader that has not taken what is there already needs no sign of life.
      if (response.writableLength === 0) response.write(':\n\n');
      keepAlive();
    });
  };
  keepAlive();
  await send(response, `retry: ${RETRY_MS}\n\n`);
  for await (const { result, cursor } of results) {
    const id = cursor === null ? '' : `id: ${cursor}\n`;
    await send(response, `event: next\n${id}data: ${JSON.stringify(result)}\n\n`);
  }
  cancel();
  if (response.destroyed) return;
  response.end('event: complete\ndata: \n\n');
}

async function resultsOf(
  request: IncomingMessage,
  response: ServerResponse,
  { variables, operationName }: OperationParams,
  prepared: Prepared,
  options: EdgeOptions,
): Promise<LiveResults> {
  const { clock, limits, log, operator, schema, toGraphQLError } = options;
  if (prepared.errors !== undefined) return once({ errors: publicErrors(prepared.errors, toGraphQLError) });
  const lastEventId = request.headers['last-event-id'];
  const guard = createStallGuard({
    clock,
    stalledCutMs: limits.stalledCutMs,
    lastEventId: typeof lastEventId === 'string' && lastEventId !== '' ? lastEventId : undefined,
    cut: (code) => {
      log.warn('cut a stalled event stream', { code });
      response.destroy();
    },
  });
  const { document, kind } = prepared;
  const contextValue = options.createContext(operator, kind === 'subscription' ? guard.connection : null);
  const operation = { schema, document, operationName, variableValues: variables, contextValue };
  if (kind === 'subscription') return subscribe(operation, options, guard.done);
  const result = await execute(operation);
  return once(
    result.errors === undefined ? result : { ...result, errors: publicErrors(result.errors, toGraphQLError) },
  );
}

function once(result: Awaited<ReturnType<typeof execute>>): LiveResults {
  const results = [{ result, cursor: null }];
  return createLiveResults({ pull: async () => results.pop() ?? null, over: () => {} });
}

/** Resolves when the socket has taken it, or is gone. */
function send(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) return resolve();
    const done = (): void => {
      response.off('close', done);
      resolve();
    };
    response.once('close', done);
    response.write(text, done);
  });
}
