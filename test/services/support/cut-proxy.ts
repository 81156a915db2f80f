import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface CutProxy {
  /** The target's URL by this way. */
  readonly url: string;
  /** Ends every connection; new ones are taken. @returns how many there were */
  cut(): number;
  /** Loses whatever the target answers on the connections there are. */
  mute(): void;
  /** Refuses new connections until `open`, and ends those there are. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

export async function openCutProxy(target: string): Promise<CutProxy> {
  const { hostname, port, protocol } = new URL(target);
  const sockets = new Set<Socket>();
  const targets = new Set<Socket>();
  let isShut = false;
  const server = createServer((near) => {
    if (isShut) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    targets.add(far);
    far.on('close', () => targets.delete(far));
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : 0;
  const cut = (): number => {
    const open = sockets.size / 2;
    for (const socket of [...sockets]) socket.destroy();
    return open;
  };
  return {
    url: `${protocol}//127.0.0.1:${own}`,
    cut,
    mute() {
      for (const far of targets) far.unpipe().resume();
    },
    shut() {
      isShut = true;
      cut();
    },
    open() {
      isShut = false;
    },
    async close() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
