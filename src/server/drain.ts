import type { Server as HttpServer } from 'node:http';
import type { Activity } from './activity.ts';
import type { EdgeOptions } from './options.ts';
import type { WebSocketEdge } from './ws.ts';

export interface Draining {
  readonly http: HttpServer;
  readonly sockets: WebSocketEdge;
  /** HTTP requests that have not had their whole answer. */
  readonly requests: Activity;
}

/** How long closed sockets have for the closing handshake, in milliseconds. */
const HANDSHAKE_MS = 1_000;

/**
 * Stops serving: nothing new is taken, every subscription ends with its cursor, what is in flight is finished and sent,
 * then sockets are closed. Whatever is not done within the drain limit is cut.
 */
export async function drain({ http, sockets, requests }: Draining, options: EdgeOptions): Promise<void> {
  const { hub, limits, log, clock } = options;
  const within = (ms: number, work: Promise<unknown>): Promise<boolean> =>
    new Promise((resolve) => {
      const cancel = clock.setTimer(ms, () => resolve(false));
      void work.then(() => {
        cancel();
        resolve(true);
      });
    });
  const stopped = new Promise<void>((resolve) => {
    http.close(() => resolve());
  });
  const ended = hub.close().catch((error: unknown) => {
    log.error('the live feeds did not close', { error: error instanceof Error ? error.stack : String(error) });
  });
  const finished = ended.then(() => Promise.all([sockets.idle(), requests.idle()]));
  if (!(await within(limits.drainMs, finished))) log.warn('stopped with operations unfinished');
  // Every answer has been sent; what is left are connections kept alive or opened ahead. WebSockets are not among them.
  http.closeAllConnections();
  sockets.close();
  if (await within(HANDSHAKE_MS, stopped)) return;
  sockets.terminate();
  await stopped;
}
