import { describe, expect, it } from 'vitest';
import { type Import, readSource, type SourceFile, sourceFiles } from '../support/source-files.ts';

/** What a room may take: `types` only where nothing of it may run. Rooms and packages not named are forbidden. */
interface Law {
  readonly rooms: Readonly<Record<string, 'all' | 'types'>>;
  readonly packages?: readonly string[];
}

const MOVING: Law['rooms'] = { core: 'all', ports: 'all', analytics: 'all' };
const LAWS: Readonly<Record<string, Law>> = {
  // A hash is a pure function, wherever it is implemented.
  core: { rooms: {}, packages: ['node:crypto'] },
  ports: { rooms: { core: 'types' } },
  analytics: { rooms: { core: 'all', ports: 'types' } },
  ingest: { rooms: MOVING },
  live: { rooms: MOVING },
  simulation: { rooms: MOVING },
  resolvers: { rooms: { ...MOVING, live: 'all' }, packages: ['dataloader'] },
  schema: {
    rooms: { core: 'all', ports: 'types', resolvers: 'all' },
    packages: ['graphql', '@pothos/*', 'graphql-scalars'],
  },
  'adapters/embedded': {
    rooms: { core: 'all', ports: 'all' },
    packages: ['classic-level', 'abstract-level', 'node:*'],
  },
  'adapters/cassandra': { rooms: { core: 'all', ports: 'all' }, packages: ['cassandra-driver', 'node:*'] },
  'adapters/redis': { rooms: { core: 'all', ports: 'all' }, packages: ['redis', 'node:*'] },
  'adapters/pulsar': { rooms: { core: 'all', ports: 'all' }, packages: ['ws', 'pulsar-client', 'node:*'] },
  'adapters/node': { rooms: { core: 'all', ports: 'all' }, packages: ['pino', 'prom-client', 'node:*'] },
  server: {
    rooms: { core: 'all', ports: 'types', live: 'all' },
    packages: ['graphql', 'graphql-yoga', '@graphql-yoga/*', 'graphql-ws', 'ws', 'node:*'],
  },
  config: { rooms: { core: 'all' }, packages: ['node:*'] },
  cli: { rooms: { core: 'all', config: 'all' }, packages: ['ical.js', 'node:*'] },
  'main.ts': { rooms: { core: 'all', config: 'all', cli: 'all' } },
};
/** The commands that run a server in their own process. */
const COMPOSING = ['src/cli/start.ts', 'src/cli/demo.ts', 'src/cli/migrate.ts'];
/** `app.ts` wires and `index.ts` publishes: everything but the command is theirs. */
const WIRING = ['src/app.ts', 'src/app-connections.ts', 'src/app-services.ts', 'src/app-stores.ts', 'src/index.ts'];
/** Rooms that get their time and their settings passed in. */
const TIMELESS = ['core', 'ports', 'ingest', 'analytics', 'live', 'resolvers', 'schema', 'simulation'];
const TIME = /\bDate\.now\b|\bnew Date\(\s*\)|\b(?:setTimeout|setInterval|setImmediate)\b|\bperformance\.now\b/g;

/** `src/adapters/redis/keys.ts` is in adapters/redis, `src/core/swipe.ts` in core. */
function roomOf(path: string): string {
  const [, room = '', part = ''] = path.split('/');
  return room === 'adapters' ? `${room}/${part}` : room;
}

function allows(file: SourceFile, { target, typeOnly }: Import): boolean {
  const from = roomOf(file.path);
  const law = LAWS[from];
  if (!target.startsWith('src/')) {
    return (law?.packages ?? []).some((name) =>
      name.endsWith('*') ? target.startsWith(name.slice(0, -1)) : name === target,
    );
  }
  if (target === 'src/app.ts' || target === 'src/app-connections.ts') return COMPOSING.includes(file.path);
  const to = roomOf(target);
  const grant = from === to ? 'all' : law?.rooms[to];
  return grant === 'all' || (grant === 'types' && typeOnly);
}

function forbidden(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    if (WIRING.includes(file.path)) {
      return file.imports
        .filter(({ target }) => target.startsWith('src/cli/'))
        .map(({ target }) => `${file.path} → ${target}`);
    }
    return file.imports.filter((found) => !allows(file, found)).map(({ target }) => `${file.path} → ${target}`);
  });
}

/** Each cycle once, told from where it was entered. */
function cycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (!typeOnly) visit(target, [...trail, path]);
    }
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  return found;
}

const files = sourceFiles('src');

describe('the tree', () => {
  it('has only the arrows of the table', () => {
    expect(forbidden(files)).toEqual([]);
  });

  it('has no cycle', () => {
    expect(cycles(files)).toEqual([]);
  });

  it('takes its time from the clock in every room that is tested with one', () => {
    const found = files
      .filter(({ path }) => TIMELESS.includes(roomOf(path)))
      .flatMap(({ path, code }) => [...code.matchAll(TIME)].map(([text]) => `${path}: ${text}`));
    expect(found).toEqual([]);
  });

  it('reads the environment in config only', () => {
    const found = files.filter(({ path, code }) => roomOf(path) !== 'config' && /\bprocess\.env\b/.test(code));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  it('has no file above 300 lines, nine tenths below 180, half below 80', () => {
    const sizes = files.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(files.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
    expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThanOrEqual(180);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(80);
  });

  it('names its files in kebab-case', () => {
    const names = files.map(({ path }) => path.split('/').at(-1) ?? '');
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(name))).toEqual([]);
  });
});

describe('the guard itself', () => {
  const file = (path: string, text: string) => readSource(path, text);

  it.each([
    ['src/core/a.ts', "import { x } from '../ports/clock.ts';"],
    ['src/core/a.ts', "import { readFile } from 'node:fs/promises';"],
    ['src/ports/a.ts', "import { RollcallError } from '../core/errors.ts';"],
    ['src/live/a.ts', "import type { X } from '../ingest/effects.ts';"],
    ['src/resolvers/a.ts', "import { SchemaBuilder } from '@pothos/core';"],
    ['src/schema/a.ts', "import { type A, b } from '../ports/clock.ts';"],
    ['src/adapters/redis/a.ts', "import { b } from '../embedded/keys.ts';"],
    ['src/server/a.ts', "export * from '../adapters/node/log.ts';"],
    ['src/cli/replay.ts', "const app = await import('../app.ts');"],
    ['src/app.ts', "import '../src/cli/start.ts';"],
  ])('refuses in %s: %s', (path, text) => {
    expect(forbidden([file(path, text)])).toHaveLength(1);
  });

  it.each([
    ['src/ports/a.ts', "import type { X } from '../core/errors.ts';\nimport { type Y } from './b.ts';"],
    ['src/schema/a.ts', "import type { Clock } from '../ports/clock.ts';\nimport { x } from '../resolvers/x.ts';"],
    [
      'src/core/a.ts',
      "// import { x } from '../ports/clock.ts';\n/* import '../app.ts' */\nimport { b } from './b.ts';",
    ],
    ['src/cli/demo.ts', "import {\n  startRollcall,\n} from '../app.ts';"],
  ])('allows in %s: %s', (path, text) => {
    expect(forbidden([file(path, text)])).toEqual([]);
  });

  it('finds a cycle over three files, and none over types', () => {
    const chain = (kind: string) => [
      file('src/core/a.ts', `import ${kind}{ b } from './b.ts';`),
      file('src/core/b.ts', `import { c } from './c.ts';`),
      file('src/core/c.ts', `import { a } from './a.ts';`),
    ];
    expect(cycles(chain(''))).toEqual(['src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts']);
    expect(cycles(chain('type '))).toEqual([]);
  });

  it('sees a clock in code and not in a comment or a text', () => {
    const { code } = file('src/core/a.ts', "// Date.now\nconst a = 'Date.now'; const b = Date.now();");
    expect([...code.matchAll(TIME)]).toHaveLength(1);
  });
});
