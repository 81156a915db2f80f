#!/usr/bin/env -S node --max-semi-space-size=8 --v8-pool-size=1
import { usageOf } from './cli/usage.ts';
import { readVersion } from './config/version.ts';
import { RollcallError } from './core/errors.ts';

interface Command {
  /** @returns the exit code */
  run(args: readonly string[]): Promise<number>;
}

/** Loaded when called: `replay` needs neither the store nor the server. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: () => import('./cli/start.ts'),
  demo: () => import('./cli/demo.ts'),
  migrate: () => import('./cli/migrate.ts'),
  replay: () => import('./cli/replay.ts'),
  import: () => import('./cli/import.ts'),
};

async function main([name, ...args]: readonly string[]): Promise<number> {
  const columns = Math.min(process.stdout.columns ?? 100, 120);
  if (name === '--version' || name === '-v' || name === 'version') {
    process.stdout.write(`${readVersion()}\n`);
    return 0;
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usageOf(args[0], columns));
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined)
    throw new RollcallError('ARGUMENT_INVALID', `${name} is not a command; rollcall help lists them.`);
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usageOf(name, columns));
    return 0;
  }
  return (await load()).run(args);
}

/** A problem is told in a line, without a stack; several problems in a line each. */
function tell(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const foreseen = error instanceof RollcallError || (error instanceof Error && 'code' in error);
  const text = foreseen ? message : `something unforeseen went wrong: ${message}`;
  for (const line of text.split('\n')) process.stderr.write(`rollcall: ${line}\n`);
}

// The reader of the output has gone (`rollcall demo | head`): that is a wish to end.
process.stdout.on('error', () => {
  if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(1);
});

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    tell(error);
    process.exit(1);
  },
);
