import { scratchFolder } from './support/harness.ts';
import { gather, startServer } from './support/live-bench.ts';
import type { ServerKind } from './support/live-server.ts';

const SOCKETS = 5_000;
/** Opened before the first look and kept, so that what the process has once is not counted. */
const WARM = 200;
const OPENINGS = 3;
const KINDS = ['rollcall', 'naive', 'raw'] as const satisfies readonly ServerKind[];
const NAMES = { rollcall: 'Rollcall', naive: 'graphql-ws', raw: 'bare ws' };

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Bytes of resident memory that each of many idle subscriptions costs, one a socket, in a process made for it. */
async function opening(kind: ServerKind, scratch: string): Promise<number> {
  const server = await startServer(kind, scratch);
  const variables = (): Readonly<Record<string, unknown>> => ({ lecture: ['LEC0000'] });
  const warm = await gather(server, WARM, variables);
  const before = await server.settled();
  const audience = await gather(server, SOCKETS, variables);
  const after = await server.settled();
  audience.close();
  warm.close();
  await server.stop();
  return (after.rssBytes - before.rssBytes) / SOCKETS;
}

export async function run(): Promise<{ table: string; ratios: Record<string, number> }> {
  return scratchFolder(async (scratch) => {
    const measured = new Map<ServerKind, number[]>(KINDS.map((kind) => [kind, []]));
    // Turn by turn, so that what else the machine does falls on all of them.
    for (let turn = 0; turn < OPENINGS; turn += 1) {
      for (const kind of KINDS) measured.get(kind)?.push(await opening(kind, scratch));
    }
    const bytes = (kind: ServerKind): number => middle(measured.get(kind) ?? []);
    const shown = (value: number): string => (value / 1_000).toFixed(1);
    const lines = [
      `${SOCKETS} idle subscriptions, one a socket: resident memory of each, median of ${OPENINGS} openings`,
    ];
    for (const kind of KINDS) {
      const all = (measured.get(kind) ?? []).map(shown).join(', ');
      lines.push(`  ${NAMES[kind].padEnd(10)} ${shown(bytes(kind)).padStart(6)} KB   (${all})`);
    }
    return {
      table: lines.join('\n'),
      ratios: { vsGraphqlWs: bytes('naive') / bytes('rollcall'), vsRawWs: bytes('raw') / bytes('rollcall') },
    };
  });
}
