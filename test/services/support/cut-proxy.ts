import { connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be cut. */
export interface CutProxy {
  /** The target's URL by this way. */
  readonly url: string;
  /** Ends every connection; new ones are taken. What is held back stays so. */
  cut(): void;
  /** Loses whatever the target answers on the connections there are. */
  mute(): void;
  /** As `mute`, and holds back what is sent on the connections there are: the target sees neither that nor their end. */
  hold(): void;
  /** Bytes held back by now. */
  readonly heldBytes: number;
  /** Hands over what was held back, and ends those connections. */
  release(): void;
  /** Refuses new connections until `open`, and ends those there are. */
  shut(): void;
  open(): void;
  close(): Promise<void>;
}

interface Link {
  readonly near: Socket;
  readonly far: Socket;
  held: Buffer[] | null;
  isMuted: boolean;
}

export async function openCutProxy(target: string): Promise<CutProxy> {
  const { hostname, port, protocol } = new URL(target);
  const links = new Set<Link>();
  let isShut = false;
  const server = createServer((near) => {
    if (isShut) {
      near.destroy();
      return;
    }
    const link: Link = { near, far: connect(Number(port), hostname), held: null, isMuted: false };
    const { far } = link;
    links.add(link);
    near.on('data', (data) => {
      if (link.held === null) far.write(data);
      else link.held.push(data);
    });
    far.on('data', (data) => {
      if (!link.isMuted) near.write(data);
    });
    near.on('error', () => undefined);
    far.on('error', () => undefined);
    near.on('close', () => {
      if (link.held === null) far.destroy();
    });
    far.on('close', () => {
      near.destroy();
      links.delete(link);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const own = typeof address === 'object' && address !== null ? address.port : 0;
  const cut = (): void => {
    for (const { near } of links) near.destroy();
  };
  return {
    url: `${protocol}//127.0.0.1:${own}`,
    cut,
    mute() {
      for (const link of links) link.isMuted = true;
    },
    hold() {
      for (const link of links) {
        link.isMuted = true;
        link.held = [];
      }
    },
    get heldBytes() {
      let bytes = 0;
      for (const { held } of links) for (const { length } of held ?? []) bytes += length;
      return bytes;
    },
    release() {
      for (const { far, held } of links) if (held !== null) far.end(Buffer.concat(held));
    },
    shut() {
      isShut = true;
      cut();
    },
    open() {
      isShut = false;
    },
    async close() {
      for (const { far } of links) far.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
