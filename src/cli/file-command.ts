import { parseArgs } from 'node:util';
import { RollcallError } from '../core/errors.ts';
import type { Answer } from './client.ts';
import { type Client, createClient } from './client.ts';
import { type HandedIn, handIn, type Row, type Taken } from './hand-in.ts';
import { openSource, type Source } from './lines.ts';
import { createProblemList, type ProblemList } from './problem-list.ts';
import { createProgress } from './progress.ts';
import type { Format, HeaderFault, LineRecord } from './records.ts';
import { readRecords } from './records.ts';

const DEFAULT_URL = 'http://127.0.0.1:4000/graphql';

/** Arguments of the commands that hand a file in. */
export interface FileArguments {
  readonly positionals: readonly string[];
  readonly url: string;
  readonly format: Format | undefined;
}

/** @throws ARGUMENT_INVALID for an address or a format that is none */
export function fileArguments(args: readonly string[]): FileArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { url: { type: 'string' }, format: { type: 'string' } },
    allowPositionals: true,
  });
  const { url = DEFAULT_URL, format } = values;
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw new RollcallError('ARGUMENT_INVALID', `--url ${url} is not an http address.`);
  }
  if (format !== undefined && format !== 'csv' && format !== 'ndjson') {
    throw new RollcallError('ARGUMENT_INVALID', `--format ${format} must be csv or ndjson.`);
  }
  return { positionals, url, format };
}

export interface FileTask<T> {
  readonly path: string;
  readonly url: string;
  readonly format: Format | undefined;
  /** Columns that a CSV header must have. */
  readonly required: readonly string[];
  /** Lines to rows; what is wrong with a line is added to `problems`. */
  rows(records: AsyncIterable<readonly LineRecord[]>, problems: ProblemList): AsyncIterable<readonly Row<T>[]>;
  send(client: Client, values: readonly T[]): Promise<Answer<Taken>>;
  /** What the summary says was done with the rows. */
  readonly verb: string;
}

/** Hands a file in. @returns the exit code: 0 when every line was handed in or listed */
export async function runFileTask<T>(task: FileTask<T>): Promise<number> {
  const source = await open(task.path);
  const client = createClient(task.url);
  const problems = createProblemList((text) => process.stderr.write(text));
  const progress = createProgress(process.stderr, source);
  let fault: string | null = null;
  async function* records(): AsyncGenerator<readonly LineRecord[]> {
    const format = task.format ?? formatByName(task.path);
    for await (const block of readRecords(source.lines(), { format, required: task.required })) {
      if (isFault(block)) fault = block.fault;
      else yield block;
    }
  }
  let handed: HandedIn;
  try {
    const rows = task.rows(records(), problems);
    handed = await handIn({ rows, send: (values) => task.send(client, values), problems, onBatch: progress.add });
  } finally {
    progress.end();
    problems.flush();
  }
  const { rows, seconds, perSecond } = progress.end();
  const summary = `${handed.done} ${task.verb}, ${problems.count} problems, ${seconds.toFixed(1)} s, ${perSecond} rows/s`;
  if (fault !== null) throw new RollcallError('ARGUMENT_INVALID', `${task.path}: ${fault}`);
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
