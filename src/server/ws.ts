import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, handleProtocols, type Server } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { type Activity, createActivity } from './activity.ts';
import { keepAlive } from './heartbeat.ts';
import type { Prepare } from './operation.ts';
import type { EdgeOptions } from './options.ts';
import { createProtocol, type SocketExtra } from './ws-operations.ts';

export interface WebSocketEdge {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Resolves when no operation of any socket is running: their last messages have left this process. */
  idle(): Promise<void>;
  /** Closes every socket with a code that clients retry on. */
  close(): void;
  /** Cuts what is left. */
  terminate(): void;
}

/** RFC 6455's registry: service restart. Clients of graphql-transport-ws connect again after it, as after 1001. */
const SERVICE_RESTART = 1012;
/** Nothing more is read from a client that leaves this much of its answers lying, in bytes. */
const UNSENT_MAX = 1024 * 1024;

export function createWebSocketEdge(options: EdgeOptions, prepare: Prepare): WebSocketEdge {
  const { limits, clock } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, handleProtocols });
  const protocol = createProtocol(options, prepare);
  const running = createActivity();

  sockets.on('connection', (socket) => {
    const stop = keepAlive(socket, clock, limits.pingMs);
    const closed = open(socket, protocol, options, running);
    socket.once('close', (code, reason) => {
      stop();
      void closed(code, String(reason));
    });
  });

  return {
    upgrade: (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request)),
    idle: running.idle,
    close: () => {
      for (const socket of sockets.clients) socket.close(SERVICE_RESTART, 'Service restart');
    },
    terminate: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
  };
}

function open(socket: WebSocket, protocol: Server<SocketExtra>, { log }: EdgeOptions, running: Activity) {
  // Broken frames and frames above the limit; the library closes the socket with the code that says so.
  socket.on('error', (error) => log.debug('a socket failed', { error: error.message }));

  const take = async (data: RawData, listen: (text: string) => Promise<void>): Promise<void> => {
    try {
      await listen(String(data));
    } catch (error) {
      log.error('a socket message failed', { error: error instanceof Error ? error.stack : String(error) });
      socket.close(CloseCode.InternalServerError, 'Internal server error');
    }
  };

  return protocol.opened(
    {
      protocol: socket.protocol,
      // Resolves when the socket has taken it. A send that fails is followed by `close`, which ends what is running.
      send: (text) =>
        new Promise((resolve) => {
          if (socket.readyState !== socket.OPEN) return resolve();
          socket.send(text, () => {
            if (socket.isPaused && socket.bufferedAmount < UNSENT_MAX) socket.resume();
            resolve();
          });
          if (socket.bufferedAmount >= UNSENT_MAX) socket.pause();
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (listen) => {
        socket.on('message', (data) => running.add(take(data, listen)));
      },
    },
    { socket, subscriptions: 0 },
  );
}
