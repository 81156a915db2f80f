/** Where a picture that changes is shown: redrawn in place on a terminal, else the lines that changed, now and then. */
export interface Screen {
  show(lines: readonly string[]): void;
}

const PLAIN_EVERY_MS = 2_000;

export function createScreen(stream: NodeJS.WriteStream): Screen {
  let drawn = 0;
  let told: ReadonlySet<string> = new Set();
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    show(lines) {
      if (stream.isTTY) {
        const up = drawn === 0 ? '' : `\x1b[${drawn}A`;
        stream.write(`${up}${lines.map((line) => `\x1b[2K${line}\n`).join('')}\x1b[0J`);
        drawn = lines.length;
        return;
      }
      const now = performance.now();
      if (now - toldAt < PLAIN_EVERY_MS) return;
      const changed = lines.filter((line) => line !== '' && !told.has(withoutTime(line)));
      if (changed.length > 0) stream.write(`${changed.join('\n')}\n`);
      told = new Set(lines.map(withoutTime));
      toldAt = now;
    },
  };
}

/** A line in which only the clock has moved on has not changed. */
function withoutTime(line: string): string {
  return line.replace(/\b\d\d:\d\d:\d\d\b/, '');
}
