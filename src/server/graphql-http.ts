import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './body.ts';
import type { OperationParams, Prepare } from './operation.ts';
import type { EdgeOptions } from './options.ts';
import { paramsOfBody, paramsOfSearch } from './params.ts';
import { sendError } from './respond.ts';
import { eventStreamAccepted, serveEventStream } from './sse.ts';
import type { HttpAnswer, HttpQuestion } from './yoga.ts';

interface GraphqlHttp {
  readonly options: EdgeOptions;
  readonly prepare: Prepare;
  yoga(question: HttpQuestion): Promise<HttpAnswer>;
}

/** Bodies of these kinds are not sent across origins without a preflight, which is never granted. */
const BODY_TYPES = new Set(['application/json', 'application/graphql+json']);

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
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (method === 'POST' && !BODY_TYPES.has(type)) {
    request.resume();
    return sendError(response, 'REQUEST_INVALID', 'The body must be application/json.', 415);
  }
  const body = method === 'POST' ? await readBody(request, options.limits.bodyBytes) : undefined;
  const params = (): OperationParams =>
    body === undefined ? paramsOfSearch(new URL(url, 'http://localhost').searchParams) : paramsOfBody(body);

  const stream = eventStreamAccepted(headers.accept);
  if (stream.may) {
    const asked = params();
    const prepared = prepare(asked);
    const kind = prepared.errors === undefined ? prepared.kind : null;
    if (stream.only || kind === 'subscription') {
      if (kind === 'mutation' && method === 'GET') {
        return sendError(response, 'REQUEST_INVALID', 'Mutations come by POST.', 405, { allow: 'POST' });
      }
      return serveEventStream(request, response, asked, prepared, options);
    }
  }
  // Yoga would answer JSON that does not parse in `variables` as an error of ours.
  if (body === undefined) params();
  const question = { method, url, headers: { accept: headers.accept ?? '*/*', 'content-type': type }, body } as const;
  const answer = await yoga(question);
  if (response.destroyed) return;
  response.writeHead(answer.status, { ...answer.headers, 'x-content-type-options': 'nosniff' });
  response.end(answer.body);
}
