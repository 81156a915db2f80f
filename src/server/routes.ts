import { createGraphiqlPage, PAGE_POLICY } from './graphiql.ts';
import { serveGraphql } from './graphql-http.ts';
import { refusal } from './guard.ts';
import type { LiveOptions } from './live-operation.ts';
import type { Prepare } from './operation.ts';
import { createMetrics, createProbes, type Handler, pathOf } from './probes.ts';
import { sendError, sendText } from './respond.ts';
import { readStatic } from './static.ts';
import { createYogaHandler } from './yoga.ts';

/** Everything HTTP answers, by path. Never throws a RollcallError's cause or a stack at a caller. */
export function createRoutes(options: LiveOptions, prepare: Prepare): Handler {
  const yoga = createYogaHandler(options);
  const graphiql = createGraphiqlPage(options.examples);

  const page: Handler = async (_request, response) =>
    sendText(response, 200, 'text/html; charset=utf-8', await graphiql(), {
      'content-security-policy': PAGE_POLICY,
      'cache-control': 'no-cache',
    });

  const files: Handler = async (request, response) => {
    const file = await readStatic(options.webDir, pathOf(request));
    if (file === null) return sendError(response, 'NOT_FOUND');
    const { contentType, body, etag } = file;
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return;
    }
    const headers = { etag, 'cache-control': 'no-cache', 'content-security-policy': PAGE_POLICY };
    sendText(response, 200, contentType, body, headers);
  };

  const open = createProbes(options);
  const guarded: Readonly<Record<string, Handler>> = { '/graphiql': page, '/metrics': createMetrics(options) };

  return async (request, response) => {
    const path = pathOf(request);
    const read = request.method === 'GET' || request.method === 'HEAD';
    if (Object.hasOwn(open, path) && read) return open[path]?.(request, response);
    const reason = refusal(request);
    if (reason !== null) return sendError(response, 'FORBIDDEN', reason);
    if (path === '/graphql') return serveGraphql(request, response, { options, prepare, yoga });
    if (!read) {
      return sendError(response, 'REQUEST_INVALID', 'Only GET is answered here.', 405, { allow: 'GET, HEAD' });
    }
    return (Object.hasOwn(guarded, path) ? guarded[path] : files)?.(request, response);
  };
}
