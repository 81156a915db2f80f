import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RollcallError } from '../core/errors.ts';

/** @throws PORT_TAKEN, and SETTING_INVALID for an address that cannot be listened on. @returns the port */
export function listen(http: HttpServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new RollcallError('PORT_TAKEN', `Port ${port} is in use by another program; choose another.`, { cause })
          : new RollcallError('SETTING_INVALID', `Cannot listen on ${host}:${port}: ${cause.code ?? 'unknown'}.`, {
              cause,
            }),
      );
    });
    http.listen(port, host, () => {
      const address: AddressInfo | string | null = http.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** The address as a browser on this machine writes it. */
export function shownHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
