import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Every socket is read into the same memory: what a stream of buffers costs would be the bound. */
const READ_INTO = Buffer.alloc(64 * 1024);
const NOTHING = Buffer.alloc(0);
const TEXT = 1;
const PING = 9;
/** Our pings are empty, and so is what answers them. */
const PONG = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

/** A WebSocket that counts the messages it is sent and looks at nothing else, so that the reader is never the bound. */
export interface CountingSocket {
  readonly socket: Socket;
  /** Messages since it was opened. */
  readonly count: number;
  close(): void;
}

export interface CountingOptions {
  readonly port: number;
  /** Sent one after the other once the socket is open. */
  readonly messages: readonly object[];
  /** Called whenever messages have come, with how many. */
  onMessages(socket: CountingSocket, count: number): void;
}

/** Opens a graphql-transport-ws socket. Resolves when it is open and its messages are written. */
export function openCountingSocket({ port, messages, onMessages }: CountingOptions): Promise<CountingSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: READ_INTO,
        callback(bytes) {
          if (isOpen && held.length === 0) take(READ_INTO, bytes);
          else read(READ_INTO.subarray(0, bytes));
          return true;
        },
      },
    });
    let isOpen = false;
    let count = 0;
    /** Bytes of the present message still to come. */
    let rest = 0;
    let held = NOTHING;
    const self: CountingSocket = {
      socket,
      get count() {
        return count;
      },
      close: () => socket.destroy(),
    };
    const unsent = [...messages];
    /** Each message after the first waits for one of the server's, as the protocol has it. */
    const sendNext = (): void => {
      const message = unsent.shift();
      if (message !== undefined) socket.write(masked(JSON.stringify(message)));
    };
    const take = (bytes: Buffer, end: number): void => {
      const before = count;
      let at = 0;
      for (;;) {
        const part = Math.min(rest, end - at);
        rest -= part;
        at += part;
        if (at === end) break;
        const header = headerBytes(bytes, at, end);
        if (header === 0) {
          held = Buffer.from(bytes.subarray(at, end));
          break;
        }
        const opcode = (bytes[at] ?? 0) % 16;
        if (opcode === TEXT) count += 1;
        else if (opcode === PING) socket.write(PONG);
        rest = payloadBytes(bytes, at, header);
        at += header;
      }
      if (count === before) return;
      if (unsent.length > 0) sendNext();
      onMessages(self, count - before);
    };
    const read = (chunk: Buffer): void => {
      held = Buffer.concat([held, chunk]);
      if (isOpen) {
        const whole = held;
        held = NOTHING;
        take(whole, whole.length);
        return;
      }
      const end = held.indexOf('\r\n\r\n');
      if (end === -1) return;
      if (!held.toString('latin1', 0, 12).endsWith('101')) {
        reject(new Error('the upgrade was refused'));
        return;
      }
      const first = held.subarray(end + 4);
      held = NOTHING;
      isOpen = true;
      sendNext();
      resolve(self);
      if (first.length > 0) take(first, first.length);
    };
    socket.on('error', reject);
    socket.write(
      `GET /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
    );
  });
}

/** 0: it is not all there. */
function headerBytes(bytes: Buffer, at: number, end: number): number {
  const there = end - at;
  if (there < 2) return 0;
  const short = (bytes[at + 1] ?? 0) & 0x7f;
  const length = short < 126 ? 2 : short === 126 ? 4 : 10;
  return there < length ? 0 : length;
}

function payloadBytes(bytes: Buffer, at: number, header: number): number {
  if (header === 2) return (bytes[at + 1] ?? 0) & 0x7f;
  return header === 4 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
}

/** A client's text frame. */
function masked(text: string): Buffer {
  const payload = Buffer.from(text);
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload]);
}
