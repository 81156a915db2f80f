import { parseArgs } from 'node:util';
import { RollcallError } from '../core/errors.ts';
import type { Answer } from './client.ts';
import { type Client, createClient } from './client.ts';
import { handIn, type Row, type Taken } from './hand-in.ts';
import { openSource, type Source } from './lines.ts';
import { createProblemList, type ProblemList } from './problem-list.ts';
import { createProgress } from './progress.ts';
import { type Format, type HeaderFault, type LineRecord, readRecords } from './records.ts';

const DEFAULT_URL = 'http://127.0.0.1:4000/graphql';

/** Arguments of the commands that hand a file in. */
export interface FileArguments {
  readonly positionals: readonly string[];
  readonly url: string;
  readonly format: Format | undefined;
  /** The other options, by name. */
  readonly options: Readonly<Record<string, string | undefined>>;
}

/** @param more names of further options @throws ARGUMENT_INVALID for an address or a format that is none */
export function fileArguments(args: readonly string[], more: readonly string[] = []): FileArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: Object.fromEntries(['url', 'format', ...more].map((name) => [name, { type: 'string' }])),
    allowPositionals: true,
  });
  const options: Record<string, string | undefined> = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value)]),
  );
  const { url = DEFAULT_URL, format } = options;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new RollcallError('ARGUMENT_INVALID', `--url ${url} is not an http address.`);
  }
  if (format !== undefined && format !== 'csv' && format !== 'ndjson') {
    throw new RollcallError('ARGUMENT_INVALID', `--format ${format} must be csv or ndjson.`);
  }
  return { positionals, url, format, options };
}

/** A file to hand in, row by row. */
export interface RowTask<T> {
  readonly path: string;
  readonly url: string;
  /** The rows of the file; what is wrong with a part of it is added to `problems`. @throws ARGUMENT_INVALID: it is not what it is given for */
  rows(source: Source, client: Client, problems: ProblemList): AsyncIterable<readonly Row<T>[]>;
  send(client: Client, values: readonly T[]): Promise<Answer<Taken>>;
  /** What the summary says was done with the rows. */
  readonly verb: string;
}

/** A file of a row a line. */
export interface FileTask<T> extends Omit<RowTask<T>, 'rows'> {
  readonly format: Format | undefined;
  /** Columns that a CSV header must have. */
  readonly required: readonly string[];
  /** Lines to rows; what is wrong with a line is added to `problems`. */
  rows(records: AsyncIterable<readonly LineRecord[]>, problems: ProblemList): AsyncIterable<readonly Row<T>[]>;
}

/** Hands a file of lines in. @returns the exit code: 0 when every line was handed in or listed */
export function runFileTask<T>(task: FileTask<T>): Promise<number> {
  const { path, required, format = formatByName(path) } = task;
  async function* records(source: Source): AsyncGenerator<readonly LineRecord[]> {
    for await (const block of readRecords(source.lines(), { format, required })) {
      if (isFault(block)) throw new RollcallError('ARGUMENT_INVALID', `${path}: ${block.fault}`);
      yield block;
    }
  }
  return runTask({ ...task, rows: (source, _, problems) => task.rows(records(source), problems) });
}

/** Hands a file in. @returns the exit code: 0 when every row was handed in or listed */
export async function runTask<T>(task: RowTask<T>): Promise<number> {
  const source = await open(task.path);
  const client = createClient(task.url);
  const problems = createProblemList((text) => process.stderr.write(text));
  const progress = createProgress(process.stderr, source);
  const send = (values: readonly T[]) => task.send(client, values);
  const rowsOfFile = task.rows(source, client, problems);
  const handed = await handIn({ rows: rowsOfFile, send, problems, onBatch: progress.add }).finally(() => {
    progress.end();
    problems.flush();
  });
  const { rows, seconds, perSecond } = progress.end();
  const summary = `${handed.done} ${task.verb}, ${problems.count} problems, ${seconds.toFixed(1)} s, ${perSecond} rows/s`;
  process.stdout.write(`${rows} rows handed in: ${summary}\n`);
  if (handed.stopped === null) return 0;
  const { line, reason } = handed.stopped;
  process.stderr.write(
    `rollcall: stopped before line ${line}: ${reason}. Handing the file in again counts nothing twice.\n`,
  );
  return 1;
}

function isFault(block: readonly LineRecord[] | HeaderFault): block is HeaderFault {
  return 'fault' in block;
}

async function open(path: string): Promise<Source> {
  try {
    return await openSource(path);
  } catch (cause) {
    throw new RollcallError('ARGUMENT_INVALID', `${path} cannot be read.`, { cause });
  }
}

function formatByName(path: string): Format | undefined {
  const name = path.toLowerCase().replace(/\.gz$/, '');
  if (name.endsWith('.csv')) return 'csv';
  return /\.(ndjson|jsonl)$/.test(name) ? 'ndjson' : undefined;
}
