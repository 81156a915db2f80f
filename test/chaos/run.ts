import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';

const USAGE = `npm run chaos -- [--all] [--only TEXT] [--seed N] [--dir FOLDER]
Eight single faults and one seeded pair; --all: every pair too. --only: those whose name holds the text.
--dir keeps the services' folder, with their logs and those of Rollcall's processes.
`;

const OPTIONS = {
  all: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  seed: { type: 'string' },
  dir: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const { values } = parseArgs({ options: OPTIONS });
if (values.help) {
  process.stdout.write(USAGE);
} else {
  const { all, only, seed, dir } = values;
  const env = {
    ...process.env,
    ...(all ? { CHAOS_ALL: '1' } : {}),
    ...(only === '' ? {} : { CHAOS_ONLY: only }),
    ...(seed === undefined ? {} : { CHAOS_SEED: seed }),
    ...(dir === undefined ? {} : { CHAOS_DIR: dir }),
  };
  const vitest = spawn('npx', ['vitest', 'run', '--project', 'chaos'], { env, stdio: 'inherit' });
  const [code] = await once(vitest, 'exit');
  process.exitCode = typeof code === 'number' ? code : 1;
}
