import { createServer as createHttpServer } from 'node:http';
import { refusal } from './guard.ts';
import { listen, shownHost } from './listen.ts';
import type { Server, ServerOptions } from './options.ts';
import { createMetrics, createProbes, pathOf } from './probes.ts';
import { sendError } from './respond.ts';

/**
 * Health, readiness and metrics alone, for a process that answers no questions.
 * @throws PORT_TAKEN, and SETTING_INVALID for an address that cannot be listened on
 */
export async function createHealthServer(
  options: Pick<ServerOptions, 'host' | 'port' | 'readiness' | 'metricsText' | 'log'>,
): Promise<Server> {
  const open = createProbes(options);
  const metrics = createMetrics(options);
  const http = createHttpServer(async (request, response) => {
    response.on('error', () => {});
    try {
      const path = pathOf(request);
      if (request.method !== 'GET' && request.method !== 'HEAD') return sendError(response, 'NOT_FOUND');
      if (Object.hasOwn(open, path)) return await open[path]?.(request, response);
      const reason = refusal(request);
      if (reason !== null) return sendError(response, 'FORBIDDEN', reason);
      if (path === '/metrics') return await metrics(request, response);
      sendError(response, 'NOT_FOUND', 'This process only takes swipes in; ask a gateway.');
    } catch (error) {
      options.log.error('a request failed', { error: error instanceof Error ? error.stack : String(error) });
      if (response.headersSent) response.destroy();
      else sendError(response, 'INTERNAL');
    }
  });
  const port = await listen(http, options.host, options.port);
  return {
    port,
    url: `http://${shownHost(options.host)}:${port}`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
