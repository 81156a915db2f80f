import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { ServiceName } from './kind.ts';

interface Requirement {
  readonly program: string;
  readonly args: readonly string[];
  readonly what: string;
  readonly install: string;
  readonly of: readonly ServiceName[];
  /** A complaint about what it said of itself, or null. */
  wrong?(output: string): string | null;
}

const OLDEST_JAVA = 17;
const NEWEST_JAVA = 21;

/** The Java to run with: JAVA_HOME's where that is set. */
export function javaProgram(): string {
  const home = process.env.JAVA_HOME;
  return home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');
}

const REQUIREMENTS: readonly Requirement[] = [
  {
    program: javaProgram(),
    args: ['-version'],
    what: 'Java 17 or 21',
    install: 'apt-get install openjdk-17-jre-headless (macOS: brew install openjdk@17)',
    of: ['pulsar', 'cassandra'],
    wrong(output) {
      const major = Number(/version "(\d+)/.exec(output)?.[1]);
      return major >= OLDEST_JAVA && major <= NEWEST_JAVA ? null : `${javaProgram()} is Java ${major}`;
    },
  },
  {
    program: 'mvn',
    args: ['-v'],
    what: 'Maven',
    install: 'apt-get install maven (macOS: brew install maven)',
    of: ['pulsar', 'cassandra'],
  },
  {
    program: 'redis-server',
    args: ['--version'],
    what: 'Redis 7.0 or later',
    install: 'apt-get install redis-server (macOS: brew install redis)',
    of: ['redis'],
    wrong(output) {
      const major = Number(/v=(\d+)/.exec(output)?.[1]);
      return major >= 7 ? null : `redis-server is version ${major}`;
    },
  },
];

/** What it printed, on either stream; null where it cannot be run. */
function outputOf(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, [...args], (error, stdout, stderr) => resolve(error === null ? stdout + stderr : null));
  });
}

/** One line for each thing these services need and this machine lacks. */
export async function missingFor(names: readonly ServiceName[]): Promise<string[]> {
  const lines = await Promise.all(
    REQUIREMENTS.filter(({ of }) => of.some((name) => names.includes(name))).map(async (needed) => {
      const output = await outputOf(needed.program, needed.args);
      const wrong = output === null ? `${needed.program} cannot be run` : (needed.wrong?.(output) ?? null);
      return wrong === null
        ? []
        : [`${needed.what} is needed for ${needed.of.join(' and ')}: ${wrong}. Install it: ${needed.install}`];
    }),
  );
  return lines.flat();
}
