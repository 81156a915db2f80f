import { RollcallError } from '../../core/errors.ts';
import { decodeMessageId, type MessagePlace } from './message-place.ts';
import type { NativeProducer } from './native-client.ts';
import { watchConnection } from './native-connection.ts';
import type { SentMessage, TransportProducer } from './transport.ts';

/** The client refuses beyond what its own queue holds; this leaves it half of that. */
export const PENDING_MAX = 5_000;
/** How the client calls a message that the broker will never take. */
const TOO_BIG = 'MessageTooBig';

interface Sending {
  readonly message: SentMessage;
  resolve(place: MessagePlace): void;
  reject(reason: unknown): void;
}

export function nativeProducer(native: NativeProducer): TransportProducer {
  const connection = watchConnection(native);
  let waiting: Sending[] = [];
  let pending = 0;

  const send = async ({ message, resolve, reject }: Sending): Promise<void> => {
    pending += 1;
    const { key, payload, properties } = message;
    const data = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    try {
      const id = await native.send({ data, properties, ...(key === '' ? {} : { partitionKey: key }) });
      resolve(decodeMessageId(id.serialize()));
    } catch (error) {
      const isTooBig = error instanceof Error && error.message.includes(TOO_BIG);
      reject(isTooBig ? new RollcallError('MESSAGE_REJECTED', 'The message is larger than the log takes.') : error);
    }
    pending -= 1;
    if (waiting.length === 0 || pending > PENDING_MAX / 2) return;
    const due = waiting.splice(0, PENDING_MAX - pending);
    for (const one of due) void send(one);
  };
  void connection.lost.then((reason) => {
    const refused = waiting;
    waiting = [];
    for (const { reject } of refused) reject(reason);
  });

  return {
    lost: connection.lost,
    get isOpen() {
      return connection.isOpen;
    },
    close: () => connection.close(),
    send: (message) =>
      new Promise((resolve, reject) => {
        const sending: Sending = { message, resolve, reject };
        if (!connection.isOpen) connection.lost.then(reject);
        else if (pending < PENDING_MAX && waiting.length === 0) void send(sending);
        else waiting.push(sending);
      }),
  };
}
