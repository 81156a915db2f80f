import type { ConnectionOptions } from 'node:tls';
import { policies, types } from 'cassandra-driver';

/** Where the cluster is and how this process talks to it. */
export interface CassandraOptions {
  /** host or host:port (9042). */
  readonly contactPoints: readonly string[];
  readonly localDataCenter: string;
  /** Absent: only for making the keyspace. */
  readonly keyspace?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Node's TLS options; absent: plain TCP. Certificates are checked (by themselves the driver's are not), against IPs. */
  readonly tls?: ConnectionOptions | undefined;
  /** How long a request may take before it counts as unanswered. */
  readonly requestTimeoutMs?: number | undefined;
  /** Requests sent and not answered yet; others wait. At most 2,048 a connection. */
  readonly requestsInFlightMax?: number | undefined;
  /** After how long a read is asked of another node as well, where there is one. */
  readonly speculativeReadMs?: number | undefined;
}

export const REQUEST_TIMEOUT_MS = 3_000;
/** Enough to keep a node busy; more would only wait there, against the clock of `requestTimeoutMs`. */
export const REQUESTS_IN_FLIGHT_MAX = 128;
/** Longer than nearly every read takes, much shorter than `REQUEST_TIMEOUT_MS`. */
export const SPECULATIVE_READ_MS = 500;
const CONNECT_TIMEOUT_MS = 3_000;
const HEARTBEAT_MS = 5_000;
const RECONNECT_FIRST_MS = 100;
const RECONNECT_MAX_MS = 2_000;
/** A connection on which so many requests timed out is given up for a new one. */
const DEFUNCT_TIMEOUTS = 32;
const REQUESTS_PER_CONNECTION_MAX = 2_048;
const READ = /^\s*SELECT\b/i;

/** The driver's options. */
export function driverOptions(options: CassandraOptions) {
  const { contactPoints, localDataCenter, keyspace, username, password, tls } = options;
  return {
    contactPoints: [...contactPoints],
    localDataCenter,
    ...(keyspace === undefined ? {} : { keyspace }),
    ...(username === undefined || username === '' ? {} : { credentials: { username, password: password ?? '' } }),
    ...(tls === undefined ? {} : { sslOptions: { rejectUnauthorized: true, ...tls } }),
    queryOptions: {
      consistency: types.consistencies.localQuorum,
      serialConsistency: types.consistencies.localSerial,
      fetchSize: 5_000,
    },
    socketOptions: {
      readTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      defunctReadTimeoutThreshold: DEFUNCT_TIMEOUTS,
    },
    pooling: { heartBeatInterval: HEARTBEAT_MS, maxRequestsPerConnection: REQUESTS_PER_CONNECTION_MAX },
    policies: {
      loadBalancing: new policies.loadBalancing.TokenAwarePolicy(
        new policies.loadBalancing.DCAwareRoundRobinPolicy(localDataCenter),
      ),
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(
        RECONNECT_FIRST_MS,
        RECONNECT_MAX_MS,
        false,
      ),
      speculativeExecution: speculativeReads(options.speculativeReadMs ?? SPECULATIVE_READ_MS),
    },
  };
}

/** Asks a second node for a read that is slow. Writes are sent once: they only add to the load that made them slow. */
function speculativeReads(delayMs: number): policies.speculativeExecution.SpeculativeExecutionPolicy {
  const constant = new policies.speculativeExecution.ConstantSpeculativeExecutionPolicy(delayMs, 1);
  const never = { nextExecution: () => -1 };
  return {
    getOptions: () => constant.getOptions(),
    init: (client) => constant.init(client),
    newPlan: (keyspace, query) =>
      typeof query === 'string' && READ.test(query) ? constant.newPlan(keyspace, query) : never,
    shutdown: () => constant.shutdown(),
  };
}
