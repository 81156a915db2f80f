import { RollcallError } from '../../core/errors.ts';
import { decodeMessageId, type MessagePlace } from './message-place.ts';
import type { SentMessage, TransportProducer } from './transport.ts';
import { type SocketLink, SocketLostError } from './web-socket.ts';

/** The API refuses beyond what its own producer holds; this leaves it half of that. */
export const PENDING_MAX = 1_000;
const PENDING_BYTES_MAX = 8 * 1_024 * 1_024;
/** What a broker takes unless told otherwise. Beyond, the API may cut the connection without a word. */
const PAYLOAD_BYTES_MAX = 5 * 1_024 * 1_024;
/** What the API takes in one frame unless told otherwise, and the code by which it ends the connection beyond. */
const FRAME_BYTES_MAX = 1_024 * 1_024;
const TOO_BIG = 1009;
/** How the broker calls a message that it will never take. */
const INVALID = 'InvalidMessageException';

interface Sending {
  readonly text: string;
  resolve(place: MessagePlace): void;
  reject(reason: Error): void;
}

interface Answer {
  readonly result: string;
  readonly messageId?: string;
  readonly context?: string;
  readonly errorMsg?: string;
}

/** @param open connects with what takes the texts that come */
export async function openWebSocketProducer(
  open: (onText: (text: string) => void) => Promise<SocketLink>,
): Promise<TransportProducer> {
  const pending = new Map<string, Sending>();
  const waiting: Sending[] = [];
  let waitingFrom = 0;
  let pendingBytes = 0;
  let sent = 0;

  const link = await open((text) => {
    const answer: Answer = JSON.parse(text);
    const sending = pending.get(answer.context ?? '');
    if (sending === undefined) return;
    pending.delete(answer.context ?? '');
    pendingBytes -= sending.text.length;
    if (answer.result === 'ok') sending.resolve(decodeMessageId(Buffer.from(answer.messageId ?? '', 'base64')));
    else if (answer.errorMsg?.includes(INVALID) === true) sending.reject(tooLarge());
    else sending.reject(new Error(`${answer.result} ${answer.errorMsg ?? ''}`));
    if (waitingFrom < waiting.length) pump();
  });

  const put = (sending: Sending): void => {
    sent += 1;
    const context = String(sent);
    pending.set(context, sending);
    pendingBytes += sending.text.length;
    link.send(`{"context":"${context}",${sending.text}`);
  };
  const hasRoom = (): boolean => pending.size === 0 || (pending.size < PENDING_MAX && pendingBytes < PENDING_BYTES_MAX);
  const pump = (): void => {
    while (waitingFrom < waiting.length && hasRoom()) {
      const next = waiting[waitingFrom];
      waitingFrom += 1;
      if (next !== undefined) put(next);
    }
    if (waitingFrom === waiting.length || waitingFrom > PENDING_MAX) {
      waiting.splice(0, waitingFrom);
      waitingFrom = 0;
    }
  };
  void link.lost.then((reason) => {
    const isTooBig = reason instanceof SocketLostError && reason.closeCode === TOO_BIG;
    for (const { text, reject } of [...pending.values(), ...waiting.slice(waitingFrom)]) {
      reject(isTooBig && text.length > FRAME_BYTES_MAX ? tooLarge() : reason);
    }
    pending.clear();
    waiting.length = 0;
  });

  return {
    lost: link.lost,
    get isOpen() {
      return link.isOpen;
    },
    close: () => link.close(),
    send: (message) =>
      new Promise((resolve, reject) => {
        if (!link.isOpen) {
          link.lost.then(reject);
          return;
        }
        if (message.payload.length > PAYLOAD_BYTES_MAX) {
          reject(tooLarge());
          return;
        }
        const sending: Sending = { text: textOf(message), resolve, reject };
        if (waitingFrom === waiting.length && hasRoom()) put(sending);
        else waiting.push(sending);
      }),
  };
}

function tooLarge(): RollcallError {
  return new RollcallError('MESSAGE_REJECTED', 'The message is larger than the log takes.');
}

/** All of the request but its context and opening brace. */
function textOf({ key, payload, properties }: SentMessage): string {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const keyText = key === '' ? '' : `"key":${JSON.stringify(key)},`;
  return `${keyText}"properties":${JSON.stringify(properties)},"payload":"${bytes.toString('base64')}"}`;
}
