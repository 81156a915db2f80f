import { createServer as createHttpServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ERRORS, RollcallError } from '../core/errors.ts';
import { createActivity } from './activity.ts';
import { drain } from './drain.ts';
import { refusal } from './guard.ts';
import { listen, shownHost } from './listen.ts';
import { createLiveOptions } from './live-operation.ts';
import { createPrepare } from './operation.ts';
import { DEFAULT_LIMITS, type EdgeOptions, type Server, type ServerOptions } from './options.ts';
import { pathOf } from './probes.ts';
import { sendError } from './respond.ts';
import { createRoutes } from './routes.ts';
import { createWebSocketEdge } from './ws.ts';

/**
 * Serves the schema, GraphiQL, the dashboard, health and metrics on one port.
 * @throws PORT_TAKEN, and SETTING_INVALID for an address that cannot be listened on
 */
export async function createServer(given: ServerOptions): Promise<Server> {
  const edge: EdgeOptions = { ...given, limits: { ...DEFAULT_LIMITS, ...given.limits } };
  const options = createLiveOptions(edge);
  const { log } = options;
  const prepare = createPrepare(options.schema);
  const routes = createRoutes(options, prepare);
  const sockets = createWebSocketEdge(options, prepare);
  const requests = createActivity();
  let closing: Promise<void> | undefined;

  const http = createHttpServer(async (request, response) => {
    // A client that breaks off is nobody's failure; what was running for it hears of it by `close`.
    response.on('error', () => {});
    closeWithSocket(request, response);
    requests.add(new Promise((resolve) => response.once('close', resolve)));
    if (closing !== undefined) response.setHeader('connection', 'close');
    try {
      await routes(request, response);
    } catch (error) {
      if (error instanceof RollcallError && ERRORS[error.code].http < 500) {
        return sendError(response, error.code, error.message);
      }
      log.error('a request failed', { error: error instanceof Error ? error.stack : String(error) });
      if (response.headersSent) response.destroy();
      else sendError(response, 'INTERNAL');
    }
  });
  // Each answer that waits for its turn on a connection listens.
  http.on('connection', (socket) => socket.setMaxListeners(0));
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (closing !== undefined) return refuseUpgrade(socket, 503);
    if (pathOf(request) !== '/graphql') return refuseUpgrade(socket, 404);
    if (refusal(request) !== null) return refuseUpgrade(socket, 403);
    sockets.upgrade(request, socket, head);
  });

  const port = await listen(http, options.host, options.port);
  return {
    port,
    url: `http://${shownHost(options.host)}:${port}`,
    close: () => {
      closing ??= drain({ http, sockets, requests }, options);
      return closing;
    },
  };
}

/** Closes an answer whose turn on its connection never came: Node tells only the one whose turn it was. */
function closeWithSocket({ socket }: IncomingMessage, response: ServerResponse): void {
  const gone = (): void => {
    if (response.socket !== null) return;
    response.destroy();
    response.emit('close');
  };
  socket.once('close', gone);
  response.once('close', () => socket.off('close', gone));
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
