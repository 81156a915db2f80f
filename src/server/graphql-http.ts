import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import { ERRORS, RollcallError } from '../core/errors.ts';
import { readBody } from './body.ts';
import { errorCodeOf } from './errors.ts';
import { answerLean } from './lean-answer.ts';
import type { LiveOptions } from './live-operation.ts';
import { MULTIPART } from './multipart.ts';
import { bodyRefusal, type JsonType, negotiate } from './negotiation.ts';
import type { OperationParams, Prepare } from './operation.ts';
import { paramsOfBody, paramsOfSearch } from './params.ts';
import { sendError } from './respond.ts';
import { serveResultStream } from './result-stream.ts';
import { EVENT_STREAM } from './sse.ts';
import type { HttpAnswer, HttpQuestion } from './yoga.ts';

interface GraphqlHttp {
  readonly options: LiveOptions;
  readonly prepare: Prepare;
  yoga(question: HttpQuestion): Promise<HttpAnswer>;
}

const STREAM_FORMATS = { 'text/event-stream': EVENT_STREAM, 'multipart/mixed': MULTIPART } as const;

/** One operation over HTTP. @throws REQUEST_TOO_LARGE, REQUEST_INVALID */
export async function serveGraphql(
  request: IncomingMessage,
  response: ServerResponse,
  { options, prepare, yoga }: GraphqlHttp,
): Promise<void> {
  const { method, headers, url = '/' } = request;
  if (method !== 'GET' && method !== 'POST') {
    return sendError(response, 'REQUEST_INVALID', 'Operations come by GET or POST.', 405, { allow: 'GET, POST' });
  }
  if (method === 'GET' && headers.accept?.includes('text/html') && !url.includes('?')) {
    // Somebody typed the address into a browser.
    response.writeHead(302, { location: '/graphiql' }).end();
    return;
  }
  const refused = method === 'POST' ? bodyRefusal(headers) : null;
  if (refused !== null) {
    request.resume();
    return sendError(response, 'REQUEST_INVALID', refused, 415);
  }
  const body = method === 'POST' ? await readBody(request, options.limits.bodyBytes) : undefined;
  const params = (): OperationParams =>
    body === undefined ? paramsOfSearch(new URL(url, 'http://localhost').searchParams) : paramsOfBody(body);

  const { json, stream } = negotiate(headers.accept);
  if (stream !== null) {
    const asked = params();
    const prepared = prepare(asked);
    const kind = prepared.errors === undefined ? prepared.kind : null;
    if (json === null || kind === 'subscription') {
      if (kind === 'mutation' && method === 'GET') {
        return sendError(response, 'REQUEST_INVALID', 'Mutations come by POST.', 405, { allow: 'POST' });
      }
      const operation = { params: asked, prepared, options };
      return serveResultStream(request, response, operation, STREAM_FORMATS[stream]);
    }
  }
  if (json === null) {
    const message = 'Answers are application/json or application/graphql-response+json.';
    return sendError(response, 'REQUEST_INVALID', message, 406);
  }
  const asked = params();
  const prepared = prepare(asked);
  if (await answerLean(request, response, asked, prepared, json, options)) return;
  const isPersisted = asked.extensions?.persistedQuery !== undefined;
  if (prepared.errors !== undefined && prepared.query === null) return refuse(response, prepared.errors[0]);
  if (isPersisted && method === 'GET' && prepared.errors === undefined && prepared.kind === 'mutation') {
    return sendError(response, 'REQUEST_INVALID', 'Mutations come by POST.', 405, { allow: 'POST' });
  }
  // Yoga does not know the text of an operation that names it.
  const named = { query: prepared.query, operationName: asked.operationName, variables: asked.variables };
  const question: HttpQuestion = isPersisted
    ? { method: 'POST', url: '/graphql', headers: yogaHeaders(json), body: textOf(named) }
    : { method, url, headers: yogaHeaders(json), body };
  const answer = await yoga(question);
  if (response.destroyed) return;
  response.writeHead(answer.status, { ...answer.headers, 'x-content-type-options': 'nosniff' });
  response.end(answer.body);
}

/** @throws REQUEST_INVALID */
function textOf(named: OperationParams): string {
  try {
    return JSON.stringify(named);
  } catch {
    throw new RollcallError('REQUEST_INVALID', 'The variables are nested too deeply.');
  }
}

function yogaHeaders(accept: JsonType): Readonly<Record<string, string>> {
  return { accept, 'content-type': 'application/json' };
}

/** An operation whose text is not there. A hash that is not known is answered with 200, as clients of persisted queries expect. */
function refuse(response: ServerResponse, error: GraphQLError | undefined): void {
  const code = errorCodeOf(error ?? {}) ?? 'REQUEST_INVALID';
  const status = code === 'PERSISTED_QUERY_NOT_FOUND' ? 200 : ERRORS[code].http;
  sendError(response, code, error?.message, status);
}
