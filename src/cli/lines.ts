import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** One line of a file, without its end. `text` is null for a line that cannot be read; `fault` says why. */
export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string | null;
  readonly fault: string | null;
  /** What can be read of a line that is not UTF-8. */
  readonly legible?: string;
}

/** A file, or standard input, that is read once from its beginning. */
export interface Source {
  /** Bytes as stored; null where that is not known beforehand. */
  readonly sizeBytes: number | null;
  /** Bytes as stored, read so far. */
  readBytes(): number;
  /** Blocks of whole lines, unzipped where the bytes begin as gzip does; blank lines are left out. */
  lines(): AsyncIterable<readonly Line[]>;
}

const LINE_BYTES_MAX = 1024 * 1024;
const NEWLINE = 10;
const RETURN = 13;

/** @param path a file's, or - for standard input */
export async function openSource(path: string): Promise<Source> {
  const sizeBytes = path === '-' ? null : (await stat(path)).size;
  const stored: Readable = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 256 * 1024 });
  let readBytes = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of stored) {
      const bytes = Buffer.from(chunk);
      readBytes += bytes.length;
      yield bytes;
    }
  }
  return { sizeBytes, readBytes: () => readBytes, lines: () => splitLines(unzipped(counted())) };
}

/** The bytes, unzipped where their first two are gzip's. */
async function* unzipped(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const { value: first, done } = await bytes.next();
  if (done || first === undefined) return;
  async function* all() {
    yield first;
    yield* bytes;
  }
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* all();
    return;
  }
  const zipped = Readable.from(all());
  const gunzip = createGunzip();
  zipped.on('error', (error) => gunzip.destroy(error));
  yield* zipped.pipe(gunzip);
}

/** Splits at \n and \r\n only: a JSON text may hold any other line separator within. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Line[]> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  let number = 0;
  let tooLong = false;
  const lineOf = (bytes: Buffer): Line | null => {
    number += 1;
    if (tooLong) return { number, text: null, fault: 'The line is longer than 1 MiB.' };
    const begin = number === 1 && bytes.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0;
    const end = bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length;
    const text = bytes.toString('utf8', begin, end);
    if (text.includes('\uFFFD') && !isUtf8(bytes)) {
      return { number, text: null, fault: 'The line is not UTF-8.', legible: text };
    }
    return text.trim() === '' ? null : { number, text, fault: null };
  };
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      const tail = chunk.subarray(from, at);
      tooLong ||= restBytes + tail.length > LINE_BYTES_MAX;
      const line = lineOf(rest.length === 0 ? tail : Buffer.concat([...rest, tail]));
      if (line !== null) lines.push(line);
      rest = [];
      restBytes = 0;
      tooLong = false;
      from = at + 1;
    }
    const tail = chunk.subarray(from);
    restBytes += tail.length;
    if (restBytes > LINE_BYTES_MAX) {
      tooLong = true;
      rest = [];
    } else if (tail.length > 0) {
      rest.push(tail);
    }
    if (lines.length > 0) yield lines;
  }
  if (restBytes === 0) return;
  const last = lineOf(Buffer.concat(rest));
  if (last !== null) yield [last];
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
