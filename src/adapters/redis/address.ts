import { RollcallError } from '../../core/errors.ts';

/** Where a server is and who asks. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly database: number;
  readonly username: string;
  readonly password: string;
}

const PORT = 6379;

/**
 * Reads `redis[s]://[[user]:password@]host[:port][/database]`; a user or password in it wins over the ones given.
 * @throws SETTING_INVALID, without repeating the URL: it may hold a password
 */
export function readRedisUrl(url: string, credentials: { username?: string; password?: string } = {}): RedisAddress {
  const parsed = parse(url);
  const database = parsed.pathname.length > 1 ? parsed.pathname.slice(1) : '0';
  if (!/^\d{1,5}$/.test(database)) throw invalid('what follows the host must be the number of a database');
  return {
    host: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? PORT : Number(parsed.port),
    tls: parsed.protocol === 'rediss:',
    database: Number(database),
    username: decode(parsed.username) || (credentials.username ?? ''),
    password: decode(parsed.password) || (credentials.password ?? ''),
  };
}

function parse(url: string): URL {
  if (!URL.canParse(url)) throw invalid('not a URL; redis://host:6379/0 is one');
  const parsed = new URL(url);
  if (parsed.protocol !== 'redis:' && parsed.protocol !== 'rediss:')
    throw invalid('must begin with redis:// or rediss://');
  if (parsed.hostname === '') throw invalid('names no host');
  return parsed;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('a percent sign in the user or password must be written as %25');
  }
}

function invalid(problem: string): RollcallError {
  return new RollcallError('SETTING_INVALID', `REDIS_URL: ${problem}.`);
}
