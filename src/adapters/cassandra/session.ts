import { Client, type types } from 'cassandra-driver';
import { RollcallError } from '../../core/errors.ts';
import { createLimiter } from '../../core/limiter.ts';
import type { Log } from '../../ports/log.ts';
import { refusalOf, toPortError, toSchemaError } from './cql-errors.ts';
import type { CqlRow, CqlSession, CqlStatement, CqlValue, UnavailableCode } from './cql-session.ts';
import { type CassandraOptions, driverOptions, REQUESTS_IN_FLIGHT_MAX } from './driver-options.ts';

/** A session with its life: it connects by itself and keeps trying. */
export interface CassandraSession extends CqlSession {
  /**
   * Settles once: resolves when first connected, rejects with SERVICE_REFUSED, in one line, when the settings are such that
   * no further try can help. Until then every other method throws the retriable code at once.
   */
  readonly ready: Promise<void>;
  /** A change of the schema, as it stands: not prepared. */
  define(statement: string): Promise<void>;
  close(): Promise<void>;
}

const RETRY_FIRST_MS = 200;
const RETRY_MAX_MS = 5_000;
/** Making and dropping tables waits for every node's disk. */
const DEFINE_TIMEOUT_MS = 60_000;
const PING = 'SELECT key FROM system.local';

/** Begins to connect in the background. Cost of a request: one round trip to a replica's node. */
export function createCassandraSession(options: CassandraOptions, log: Log): CassandraSession {
  const limiter = createLimiter(options.requestsInFlightMax ?? REQUESTS_IN_FLIGHT_MAX);
  let client: Client | null = null;
  let closed = false;
  let wake: (() => void) | null = null;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const connect = async (): Promise<void> => {
    for (let waitMs = RETRY_FIRST_MS; !closed; waitMs = Math.min(waitMs * 2, RETRY_MAX_MS)) {
      const candidate = new Client(driverOptions(options));
      candidate.on('error', () => {});
      try {
        await candidate.connect();
        if (closed) await candidate.shutdown();
        else client = candidate;
        return;
      } catch (error) {
        await candidate.shutdown().catch(() => {});
        const refusal = refusalOf(error, options.keyspace);
        if (refusal !== null) throw new RollcallError('SERVICE_REFUSED', refusal, { cause: error });
        log.warn('Cassandra cannot be reached; trying again', { inMs: waitMs, reason: String(error) });
        if (!closed) await pause(waitMs);
      }
    }
  };
  const ready = connect();
  // Whoever does not wait for it learns it from the requests.
  ready.catch(() => {});

  const connected = (): Client => {
    if (client === null) throw new Error('not connected');
    return client;
  };

  const sessionWith = (code: UnavailableCode): CqlSession => {
    const asking = async <T>(isWrite: boolean, ask: (through: Client) => Promise<T>): Promise<T> => {
      try {
        return await limiter.run(() => ask(connected()));
      } catch (error) {
        throw toPortError(error, code, isWrite);
      }
    };
    const select = (query: string, params: readonly CqlValue[], fetchSize?: number, pageState?: string | null) =>
      asking(false, (through) =>
        through.execute(query, [...params], {
          prepare: true,
          isIdempotent: true,
          ...(fetchSize === undefined ? {} : { fetchSize }),
          ...(pageState === undefined || pageState === null ? {} : { pageState }),
        }),
      );
    return {
      async rows(query, params = []) {
        let result = await select(query, params);
        if (nextOf(result) === null) return rowsOf(result);
        const rows = [...rowsOf(result)];
        for (let next = nextOf(result); next !== null; next = nextOf(result)) {
          result = await select(query, params, undefined, next);
          for (const row of rowsOf(result)) rows.push(row);
        }
        return rows;
      },
      async page(query, params, limit, from) {
        const result = await select(query, params, limit, from);
        return { rows: rowsOf(result), next: nextOf(result) };
      },
      async write(query, params = []) {
        await asking(true, (through) => through.execute(query, [...params], { prepare: true, isIdempotent: true }));
      },
      async writeBatch(statements) {
        if (statements.length === 0) return;
        await asking(true, (through) =>
          through.batch(statements.map(toDriver), { prepare: true, logged: false, isIdempotent: true }),
        );
      },
      async transact(query, params) {
        const result = await asking(true, (through) => through.execute(query, [...params], { prepare: true }));
        return rowsOf(result)[0] ?? {};
      },
      replicaOf(partition) {
        if (client === null || options.keyspace === undefined || client.hosts.length <= 1) return '';
        // Null until the driver has read the keyspace's replication: then all is taken to be on one node.
        const hosts: readonly { address: string }[] | null = client.getReplicas(options.keyspace, partition);
        return hosts?.[0]?.address ?? '';
      },
      async healthy() {
        try {
          await connected().execute(PING, [], { prepare: true, isIdempotent: true });
          return true;
        } catch {
          return false;
        }
      },
      answering: sessionWith,
    };
  };

  return {
    ...sessionWith('STORE_UNAVAILABLE'),
    ready,
    async define(statement) {
      try {
        await connected().execute(statement, [], { prepare: false, readTimeout: DEFINE_TIMEOUT_MS });
      } catch (error) {
        throw toSchemaError(error);
      }
    },
    async close() {
      closed = true;
      wake?.();
      await ready.catch(() => {});
      const open = client;
      client = null;
      await open?.shutdown();
    },
  };
}

function toDriver({ query, params }: CqlStatement): { query: string; params: CqlValue[] } {
  return { query, params: [...params] };
}

function rowsOf(result: types.ResultSet): readonly CqlRow[] {
  // Absent for an answer without rows, whatever the typings say.
  const rows: readonly CqlRow[] | undefined = result.rows;
  return rows ?? [];
}

function nextOf(result: types.ResultSet): string | null {
  const state: string | null | undefined = result.pageState;
  return state ?? null;
}
