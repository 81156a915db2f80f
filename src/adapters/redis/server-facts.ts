import { RollcallError } from '../../core/errors.ts';
import { type RedisCommand, type RedisReply, textOf } from './commands.ts';

const MAJOR_MIN = 7;

/** What is asked of a server once, when connected. */
export interface ServerFacts {
  readonly version: string;
  /** True where the server knows `BF.*`. */
  readonly hasBloom: boolean;
  /** The policy by which keys may be evicted, null when none ever is. */
  readonly evictionPolicy: string | null;
}

export const FACTS_COMMANDS: readonly RedisCommand[] = [['INFO'], ['COMMAND', 'INFO', 'BF.MADD']];

/** @throws SERVICE_REFUSED when the server cannot serve Rollcall */
export function readFacts([info, command]: readonly RedisReply[]): ServerFacts {
  const fields = readInfo(textOf(info) ?? '');
  const version = fields.get('redis_version') ?? '';
  if (!(Number.parseInt(version, 10) >= MAJOR_MIN)) {
    throw new RollcallError('SERVICE_REFUSED', `Redis ${version} is too old: 7.0 or later is needed (REDIS_URL).`);
  }
  if (fields.get('cluster_enabled') === '1') {
    throw new RollcallError('SERVICE_REFUSED', 'Redis runs as a cluster: one primary is needed (REDIS_URL).');
  }
  const policy = fields.get('maxmemory_policy') ?? 'noeviction';
  const evicts = policy !== 'noeviction' && fields.get('maxmemory') !== '0';
  return {
    version,
    hasBloom: Array.isArray(command) && Array.isArray(command[0]),
    evictionPolicy: evicts ? policy : null,
  };
}

/** Asks for what `identityOf` reads. Cost: tens of microseconds of the server. */
export const IDENTITY_COMMAND: RedisCommand = ['INFO', 'server', 'stats', 'replication'];

/**
 * Names the data a server holds: another after a restart (run id), after a failover or a resynchronisation (replication
 * id), and after each key it evicted. Data written under another identity may be older or less than what was written.
 */
export function identityOf(info: RedisReply | undefined): string {
  const fields = readInfo(textOf(info) ?? '');
  return `${fields.get('run_id')}/${fields.get('master_replid')}/${fields.get('evicted_keys')}`;
}

function readInfo(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}
