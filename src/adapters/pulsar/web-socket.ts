import type { Socket } from 'node:net';
import WebSocket from 'ws';
import { RollcallError } from '../../core/errors.ts';
import type { Connection } from './transport.ts';
import { within } from './within.ts';

export interface SocketOptions {
  readonly url: string;
  readonly token: string;
  /** Each text that comes, in order. */
  readonly onText: (text: string) => void;
  /** How long nothing may be heard of the other side before the connection is given up. */
  readonly silenceMs: number;
}

/** One connection to the WebSocket API. */
export interface SocketLink extends Connection {
  /** Several of one turn of the event loop leave together. Lost in silence when the connection is. */
  send(text: string): void;
  /** Resolves once the other side has taken in all that was sent before. @throws when it is lost first */
  confirm(): Promise<void>;
  /** Takes nothing from the network until `resume`. */
  pause(): void;
  resume(): void;
}

/** Why the connection was ended, by the code of its close frame. */
export class SocketLostError extends Error {
  override name = 'SocketLostError';
  readonly closeCode: number;

  constructor(message: string, closeCode: number) {
    super(message);
    this.closeCode = closeCode;
  }
}

const NO_CODE = 0;
const PING_EVERY_MS = 1_000;
const CLOSE_WITHIN_MS = 2_000;
/** A message of 5 MiB, the most that a broker takes unless told otherwise, in base64; and room for one told otherwise. */
const FRAME_BYTES_MAX = 128 * 1_024 * 1_024;
/** Token wrong or missing; not allowed. */
const REFUSED = [401, 403];

/** @throws RollcallError SERVICE_REFUSED; anything else: it may be tried again */
export async function openSocket({ url, token, onText, silenceMs }: SocketOptions): Promise<SocketLink> {
  const webSocket = new WebSocket(url, {
    perMessageDeflate: false,
    skipUTF8Validation: true,
    maxPayload: FRAME_BYTES_MAX,
    handshakeTimeout: silenceMs,
    ...(token === '' ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
  const awaited = new Map<number, { resolve(): void; reject(reason: Error): void }>();
  let resolveLost: (reason: Error) => void = () => {};
  const lost = new Promise<Error>((resolve) => {
    resolveLost = resolve;
  });
  let isOpen = true;
  let isCorked = false;
  let pings = 0;
  let heardAt = performance.now();
  let tickedAt = heardAt;

  const lose = (message: string, closeCode = NO_CODE): void => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(timer);
    webSocket.terminate();
    const reason = new SocketLostError(message, closeCode);
    for (const { reject } of awaited.values()) reject(reason);
    awaited.clear();
    resolveLost(reason);
  };
  const timer = setInterval(() => {
    const now = performance.now();
    // This process itself stood still, or has not looked.
    if (now - tickedAt > 2 * PING_EVERY_MS || webSocket.isPaused) heardAt = now;
    tickedAt = now;
    if (now - heardAt > silenceMs) lose(`nothing heard for ${silenceMs} ms`);
    else if (webSocket.readyState === WebSocket.OPEN) webSocket.ping();
  }, PING_EVERY_MS);
  timer.unref();
  webSocket.on('message', (data) => {
    heardAt = performance.now();
    if (isOpen) onText(data.toString());
  });
  webSocket.on('pong', (data) => {
    heardAt = performance.now();
    const number = Number(data.toString());
    awaited.get(number)?.resolve();
    awaited.delete(number);
  });
  webSocket.on('error', (error) => lose(error.message));
  webSocket.on('close', (code, reason) => lose(`closed by the other side: ${code} ${reason}`, code));
  // Listening began before: what comes together with the answer that opens it would be missed.
  const socket = await opened(webSocket, new URL(url));

  /** A system call for all that is written in this turn of the event loop. */
  const cork = (): void => {
    if (isCorked) return;
    isCorked = true;
    socket.cork();
    setImmediate(() => {
      isCorked = false;
      socket.uncork();
    });
  };

  return {
    lost,
    get isOpen() {
      return isOpen;
    },
    send(text) {
      if (!isOpen) return;
      cork();
      webSocket.send(text);
    },
    confirm() {
      if (!isOpen) return lost.then((reason) => Promise.reject(reason));
      pings += 1;
      const number = pings;
      // Frames are handled in their order, and a ping by its echo.
      return new Promise((resolve, reject) => {
        awaited.set(number, { resolve, reject });
        cork();
        webSocket.ping(String(number));
      });
    },
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    async close() {
      if (!isOpen) return;
      webSocket.resume();
      webSocket.close();
      await within(CLOSE_WITHIN_MS, lost).catch(() => lose('closed'));
    },
  };
}

function opened(webSocket: WebSocket, { host, pathname }: URL): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let socket: Socket | null = null;
    webSocket.once('upgrade', (response) => {
      socket = response.socket;
    });
    webSocket.once('open', () => {
      if (socket !== null) resolve(socket);
    });
    webSocket.on('error', reject);
    webSocket.once('unexpected-response', (request, response) => {
      const status = response.statusCode ?? 0;
      request.destroy();
      const what = `Pulsar at ${host} answers ${status} to ${pathname}`;
      if (!REFUSED.includes(status)) reject(new Error(what));
      else reject(new RollcallError('SERVICE_REFUSED', `${what}: look at PULSAR_TOKEN and what it allows.`));
    });
  });
}
