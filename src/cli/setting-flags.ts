import { parseArgs } from 'node:util';
import { FLAG_KEYS, flagOf } from '../config/describe.ts';
import type { Environment } from '../config/load.ts';
import { SETTINGS } from '../config/settings.ts';

/** The settings given as options, by their environment names. @throws for an option that is none, and for other arguments */
export function settingFlags(args: readonly string[]): Environment {
  const names = FLAG_KEYS.map((key) => SETTINGS[key].name);
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [flagOf(name), { type: 'string' as const }])),
  });
  return Object.fromEntries(
    names.map((name) => {
      const value = values[flagOf(name)];
      return [name, typeof value === 'string' ? value : undefined];
    }),
  );
}
