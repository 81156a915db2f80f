import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { RollcallError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { CqlSession } from './cql-session.ts';
import type { CassandraOptions } from './driver-options.ts';
import { createLeases } from './leases.ts';
import { type CassandraSession, createCassandraSession } from './session.ts';
import { ADD_MIGRATION, SCHEMA_AGREEMENT, SCHEMA_VERSION, SCOPE } from './statements.ts';
import { numberIn, textIn } from './values.ts';

/** The same folder from src/adapters/cassandra and from dist/adapters/cassandra. */
const FOLDER = new URL('../../../cql/', import.meta.url);
const STEP = /^(\d{3})-([a-z0-9-]+)\.cql$/;
/** One migrates, the others wait: two nodes making one table at once make two. */
const LEASE = 'migration';
/** Longer than any one statement takes; so long after a crash the next one goes on. */
const LEASE_TTL_MS = 120_000;
const LEASE_POLL_MS = 500;
const AGREEMENT_POLL_MS = 100;
const AGREEMENT_MAX_MS = 30_000;

export interface MigrationOptions extends CassandraOptions {
  readonly keyspace: string;
  /** A number: SimpleStrategy with that factor; `dc1:3,dc2:3`: NetworkTopologyStrategy. For a keyspace not there yet. */
  readonly replication: string;
}

interface Step {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * Makes the keyspace and brings its tables to this program's version. Of several at once one works and the others wait;
 * every step can be done again, so that one that crashed does no harm.
 * @returns the version
 * @throws STORE_NEWER when a newer program has been here; SERVICE_REFUSED, STORE_UNAVAILABLE (retriable) as the session
 */
export async function migrateCassandra(
  options: MigrationOptions,
  log: Log,
  clock: Pick<Clock, 'now'>,
): Promise<number> {
  const { keyspace, replication } = options;
  if (!/^[a-z][a-z0-9_]{0,47}$/.test(keyspace)) {
    throw new RollcallError('SETTING_INVALID', 'A keyspace is named by a-z, 0-9 and _, beginning with a letter.');
  }
  const values = { keyspace, replication: replicationOf(replication) };
  await withSession({ ...options, keyspace: undefined }, log, async (session) => {
    for (const statement of statementsOf(await readFile(new URL('keyspace.cql', FOLDER), 'utf8'), values)) {
      await define(session, statement);
    }
  });
  return withSession(options, log, async (session) => {
    const steps = await readSteps();
    const last = steps.at(-1)?.version ?? 0;
    const leases = createLeases(session, randomUUID());
    const take = async (): Promise<void> => {
      while (!(await leases.acquireLease(LEASE, LEASE_TTL_MS))) await delay(LEASE_POLL_MS);
    };
    await take();
    try {
      const before = await schemaVersion(session);
      if (before > last) throw newer(before, last);
      for (const { version, name, statements } of steps) {
        if (version <= before) continue;
        for (const statement of statements) {
          await take();
          await define(session, statement);
        }
        await session.write(ADD_MIGRATION, [SCOPE, version, name, clock.now()]);
        log.info('Cassandra migrated', { keyspace, version, name });
      }
      return last;
    } finally {
      await leases.releaseLease(LEASE);
    }
  });
}

/** The version of the tables that are there; 0: none. @throws STORE_UNAVAILABLE (retriable) */
export async function schemaVersion(session: CqlSession): Promise<number> {
  const [row] = await session.rows(SCHEMA_VERSION, [SCOPE]);
  return row === undefined ? 0 : numberIn(row, 'version');
}

/** Whether the tables are those this program works with; false: not migrated yet. @throws STORE_NEWER, STORE_UNAVAILABLE */
export async function isSchemaCurrent(session: CqlSession): Promise<boolean> {
  const [found, steps] = await Promise.all([schemaVersion(session), readSteps()]);
  const last = steps.at(-1)?.version ?? 0;
  if (found > last) throw newer(found, last);
  return found === last;
}

/** A replication setting in CQL. @throws SETTING_INVALID */
export function replicationOf(setting: string): string {
  if (/^[1-9]\d?$/.test(setting)) return `{'class': 'SimpleStrategy', 'replication_factor': ${setting}}`;
  const centres = setting.split(',').map((part) => /^\s*([A-Za-z0-9_.-]+):([1-9]\d?)\s*$/.exec(part));
  const pairs = centres.map((match) => (match === null ? null : `'${match[1]}': ${match[2]}`));
  if (pairs.includes(null)) {
    throw new RollcallError('SETTING_INVALID', 'Replication is a number, or data centres as in dc1:3,dc2:3.');
  }
  return `{'class': 'NetworkTopologyStrategy', ${pairs.join(', ')}}`;
}

/** The statements of a cql/ file: comments gone, names filled in. */
export function statementsOf(text: string, values: Readonly<Record<string, string>> = {}): string[] {
  const code = text.replaceAll(/--.*$/gm, '').replaceAll(/\$\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  return code
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
    .filter((statement) => statement !== '');
}

async function readSteps(): Promise<Step[]> {
  const steps: Step[] = [];
  for (const file of (await readdir(FOLDER)).sort()) {
    const [, number, name] = STEP.exec(file) ?? [];
    if (number === undefined || name === undefined) continue;
    const text = await readFile(new URL(file, FOLDER), 'utf8');
    steps.push({ version: Number(number), name, statements: statementsOf(text) });
  }
  return steps;
}

/** A change of the schema: done when every node knows it. */
async function define(session: CassandraSession, statement: string): Promise<void> {
  await session.define(statement);
  for (let waitedMs = 0; ; waitedMs += AGREEMENT_POLL_MS) {
    const versions = new Set<string>();
    for (const query of SCHEMA_AGREEMENT) {
      for (const row of await session.rows(query)) versions.add(textIn(row, 'schema_version'));
    }
    if (versions.size <= 1) return;
    if (waitedMs >= AGREEMENT_MAX_MS) throw new RollcallError('STORE_UNAVAILABLE');
    await delay(AGREEMENT_POLL_MS);
  }
}

async function withSession<T>(
  options: CassandraOptions,
  log: Log,
  use: (session: CassandraSession) => Promise<T>,
): Promise<T> {
  const session = createCassandraSession(options, log);
  try {
    await session.ready;
    return await use(session);
  } finally {
    await session.close();
  }
}

function newer(found: number, known: number): RollcallError {
  return new RollcallError(
    'STORE_NEWER',
    `The keyspace was written by a newer Rollcall: its tables are of version ${found}, this one knows ${known}.`,
  );
}
