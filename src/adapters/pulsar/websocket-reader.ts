import type { ReceivedMessage, TransportReader } from './transport.ts';
import type { SocketLink } from './web-socket.ts';
import { messageOf } from './websocket-delivery.ts';

/** @param open connects with what takes the texts that come; the API holds back those beyond its receive queue */
export async function openWebSocketReader(
  open: (onText: (text: string) => void) => Promise<SocketLink>,
): Promise<TransportReader> {
  let ready: ReceivedMessage[] = [];
  let from = 0;
  let lostBy: Error | null = null;
  let wake: () => void = () => {};
  const link = await open((text) => {
    ready.push(messageOf(text));
    wake();
  });
  void link.lost.then((reason) => {
    lostBy = reason;
    wake();
  });
  const arrival = (waitMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    lost: link.lost,
    get isOpen() {
      return link.isOpen;
    },
    close: () => link.close(),
    async next(waitMs) {
      if (from === ready.length && lostBy === null) await arrival(waitMs);
      const message = ready[from];
      if (message === undefined) {
        if (lostBy !== null) throw lostBy;
        return null;
      }
      from += 1;
      if (from === ready.length) {
        ready = [];
        from = 0;
      }
      // Makes room for one more.
      link.send(`{"messageId":"${message.id}"}`);
      return message;
    },
  };
}
