import type { IncomingMessage } from 'node:http';
import { RollcallError } from '../core/errors.ts';

/**
 * The whole body as text, declared or chunked alike; nothing above the limit is ever held.
 * @throws REQUEST_TOO_LARGE, and REQUEST_INVALID when the sender breaks off
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = (): void => reject(new RollcallError('REQUEST_TOO_LARGE'));
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) {
      request.resume();
      tooLarge();
      return;
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else {
        // Read on and forget: cutting the sender off would take the answer from it.
        chunks.length = 0;
        tooLarge();
      }
    });
    request.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    const brokenOff = (): void => {
      if (!request.complete) reject(new RollcallError('REQUEST_INVALID', 'The request was broken off.'));
    };
    request.once('close', brokenOff);
    request.once('error', brokenOff);
  });
}
