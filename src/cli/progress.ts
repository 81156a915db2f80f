import type { WriteStream } from 'node:tty';
import type { Source } from './lines.ts';

export interface Progress {
  /** So many more rows have been handed in. */
  add(rows: number): void;
  /** Removes the bar. @returns rows, seconds and rows a second */
  end(): { readonly rows: number; readonly seconds: number; readonly perSecond: number };
}

const REDRAW_MS = 100;
const BAR_CELLS = 28;

/** A bar by bytes read, redrawn in place; silent where the stream is no terminal. */
export function createProgress(stream: WriteStream | NodeJS.WriteStream, source: Source): Progress {
  const startedAt = performance.now();
  let rows = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  const seconds = () => (performance.now() - startedAt) / 1000;
  const perSecond = () => Math.round(rows / Math.max(seconds(), 0.001));
  return {
    add(more) {
      rows += more;
      const now = performance.now();
      if (!stream.isTTY || now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      stream.write(`\r\x1b[K${progressLine(source, rows, perSecond())}`);
    },
    end() {
      if (stream.isTTY) stream.write('\r\x1b[K');
      return { rows, seconds: seconds(), perSecond: perSecond() };
    },
  };
}

/** The bar's one line: how far through the file, rows so far, rows a second. */
export function progressLine(source: Pick<Source, 'sizeBytes' | 'readBytes'>, rows: number, perSecond: number): string {
  const counts = `${rows.toLocaleString('en')} rows  ${perSecond.toLocaleString('en')}/s`;
  if (source.sizeBytes === null || source.sizeBytes === 0) return counts;
  const share = Math.min(1, source.readBytes() / source.sizeBytes);
  const full = Math.round(share * BAR_CELLS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)} ${String(Math.floor(share * 100)).padStart(3)} %  ${counts}`;
}
