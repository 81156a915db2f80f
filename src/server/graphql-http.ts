import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './body.ts';
import type { LiveOptions } from './live-operation.ts';
import { MULTIPART } from './multipart.ts';
import { bodyRefusal, negotiate } from './negotiation.ts';
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
  // Yoga would answer JSON that does not parse in `variables` as an error of ours.
  if (body === undefined) params();
  const question = { method, url, headers: { accept: json, 'content-type': 'application/json' }, body } as const;
  const answer = await yoga(question);
  if (response.destroyed) return;
  response.writeHead(answer.status, { ...answer.headers, 'x-content-type-options': 'nosniff' });
  response.end(answer.body);
}
