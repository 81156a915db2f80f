import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { createActivity } from './activity.ts';
import type { LiveOptions } from './live-operation.ts';
import type { Prepare } from './operation.ts';
import { WsConnection } from './ws-connection.ts';

export interface WebSocketEdge {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Resolves when no operation of any socket is running: their last messages have left this process. */
  idle(): Promise<void>;
  /** Closes every socket with a code that clients retry on. */
  close(): void;
  /** Cuts what is left. */
  terminate(): void;
}

/** The sockets are pinged in so many groups, one after the other, so that they do not all cost at once. */
const BEAT_GROUPS = 12;

export function createWebSocketEdge(options: LiveOptions, prepare: Prepare): WebSocketEdge {
  const { limits, clock } = options;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.frameBytes,
    handleProtocols,
  });
  const running = createActivity();
  const groups = Array.from({ length: BEAT_GROUPS }, () => new Set<WsConnection>());
  let opened = 0;
  let open = 0;
  let beaten = 0;
  let cancelBeat: (() => void) | null = null;
  const beat = (): void => {
    cancelBeat = clock.setTimer(limits.pingMs / BEAT_GROUPS, () => {
      beaten = (beaten + 1) % BEAT_GROUPS;
      for (const connection of groups[beaten] ?? []) connection.beat();
      beat();
    });
  };
  const each = (act: (connection: WsConnection) => void): void => {
    for (const group of groups) for (const connection of [...group]) act(connection);
  };

  return {
    upgrade: (request, stream, head) =>
      sockets.handleUpgrade(request, stream, head, (socket) => {
        opened += 1;
        const group = groups[opened % BEAT_GROUPS];
        const connection = new WsConnection(socket, stream, {
          options,
          prepare,
          running,
          left: (gone) => {
            group?.delete(gone);
            open -= 1;
            if (open > 0) return;
            cancelBeat?.();
            cancelBeat = null;
          },
        });
        group?.add(connection);
        open += 1;
        if (cancelBeat === null) beat();
      }),
    idle: running.idle,
    close: () => each((connection) => connection.restart()),
    terminate: () => each((connection) => connection.terminate()),
  };
}
