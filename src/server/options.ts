import type { GraphQLError, GraphQLSchema } from 'graphql';
import type { Viewer } from '../core/viewer.ts';
import type { Connection } from '../live/connection.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Example } from './examples.ts';

export interface ServerLimits {
  /** Largest request body, in bytes; larger is REQUEST_TOO_LARGE. */
  readonly bodyBytes: number;
  /** Largest WebSocket message taken, in bytes; a larger one closes the socket. */
  readonly frameBytes: number;
  /** Subscriptions open at once on one WebSocket; one more is LIMIT_EXCEEDED, the others go on. */
  readonly subscriptionsPerSocket: number;
  /** What a WebSocket has for its connection_init before it is closed. */
  readonly initWaitMs: number;
  /** Between two pings of a socket, and between two signs of life of a stream over HTTP. */
  readonly pingMs: number;
  /** What a stalled reader has for taking its last result before its socket is cut. */
  readonly stalledCutMs: number;
  /** How long a stop waits for what is in flight. */
  readonly drainMs: number;
}

export const DEFAULT_LIMITS: ServerLimits = {
  bodyBytes: 8 * 1024 * 1024,
  frameBytes: 1024 * 1024,
  subscriptionsPerSocket: 100,
  initWaitMs: 10_000,
  pingMs: 12_000,
  stalledCutMs: 30_000,
  drainMs: 10_000,
};

export interface PortHealth {
  readonly port: string;
  readonly healthy: boolean;
}

export interface ServerOptions {
  /** The address to listen on; only callers on this machine are served whatever it is. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly schema: GraphQLSchema;
  /** Whom everybody on this machine is taken for, until authentication is configured. */
  readonly operator: Viewer;
  createContext(viewer: Viewer, connection: Connection | null): object;
  /** The same context with fresh loaders: one for each live frame. */
  freshContext(context: object): object;
  /**
   * What was executed in the context is over, or the subscription begun: nothing remembered by it is needed again. Not
   * called for the few requests that are left to Yoga.
   */
  endContext(context: object): void;
  /** What has to end before the sockets do: `close` ends every stream with its cursor and refuses new ones. */
  readonly hub: { close(): Promise<void> };
  readonly log: Log;
  readonly clock: Clock;
  readiness(): Promise<readonly PortHealth[]>;
  metricsText(): Promise<string>;
  /** Folder of the dashboard, served at /. */
  readonly webDir: string;
  readonly limits?: Partial<ServerLimits>;
  /** Tabs that GraphiQL opens with. */
  readonly examples: readonly Example[];
  /** Any error as a caller may see it. */
  toGraphQLError(error: unknown): GraphQLError;
}

/** ServerOptions with every limit set. */
export interface EdgeOptions extends ServerOptions {
  readonly limits: ServerLimits;
}

export interface Server {
  readonly url: string;
  readonly port: number;
  /**
   * Stops in bounded time: no new connection, every subscription ended with its cursor, requests in flight finished,
   * sockets closed with a code that clients retry on. Calling it again waits for the same stop.
   */
  close(): Promise<void>;
}
