import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCsvLine } from '../../../src/cli/csv.ts';
import { type Line, openSource, splitLines } from '../../../src/cli/lines.ts';
import { type HeaderFault, type LineRecord, readRecords } from '../../../src/cli/records.ts';

async function* chunksOf(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function linesOf(text: string | Buffer, sizes: readonly number[] = [7]): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const block of splitLines(chunksOf(Buffer.from(text), sizes))) lines.push(...block);
  return lines;
}

async function recordsOf(text: string, required: string[], format?: 'csv' | 'ndjson') {
  async function* lines() {
    yield await linesOf(text);
  }
  const found: (LineRecord | HeaderFault)[] = [];
  for await (const block of readRecords(lines(), { format, required })) {
    if ('fault' in block) found.push(block);
    else found.push(...block);
  }
  return found;
}

describe('lines', () => {
  it('are the same however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ unit: 'binary' }).map((text) => `x${text.replaceAll(/[\r\n]/g, '')}`),
          { maxLength: 20 },
        ),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('\n', '\r\n'),
        async (texts, sizes, end) => {
          const lines = await linesOf(texts.join(end), sizes);
          expect(lines.map((line) => line.text)).toEqual(texts.map((text) => Buffer.from(text).toString()));
        },
      ),
    );
  });

  it('end at \\n only: a JSON text may hold U+2028', async () => {
    expect(await linesOf('{"a":"\u2028"}\n{}')).toHaveLength(2);
  });

  it('keep their numbers where blank ones are left out, and lose a byte order mark at the very beginning', async () => {
    const lines = await linesOf('\uFEFFone\n\n  \r\n\uFEFFfour\r\n');
    expect(lines.map(({ number, text }) => [number, text])).toEqual([
      [1, 'one'],
      [4, '\uFEFFfour'],
    ]);
  });

  it('that are too long or not UTF-8 are told, and the next is read again', async () => {
    const bytes = Buffer.concat([
      Buffer.alloc(1_200_000, 'a'),
      Buffer.from('\nfine\n'),
      Buffer.from([0xff, 0xfe, 10]),
      Buffer.from('fine'),
    ]);
    const lines = await linesOf(bytes, [65_536]);
    expect(lines.map(({ fault }) => fault)).toEqual([
      'The line is longer than 1 MiB.',
      null,
      'The line is not UTF-8.',
      null,
    ]);
  });
});

describe('a source', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rollcall-cli-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  async function texts(bytes: Buffer): Promise<(string | null)[]> {
    const path = join(dir, 'source');
    await writeFile(path, bytes);
    const found: (string | null)[] = [];
    for await (const block of (await openSource(path)).lines()) found.push(...block.map((line) => line.text));
    return found;
  }

  it('is unzipped by what it holds, not by its name', async () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `line ${index}`).join('\n');
    expect(await texts(gzipSync(text))).toEqual(text.split('\n'));
    expect(await texts(Buffer.from(text))).toEqual(text.split('\n'));
    expect(await texts(Buffer.alloc(0))).toEqual([]);
  });

  it('that is cut off within its zip is an error, not an end', async () => {
    const zipped = gzipSync(Array.from({ length: 5_000 }, (_, index) => `line ${index * 7919}`).join('\n'));
    await expect(texts(zipped.subarray(0, zipped.length - 100))).rejects.toThrow('unexpected end of file');
  });
});

describe('CSV', () => {
  it('reads back whatever is written by its rules', () => {
    const cell = fc.string().filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
        expect(parseCsvLine(cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(','))).toEqual(cells);
      }),
    );
  });

  it('takes bare cells, empty ones, and refuses a quote that is not closed', () => {
    expect(parseCsvLine('a, b ,,"c ""d"", e",')).toEqual(['a', 'b', '', 'c "d", e', '']);
    expect(parseCsvLine('a,"b')).toBeNull();
    expect(parseCsvLine('"a"b,c')).toBeNull();
  });
});

describe('records', () => {
  it('of NDJSON are objects, and any other line is a problem with its number', async () => {
    const records = await recordsOf('{"event_id":"1"}\nnull\n[1]\n{"event_id":\n"x"', ['event_id']);
    expect(records).toEqual([
      { line: 1, bytes: 16, value: { event_id: '1' } },
      { line: 2, problem: 'The line is not a JSON object.' },
      { line: 3, problem: 'The line is not a JSON object.' },
      { line: 4, problem: 'The line is not JSON.' },
      { line: 5, problem: 'The line is not a JSON object.' },
    ]);
  });

  it('of CSV are told by the header, leave empty cells out, and count cells', async () => {
    const records = await recordsOf('student_id,display_name\nS1,"Müller, Ada"\nS2,\nS3\n', ['student_id']);
    expect(records).toEqual([
      expect.objectContaining({ line: 2, value: { student_id: 'S1', display_name: 'Müller, Ada' } }),
      expect.objectContaining({ line: 3, value: { student_id: 'S2' } }),
      { line: 4, problem: 'The line has 1 cells, the header 2.', value: { student_id: 'S3' } },
    ]);
  });

  it('of a CSV without a column that must be there are not read at all', async () => {
    expect(await recordsOf('student,name\nS1,Ada', ['student_id'], 'csv')).toEqual([
      { fault: 'The header in line 1 lacks student_id.' },
    ]);
  });

  it('whose first line is broken are still NDJSON', async () => {
    expect(await recordsOf('event_id broken\n{"event_id":"1"}', ['event_id'])).toHaveLength(2);
  });
});
