import type { IncomingMessage, ServerResponse } from 'node:http';
import { execute } from 'graphql';
import { publicErrors } from './errors.ts';
import { createLiveResults, type LiveResult, type LiveResults } from './live-results.ts';
import type { OperationParams, Prepared } from './operation.ts';
import type { EdgeOptions } from './options.ts';
import { createStallGuard } from './stall.ts';
import { subscribe } from './subscribe.ts';

/** How the results of one operation are written into one HTTP answer. */
export interface StreamFormat {
  readonly contentType: string;
  /** Before the first result. */
  readonly opening: string;
  /** A sign of life. */
  readonly alive: string;
  result(item: LiveResult): string;
  /** After the last result. */
  readonly closing: string;
}

interface StreamedOperation {
  readonly params: OperationParams;
  readonly prepared: Prepared;
  readonly options: EdgeOptions;
}

/** Answers one operation as a stream of its results. Each waits until the socket has taken the one before. */
export async function serveResultStream(
  request: IncomingMessage,
  response: ServerResponse,
  operation: StreamedOperation,
  format: StreamFormat,
): Promise<void> {
  const { clock, limits } = operation.options;
  response.writeHead(200, {
    'content-type': format.contentType,
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  const results = await resultsOf(request, response, operation);
  response.once('close', () => void results.return());
  if (response.destroyed) await results.return();

  let cancel: () => void = () => {};
  const keepAlive = (): void => {
    cancel = clock.setTimer(limits.pingMs, () => {
      // A reader that has not taken what is there already needs no sign of life.
      if (response.writableLength === 0) response.write(format.alive);
      keepAlive();
    });
  };
  keepAlive();
  await send(response, format.opening);
  for await (const item of results) await send(response, format.result(item));
  cancel();
  if (response.destroyed) return;
  response.end(format.closing);
}

async function resultsOf(
  request: IncomingMessage,
  response: ServerResponse,
  { params, prepared, options }: StreamedOperation,
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
  const { variables, operationName } = params;
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
