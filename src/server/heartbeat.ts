import type { WebSocket } from 'ws';
import type { Clock } from '../ports/clock.ts';

/**
 * Pings a socket every `pingMs` and terminates it when a ping has had no pong by the next. A socket that still holds
 * unsent bytes is not judged: its reader is slow, which its subscriptions' own limits deal with, or TCP gives it up.
 * @returns stops it
 */
export function keepAlive(socket: WebSocket, clock: Clock, pingMs: number): () => void {
  let waiting = false;
  let cancel: () => void = () => {};
  const beat = (): void => {
    if (socket.bufferedAmount > 0) {
      waiting = false;
    } else if (waiting) {
      socket.terminate();
      return;
    } else if (socket.readyState === socket.OPEN) {
      waiting = true;
      socket.ping();
    }
    cancel = clock.setTimer(pingMs, beat);
  };
  cancel = clock.setTimer(pingMs, beat);
  socket.on('pong', () => {
    waiting = false;
  });
  return () => cancel();
}
