import type { NativeReader } from './native-client.ts';
import { watchConnection } from './native-connection.ts';
import { receivedOf } from './native-consumer.ts';
import type { ReceivedMessage, TransportReader } from './transport.ts';

/** The client waits in a thread of the few that Node has: a look must be short. */
const LOOK_MS = 1;
const BETWEEN_LOOKS_MS = 20;
/** How the client calls that nothing came. */
const TIMED_OUT = /time ?out/i;

export function nativeReader(native: NativeReader): TransportReader {
  const connection = watchConnection(native);
  let lostBy: Error | null = null;
  void connection.lost.then((reason) => {
    lostBy = reason;
  });
  const look = async (): Promise<ReceivedMessage | null> => {
    if (lostBy !== null) throw lostBy;
    try {
      return receivedOf(await native.readNext(LOOK_MS));
    } catch (error) {
      if (error instanceof Error && TIMED_OUT.test(error.message)) return null;
      throw error;
    }
  };

  return {
    lost: connection.lost,
    get isOpen() {
      return connection.isOpen;
    },
    close: () => connection.close(),
    async next(waitMs) {
      const until = performance.now() + waitMs;
      for (;;) {
        const message = await look();
        const leftMs = until - performance.now();
        if (message !== null || leftMs <= 0) return message;
        await new Promise((resolve) => setTimeout(resolve, Math.min(leftMs, BETWEEN_LOOKS_MS)));
      }
    },
  };
}
