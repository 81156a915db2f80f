import { connect, type Socket } from 'node:net';

export interface HttpLoad {
  /** Requests answered a second. */
  readonly perSecond: number;
  /** Milliseconds, sorted. */
  readonly latencies: readonly number[];
  /** The body of one answer. */
  readonly sample: string;
}

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Sends each connection's POST over and over on kept-alive connections, one at a time on each, until so many were answered. */
export async function load(
  port: number,
  bodyOf: (connection: number) => string,
  connections: number,
  requests: number,
): Promise<HttpLoad> {
  const requestOf = (connection: number): Buffer => {
    const body = bodyOf(connection);
    return Buffer.from(
      `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  };
  const latencies: number[] = [];
  let sent = 0;
  let sample = '';
  const begin = now();
  const one = async (connection: number): Promise<void> => {
    const request = requestOf(connection);
    const socket = await open(port);
    while (sent < requests) {
      sent += 1;
      const at = now();
      const answer = await ask(socket, request);
      latencies.push(now() - at);
      sample = answer;
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, (_, connection) => one(connection)));
  return { perSecond: (requests * 1_000) / (now() - begin), latencies: latencies.sort((a, b) => a - b), sample };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** @returns the body, once the whole answer has come */
function ask(socket: Socket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let held: Buffer = Buffer.alloc(0);
    const take = (chunk: Buffer): void => {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const end = held.indexOf('\r\n\r\n');
      if (end === -1) return;
      const head = held.toString('latin1', 0, end).toLowerCase();
      const length = /content-length: (\d+)/.exec(head)?.[1];
      const isWhole =
        length === undefined
          ? held.subarray(-5).toString('latin1') === '0\r\n\r\n'
          : held.length >= end + 4 + Number(length);
      if (!isWhole) return;
      socket.off('data', take);
      socket.off('close', lost);
      if (!head.startsWith('http/1.1 200')) reject(new Error(held.toString()));
      else resolve(held.toString('utf8', end + 4));
    };
    const lost = (): void => reject(new Error('the connection was closed'));
    socket.on('data', take).once('close', lost);
    socket.write(request);
  });
}
