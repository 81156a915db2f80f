import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { ServiceSet } from '../../tools/services/set.ts';
import { type Program, startProgram, untilReady } from '../support/program.ts';
import { runCommand } from '../support/run-command.ts';

const LAST_WORDS_MAX = 2_000;

/** Two ingest workers and two gateways on one set of real services. */
export interface Deployment {
  readonly services: ServiceSet;
  /** Where the nth gateway is; any number names one. */
  gatewayUrl(index: number): string;
  /** Kills the nth ingest worker as `kill -9` does and starts another in its place. */
  killIngest(index: number): Promise<void>;
  /** What ended without being told to, with its last words; nothing should. */
  readonly ended: readonly string[];
  close(): Promise<void>;
}

/** @param name of the keyspace and of the Pulsar namespace, so that a deployment starts from nothing */
export async function deploy(services: ServiceSet, name: string): Promise<Deployment> {
  const { PULSAR_ADMIN_URL = '' } = services.settings;
  const made = await fetch(`${PULSAR_ADMIN_URL}/admin/v2/namespaces/public/${name}`, { method: 'PUT' });
  if (!made.ok) throw new Error(`the namespace public/${name} could not be made: ${made.status}`);
  const env: Record<string, string> = {
    ...services.settings,
    PULSAR_TOPIC: `persistent://public/${name}/attendance-events`,
    CASSANDRA_KEYSPACE: name,
    ROLLCALL_PORT: '0',
    ROLLCALL_DATA_DIR: join(services.dir, 'unused'),
  };
  const migrated = await runCommand(['migrate'], '', env);
  if (migrated.code !== 0) throw new Error(`rollcall migrate: ${migrated.stderr}${migrated.stdout}`);

  const ended: string[] = [];
  const expected = new WeakSet<Program>();
  async function start(role: 'ingest' | 'gateway', index: number): Promise<Program> {
    const program = await startProgram({ ...env, ROLLCALL_ROLE: role });
    const label = `${role}-${index}`;
    program.child.stderr?.pipe(createWriteStream(join(services.dir, `${name}-${label}.log`), { flags: 'a' }));
    let lastWords = '';
    program.child.stderr?.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-LAST_WORDS_MAX);
    });
    program.child.once('close', (code, signal) => {
      if (!expected.has(program)) ended.push(`${label} ended by itself: ${signal ?? code}\n${lastWords}`);
    });
    return program;
  }
  const both = (role: 'ingest' | 'gateway') => Promise.all([0, 1].map((index) => start(role, index)));
  const [ingest, gateways] = await Promise.all([both('ingest'), both('gateway')]);
  const all = () => [...ingest, ...gateways];
  await Promise.all(all().map(({ url }) => untilReady(url)));

  return {
    services,
    ended,
    gatewayUrl: (index) => gateways[index % gateways.length]?.url ?? '',
    async killIngest(index) {
      const place = index % ingest.length;
      const victim = ingest[place];
      if (victim === undefined) return;
      expected.add(victim);
      await victim.kill();
      ingest[place] = await start('ingest', place);
    },
    async close() {
      for (const program of all()) expected.add(program);
      await Promise.all(all().map((program) => program.kill()));
    },
  };
}
