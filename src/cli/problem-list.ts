/** Problems by line, told at the end in the order of their lines. */
export interface ProblemList {
  add(line: number, text: string): void;
  readonly count: number;
  /** Writes what has not been written yet. */
  flush(): void;
}

/** So many are kept for the end; beyond, they are written as they come, so that a file of nothing else costs no memory. */
const KEPT_MAX = 100_000;

export function createProblemList(write: (text: string) => void): ProblemList {
  let kept: { line: number; text: string }[] = [];
  let count = 0;
  const flush = () => {
    kept.sort((a, b) => a.line - b.line);
    for (const { line, text } of kept) write(`line ${line}: ${text}\n`);
    kept = [];
  };
  return {
    add(line, text) {
      count += 1;
      kept.push({ line, text });
      if (kept.length >= KEPT_MAX) flush();
    },
    get count() {
      return count;
    },
    flush,
  };
}
