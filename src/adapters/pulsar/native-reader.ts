import type { NativeReader } from './native-client.ts';
import { watchConnection } from './native-connection.ts';
import { receivedOf } from './native-consumer.ts';
import type { NativeLooks } from './native-looks.ts';
import type { ReceivedMessage, TransportReader } from './transport.ts';

/**
 * The client's own ways to wait for a message cannot be used: to read with a time limit that passes, or to close while a read
 * is under way, ends the process, as does to close amid calls of a listener. So it is read only where something is known to
 * be there, and closed between two reads.
 */
export function nativeReader(native: NativeReader, looks: NativeLooks): TransportReader {
  let reading: Promise<unknown> = Promise.resolve();
  const connection = watchConnection({
    isConnected: () => native.isConnected(),
    close: () => reading.then(() => native.close()),
  });
  /** The last look found something: to look again is most likely answered without the broker. */
  let isMoreLikely = false;

  const look = async (): Promise<ReceivedMessage | null> => {
    if (!connection.isOpen) throw await connection.lost;
    isMoreLikely = native.hasNext();
    if (!isMoreLikely) return null;
    const work = looks.read(async () => (connection.isOpen ? receivedOf(await native.readNext()) : null));
    reading = work.catch(() => undefined);
    const message = await Promise.race([work, connection.lost]);
    if (message === null || message instanceof Error) throw await connection.lost;
    return message;
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
        if (isMoreLikely || (await Promise.race([looks.round(), connection.lost.then(() => true)]))) {
          const message = await look();
          if (message !== null) return message;
        }
        if (performance.now() >= until) return null;
      }
    },
  };
}
