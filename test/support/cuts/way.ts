import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Random } from '../../../src/core/random.ts';
import type { Watch } from '../watch.ts';

/** How a connection is cut; each but `right after subscribing` at a random moment. */
export const CUTS = [
  'at a moment',
  'within a frame',
  'half-open',
  'right after subscribing',
  'during a replay',
] as const;
export type CutKind = (typeof CUTS)[number];

const TICKS_MAX = 6;
const AWAY_TICKS_MAX = 12;
/** A connection that is to be cut within a frame and gets too few of them is cut all the same. */
const FRAMELESS_TICKS = 12;
const BYTES_MEAN = 1_500;
const HALF_OPEN_MAX = 2;

/** What all ways of one run share. */
export interface Surroundings {
  readonly watch: Watch;
  /** Calls that handed swipes in: the clock that cuts go by. */
  readonly ticks: number;
  /** Nobody is to be cut now. */
  readonly isCalm: boolean;
  /** Nobody is to be cut any more. */
  readonly isOver: boolean;
  /** Where to connect to, once there is a server. */
  target(random: Random): Promise<string>;
  counted(kind: CutKind): void;
}

/** One client's way to the servers, on which each of its connections is cut. */
export interface Way {
  readonly url: string;
  /** The tick at which the last connection began that has shown nothing yet. */
  readonly waitingSince: number | null;
  /** There is a connection, and it has shown something. */
  readonly isListening: boolean;
  /** The server of that connection. */
  readonly server: string | null;
  /** To be called for every frame that the client is shown. */
  shown(): void;
  close(): Promise<void>;
}

interface Link {
  readonly near: Socket;
  far: Socket | null;
  readonly kind: CutKind;
  /** Cut once so many came down, where the kind goes by bytes. */
  readonly bytes: number;
  passed: number;
  server: string | null;
  begunAt: number | null;
  hasShown: boolean;
}

/** @param isSubscribe whether this is what begins the client's subscription; chunks are numbered from 1 */
export async function openWay(
  surroundings: Surroundings,
  random: Random,
  isSubscribe: (chunk: Buffer, number: number) => boolean,
): Promise<Way> {
  const { watch } = surroundings;
  const sockets = new Set<Socket>();
  const halfOpen: Socket[] = [];
  let current: Link | null = null;

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  };
  const lose = (link: Link): void => {
    if (current === link) current = null;
    watch.check();
  };
  const destroy = (socket: Socket | undefined | null): void => {
    if (random.chance(0.5)) socket?.resetAndDestroy();
    else socket?.destroy();
  };
  const byBytes = ({ kind }: Link): boolean => kind === 'within a frame' || kind === 'during a replay';
  const mayCut = (link: Link): boolean => current === link && !surroundings.isCalm && !surroundings.isOver;
  const cut = (link: Link, last?: Buffer): void => {
    if (link.kind === 'half-open' && link.far !== null) {
      link.far.pause();
      halfOpen.push(link.far);
      if (halfOpen.length > HALF_OPEN_MAX) destroy(halfOpen.shift());
    } else destroy(link.far);
    link.far = null;
    if (last === undefined) destroy(link.near);
    else link.near.end(last);
    surroundings.counted(link.kind);
    lose(link);
  };
  const down = (link: Link, chunk: Buffer): void => {
    if (link.far === null) return;
    link.passed += chunk.length;
    const isEnough = byBytes(link) && link.passed >= link.bytes && mayCut(link);
    if (!isEnough) link.near.write(chunk);
    else cut(link, chunk.subarray(0, Math.max(chunk.length - 1 - (link.passed - link.bytes), 1)));
  };
  const up = (link: Link, chunk: Buffer, number: number): void => {
    link.far?.write(chunk, () => {
      if (link.kind === 'right after subscribing' && isSubscribe(chunk, number) && mayCut(link)) cut(link);
    });
  };
  const serve = async (near: Socket): Promise<void> => {
    const kind = CUTS[random.below(CUTS.length)] ?? 'at a moment';
    const bytes = 1 + Math.floor(random.tail(BYTES_MEAN));
    const link: Link = { near, far: null, kind, bytes, passed: 0, server: null, begunAt: null, hasShown: false };
    current = link;
    keep(near);
    near.once('close', () => {
      link.far?.destroy();
      lose(link);
    });
    if (kind === 'during a replay') {
      const from = surroundings.ticks + 1 + random.below(AWAY_TICKS_MAX);
      await watch.until(() => surroundings.isOver || surroundings.ticks >= from);
    }
    link.server = await surroundings.target(random);
    if (near.destroyed) return;
    const { hostname, port } = new URL(link.server);
    link.begunAt = surroundings.ticks;
    const far = connect(Number(port), hostname);
    link.far = far;
    keep(far);
    far.on('data', (chunk) => down(link, chunk));
    far.once('close', () => {
      if (link.far === null) return;
      near.end();
      lose(link);
    });
    let chunks = 0;
    near.on('data', (chunk) => {
      chunks += 1;
      up(link, chunk, chunks);
    });
  };
  const cutLater = async (link: Link): Promise<void> => {
    const at = surroundings.ticks + (byBytes(link) ? FRAMELESS_TICKS : 1 + random.below(TICKS_MAX));
    await watch.until(
      () => current !== link || surroundings.isOver || (surroundings.ticks >= at && !surroundings.isCalm),
    );
    if (mayCut(link)) cut(link);
  };

  const server = createServer((near) => void serve(near)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    get waitingSince() {
      return current === null || current.hasShown ? null : current.begunAt;
    },
    get isListening() {
      return current?.hasShown === true;
    },
    get server() {
      return current?.server ?? null;
    },
    shown() {
      if (current === null || current.hasShown) return;
      current.hasShown = true;
      watch.check();
      void cutLater(current);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
