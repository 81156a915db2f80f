import { once } from 'node:events';
import type { Program } from './program.ts';

const COLLECT_AND_TELL = `
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  process.on('SIGUSR2', () => {
    for (let round = 0; round < 4; round += 1) collect();
    const { heapUsed, external } = process.memoryUsage();
    process.stdout.write('held ' + (heapUsed + external) + '\\n');
  });`;

/** What a program is started with to be asked for `heldBytes`: at SIGUSR2 it collects its garbage and says what is left. */
export const TELLS_HELD_BYTES = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(COLLECT_AND_TELL)}`,
} as const;

/**
 * Bytes of V8's heap and of buffers beside it that a program started with `TELLS_HELD_BYTES` still refers to. What the
 * process takes of the machine besides differs with the machine and with how eagerly V8 collects on it.
 */
export async function heldBytes({ child }: Program): Promise<number> {
  let text = '';
  const take = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout?.on('data', take);
  child.kill('SIGUSR2');
  while (!/held \d+\n/.test(text)) if (child.stdout !== null) await once(child.stdout, 'data');
  child.stdout?.off('data', take);
  return Number(/held (\d+)/.exec(text)?.[1]);
}
