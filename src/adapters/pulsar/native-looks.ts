import { within } from './within.ts';

/** How long what has just come may lie unseen. */
const BETWEEN_MS = 50;
const ANSWER_WITHIN_MS = 1_000;
/** Node has four threads for everything that blocks, files and names among them. */
const READS_MAX = 2;

/**
 * When the native readers of one client may be asked. To ask one whether there is more blocks the whole process until the
 * broker has answered, and to read blocks one of Node's few threads: so the first is done only while the broker is known to
 * answer, for all readers in one round, and the second by few at a time.
 */
export interface NativeLooks {
  /** Resolves in the next round. @returns whether the broker has just answered */
  round(): Promise<boolean>;
  /** Runs what blocks a thread, when there is one for it. */
  read<T>(work: () => Promise<T>): Promise<T>;
}

/** @param ask anything that the broker answers and that blocks nothing */
export function createNativeLooks(ask: () => Promise<unknown>): NativeLooks {
  let next: Promise<boolean> | null = null;
  let reading = 0;
  const waiting: (() => void)[] = [];
  const look = async (): Promise<boolean> => {
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    next = null;
    return within(ANSWER_WITHIN_MS, ask()).then(
      () => true,
      () => false,
    );
  };
  return {
    round() {
      next ??= look();
      return next;
    },
    async read(work) {
      if (reading === READS_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
      else reading += 1;
      try {
        return await work();
      } finally {
        const following = waiting.shift();
        if (following === undefined) reading -= 1;
        else following();
      }
    },
  };
}
