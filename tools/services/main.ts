import { rm } from 'node:fs/promises';
import { defaultFolder, type Settings, startServices, statusOf, stopServices } from './set.ts';

const USAGE = `npm run services -- up             starts what does not run yet and prints the settings to use
npm run services -- down [--wipe]  stops what up started; --wipe deletes its data too
npm run services -- status         what runs, and its settings
SERVICES_DIR is the set's folder, SERVICES_CACHE where jars are kept.
`;

const dir = defaultFolder();
const progress = (line: string) => void process.stderr.write(`${line}\n`);

function print(settings: Settings): void {
  for (const [name, value] of Object.entries(settings)) process.stdout.write(`${name}=${value}\n`);
}

async function run(command: string | undefined, wipe: boolean): Promise<number> {
  switch (command) {
    case 'up': {
      progress(`the set in ${dir}`);
      print((await startServices({ dir, progress })).settings);
      return 0;
    }
    case 'down': {
      await stopServices(dir, progress);
      if (wipe) await rm(dir, { recursive: true, force: true });
      return 0;
    }
    case 'status': {
      const { running, absent, settings } = await statusOf(dir);
      for (const name of running) progress(`${name} runs`);
      for (const name of absent) progress(`${name} does not run`);
      print(settings);
      return absent.length === 0 ? 0 : 1;
    }
    default:
      process.stderr.write(USAGE);
      return 2;
  }
}

try {
  const [command, flag] = process.argv.slice(2);
  process.exitCode = await run(command, flag === '--wipe');
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
