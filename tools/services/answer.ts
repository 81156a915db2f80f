import { connect } from 'node:net';

const PATIENCE_MS = 1_000;

/** The first bytes a port of 127.0.0.1 answers to these; null when nothing comes within a second. */
export function answerOf(port: number, request: string | Uint8Array): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: PATIENCE_MS });
    const end = (answer: Buffer | null) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write(request));
    socket.once('data', end);
    socket.once('timeout', () => end(null));
    socket.once('error', () => end(null));
    socket.once('close', () => end(null));
  });
}
