import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A subscription over a bare socket, so that thousands of them cost the test little and end as the test wants. */
export interface RawSubscription {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Written to a socket and read from it; text that frames carry is found in the bytes as it is. */
interface Talk {
  readonly socket: Socket;
  /** Resolves once the text has come. @throws when the socket ends before */
  heard(text: string): Promise<void>;
}

function talk(url: string): Talk {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
  });
  // What ends it is told by `close`.
  socket.on('error', () => undefined);
  return {
    socket,
    async heard(text) {
      while (!received.includes(text)) {
        if (socket.closed || socket.readableEnded) throw new Error(`the socket ended before ${text}: ${received}`);
        await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      }
    },
  };
}

const MASKED_TEXT = 0x81;
const MASK = 0x80;
const SHORT_MAX = 125;
const TWO_BYTES = 126;

/** A client's text frame, masked with zeros. */
function textFrame(message: unknown): Buffer {
  const payload = Buffer.from(JSON.stringify(message));
  const head =
    payload.length <= SHORT_MAX
      ? Buffer.from([MASKED_TEXT, MASK | payload.length])
      : Buffer.from([MASKED_TEXT, MASK | TWO_BYTES, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

/** Subscribes over a WebSocket. @param shown whether to wait for the first frame, or only until it has been asked for */
export async function subscribeRawWebSocket(url: string, payload: RawSubscription, shown: boolean): Promise<Socket> {
  const { socket, heard } = talk(url);
  socket.write(
    'GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n' +
      'sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n' +
      'sec-websocket-protocol: graphql-transport-ws\r\n\r\n',
  );
  socket.write(textFrame({ type: 'connection_init' }));
  await heard('connection_ack');
  await written(socket, textFrame({ id: '1', type: 'subscribe', payload }));
  if (shown) await heard('"next"');
  return socket;
}

/** The same as an event stream. */
export async function subscribeRawStream(
  url: string,
  { query, variables }: RawSubscription,
  shown: boolean,
): Promise<Socket> {
  const { socket, heard } = talk(url);
  const search = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  await written(socket, `GET /graphql?${search} HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n`);
  if (shown) await heard('event: next');
  return socket;
}

function written(socket: Socket, data: Buffer | string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(data, (error) => (error ? reject(error) : resolve()));
  });
}
