import { createClient } from 'redis';
import { RollcallError } from '../../core/errors.ts';
import type { Log } from '../../ports/log.ts';
import { type RedisAddress, readRedisUrl } from './address.ts';
import { isAnswering, type RedisCommands, type RedisReply } from './commands.ts';
import { refusalOf, withoutSecrets } from './refusals.ts';
import { FACTS_COMMANDS, readFacts, type ServerFacts } from './server-facts.ts';
import { TimedOutError, within } from './within.ts';

export interface RedisConnectionOptions {
  /** REDIS_URL: `redis://` or, with TLS, `rediss://`. */
  readonly url: string;
  /** Unless the URL has them. */
  readonly username?: string;
  readonly password?: string;
  readonly log: Log;
  /** How long an answer may take before the connection is given up. */
  readonly answerTimeoutMs?: number;
  /** Longest wait between two tries to connect. */
  readonly backoffMaxMs?: number;
  /** PEM of an authority to trust besides; the system's when absent. */
  readonly tlsAuthority?: string;
}

/** A connection that is kept up in the background; while it is down every pipeline rejects at once. */
export interface RedisConnection extends RedisCommands {
  /** Resolves once connected for the first time. @throws SERVICE_REFUSED: trying again would not help, and is not done */
  connected(): Promise<void>;
  /** Of the server connected to, null while there is none. */
  facts(): ServerFacts | null;
  healthy(): Promise<boolean>;
  /** What is under way rejects. Idempotent. */
  close(): Promise<void>;
}

interface Link {
  readonly client: ReturnType<typeof clientFor>;
  readonly facts: ServerFacts;
  /** Resolves when the link is of no more use. */
  readonly ended: Promise<void>;
  end(): void;
}

const FIRST_BACKOFF_MS = 50;

/**
 * Begins to connect. Nothing waits in a queue for the server to come back: a pipeline rejects at once while it is away, and after
 * `answerTimeoutMs` when it does not answer; the link is then replaced, so that late answers meet nobody.
 * @throws SETTING_INVALID
 */
export function createRedisConnection(options: RedisConnectionOptions): RedisConnection {
  const { log, answerTimeoutMs = 3_000, backoffMaxMs = 2_000 } = options;
  const address = readRedisUrl(options.url, options);
  let current: Link | null = null;
  let known = false;
  let closed = false;
  let wake = () => {};

  const open = async (): Promise<Link> => {
    const client = clientFor(address, answerTimeoutMs, options.tlsAuthority);
    let resolveEnded = () => {};
    const ended = new Promise<void>((resolve) => {
      resolveEnded = resolve;
    });
    const end = (): void => {
      client.destroy();
      resolveEnded();
    };
    client.on('error', end);
    client.on('end', resolveEnded);
    try {
      const replies = await within(answerTimeoutMs, async () => {
        await client.connect();
        return Promise.all(FACTS_COMMANDS.map((command) => client.sendCommand<RedisReply>(command)));
      });
      return { client, facts: readFacts(replies), ended, end };
    } catch (error) {
      end();
      throw refusalOf(error) ?? error;
    }
  };

  const keepUp = async (): Promise<void> => {
    for (let failures = 0; !closed; ) {
      try {
        current = await open();
      } catch (error) {
        if (!known && error instanceof RollcallError) throw error;
        failures += 1;
        const delayMs = Math.min(backoffMaxMs, FIRST_BACKOFF_MS * 2 ** failures) * (0.5 + Math.random() / 2);
        log.warn('redis.unreachable', {
          reason: withoutSecrets(error, address),
          failures,
          delayMs: Math.round(delayMs),
        });
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, closed ? 0 : delayMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        continue;
      }
      failures = 0;
      const { facts, ended, end } = current;
      if (closed) end();
      else report(facts, known, log);
      known = true;
      becomeConnected();
      await ended;
      current = null;
    }
  };

  let becomeConnected = () => {};
  const connected = new Promise<void>((resolve, reject) => {
    becomeConnected = resolve;
    // Ends by itself only when closed; whoever has been connected keeps that.
    keepUp().then(() => reject(new Error('closed')), reject);
  });
  connected.catch(() => {});

  const pipeline: RedisCommands['pipeline'] = async (commands) => {
    const link = current;
    if (link === null) throw new Error('not connected');
    try {
      return await within(answerTimeoutMs, () =>
        Promise.all(commands.map((command) => link.client.sendCommand<RedisReply>(command))),
      );
    } catch (error) {
      const reason = withoutSecrets(error, address);
      // A primary that became a replica keeps its connections: look for the new primary.
      if (reason.startsWith('READONLY') || error instanceof TimedOutError) {
        if (current === link) current = null;
        link.end();
      }
      throw new Error(reason);
    }
  };
  return {
    pipeline,
    connected: () => connected,
    facts: () => current?.facts ?? null,
    healthy: () => isAnswering({ pipeline }),
    async close() {
      closed = true;
      current?.end();
      current = null;
      wake();
    },
  };
}

function clientFor(address: RedisAddress, connectTimeout: number, authority: string | undefined) {
  const { host, port, tls, database, username, password } = address;
  const socket = { host, port, connectTimeout, reconnectStrategy: false as const };
  return createClient({
    // The handshake of RESP 3 would be repeated, password and all, in the error of a server that is too old for it.
    RESP: 2,
    socket: tls ? { ...socket, tls, ...(authority === undefined ? {} : { ca: authority }) } : socket,
    database,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    disableOfflineQueue: true,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    // A timer for each command would be set otherwise; a pipeline has one.
    commandOptions: { timeout: undefined },
  });
}

function report({ version, hasBloom, evictionPolicy }: ServerFacts, again: boolean, log: Log): void {
  log.info('redis.connected', { version, bloomModule: hasBloom, again });
  if (evictionPolicy === null) return;
  log.warn('redis.evicts', {
    policy: evictionPolicy,
    advice:
      'set maxmemory-policy noeviction: whenever a key is evicted, claims, counts and the filter are checked against the stores again',
  });
}
