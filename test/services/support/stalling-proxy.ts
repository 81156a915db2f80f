import { connect, createServer, type Socket } from 'node:net';

/** A TCP connection to somewhere else that can be held up, as a stopped process holds it up, and cut. */
export interface StallingProxy {
  readonly port: number;
  /** Takes connections and bytes, and passes nothing on. */
  stall(): void;
  /** Passes on what waited, and everything after. */
  resume(): void;
  /** Cuts all connections and takes no more until `listen`. */
  cut(): Promise<void>;
  listen(): Promise<void>;
  close(): Promise<void>;
}

/** Not listening yet: `listen` begins. */
export async function openStallingProxy(target: { host: string; port: number }): Promise<StallingProxy> {
  const sockets = new Set<Socket>();
  let stalled = false;
  let port = 0;
  const server = createServer((near) => {
    const far = connect(target);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      if (stalled) from.pause();
    }
  });
  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        if (typeof address === 'object' && address !== null) port = address.port;
        resolve();
      });
    });
  const cut = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  // Reserves a port.
  await listen();
  await cut();
  return {
    get port() {
      return port;
    },
    stall() {
      stalled = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      stalled = false;
      for (const socket of sockets) socket.resume();
    },
    cut,
    listen,
    close: () => (server.listening ? cut() : Promise.resolve()),
  };
}
