import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerOptions } from './options.ts';
import { sendJson, sendText } from './respond.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What a supervisor asks, of every role, without a token. */
export function createProbes({ readiness }: Pick<ServerOptions, 'readiness'>): Readonly<Record<string, Handler>> {
  return {
    '/healthz': async (_request, response) => sendJson(response, 200, { alive: true }),
    '/readyz': async (_request, response) => {
      const ports = await readiness();
      const failing = ports.filter(({ healthy }) => !healthy).map(({ port }) => port);
      sendJson(response, failing.length === 0 ? 200 : 503, { ready: failing.length === 0, failing });
    },
  };
}

export function createMetrics({ metricsText }: Pick<ServerOptions, 'metricsText'>): Handler {
  return async (_request, response) =>
    sendText(response, 200, 'text/plain; version=0.0.4; charset=utf-8', await metricsText());
}

/** The path without its search; unread, since a request line may hold anything. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/';
}
