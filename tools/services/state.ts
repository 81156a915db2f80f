import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Ports, SERVICE_NAMES, type ServiceName } from './kind.ts';

/** What is remembered of a service between commands. */
export interface Remembered {
  readonly ports: Ports;
  /** Of the process last started; it may be gone. */
  readonly pid: number | null;
}

export type State = Partial<Record<ServiceName, Remembered>>;

const fileOf = (dir: string) => join(dir, 'state.json');

/** What was started in this folder; empty when nothing was. */
export async function readState(dir: string): Promise<State> {
  const text = await readFile(fileOf(dir), 'utf8').catch(() => '{}');
  const found: State = JSON.parse(text);
  const state: State = {};
  for (const name of SERVICE_NAMES) if (found[name] !== undefined) state[name] = found[name];
  return state;
}

let writing: Promise<void> = Promise.resolve();

/** Replaces it in one step, after those asked for before. */
export function writeState(dir: string, state: State): Promise<void> {
  writing = writing.then(async () => {
    const next = `${fileOf(dir)}.next`;
    await writeFile(next, `${JSON.stringify(state, null, 2)}\n`);
    await rename(next, fileOf(dir));
  });
  return writing;
}
